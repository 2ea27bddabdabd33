#pragma once

#include "core/base/clock.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What the sandbox does besides behaving well: a list of rules, of which the first that fires
/// decides about a request. The JSON form is docs/sandbox.md.
///
/// All chance comes from `seed` and a rule's own count of requests, never from a shared
/// generator: two runs that ask the same questions in another order are treated alike.

namespace bkxsms::sandbox {

enum class Operation { send, fetch, list, balance };
std::string_view word(Operation operation) noexcept; ///< "send", "fetch", …

/// How a message ends.
enum class Fate {
    delivered,
    undelivered, ///< the carrier reports a failure
    failed,      ///< it never leaves the provider
    sent,        ///< it leaves, and nobody ever says more
};
std::string_view word(Fate fate) noexcept;

/// An accepted message's life. Times are counted from its acceptance.
struct Delivery {
    milliseconds queued{5};  ///< leaves the messaging service for a sender's queue
    milliseconds sent{20};   ///< handed to the carrier
    milliseconds done{60};   ///< the last status
    milliseconds priced{60}; ///< from then on, a fetch shows the price; never before `done`
    milliseconds listed{0};  ///< before then, a list does not show it
    Fate fate = Fate::delivered;
    std::string error_code;              ///< for undelivered and failed; "": a usual one
    std::int64_t price_nano = 7'500'000; ///< per segment
    std::string price_unit;              ///< "": what the provider bills in
};

/// What goes wrong with a message's callbacks.
struct Callbacks {
    bool drop_all = false;
    std::vector<std::string> drop; ///< statuses whose callback is not made
    int copies = 1;                ///< how often each is made
    bool reorder = false;          ///< the last status first
    milliseconds delay{0};         ///< on top of the delivery's times
    bool forge = false;            ///< with a signature that is wrong
};

enum class FaultKind {
    none,
    error,   ///< an HTTP status and an error body
    hang_up, ///< the connection is closed
    cut,     ///< a part of the answer, then the connection is closed
    silent,  ///< no answer at all
    garbage, ///< the right status with a body that is not what it says
    page,    ///< a proxy's page in HTML
    empty,   ///< the right status, no body
    no_id,   ///< the right answer, without the message's id
    huge,    ///< the right answer, and a megabyte of blanks
    trickle, ///< the right answer, byte by byte
};

/// What a rule does to a request.
struct Action {
    FaultKind fault = FaultKind::none;
    /// Whether the request is worked on before the fault: a message is in the ledger, its
    /// callbacks are made, only the answer is spoilt.
    bool accept = true;
    bool before_reading = false; ///< hang_up: when only the head has been read
    int status = 0;   ///< error: the HTTP status; 0: that of `code`, or 500. page: 0: 200
    std::string code; ///< error: the provider's code; "": the usual one for `status`
    std::int64_t retry_after_s = 0; ///< error: Retry-After, if not 0
    std::size_t bytes = 0;          ///< cut: length of the part; 0: half
    std::optional<milliseconds> latency;
    std::shared_ptr<const Delivery> delivery; ///< null: the scenario's
    std::optional<Callbacks> callbacks;
};

/// When a rule fires. All that is said must hold. Counting is over the requests for which
/// `provider`, `on` and `to` hold and which no earlier rule took, from 1.
struct Condition {
    std::string provider;                          ///< "plivo", …; "": any
    std::optional<Operation> on = Operation::send; ///< nullopt: any
    std::string to;                ///< the recipient begins with it; not for before_reading
    std::vector<std::int64_t> nth; ///< these requests; empty: all
    std::int64_t every = 1;        ///< each so-many-th request
    std::int64_t first = 0;        ///< the first so many; 0: no end
    std::int64_t after = 0;        ///< not the first so many
    std::int64_t probability_nano = 1'000'000'000; ///< billionths
};

struct Rule {
    std::string name; ///< for the statistics
    Condition when;
    Action action;
};

struct Scenario {
    std::uint64_t seed = 1;
    milliseconds latency{0}; ///< of every answer a rule does not give another
    int max_concurrent = 0;  ///< above it requests are refused with 429; 0: no limit
    std::shared_ptr<const Delivery> delivery = std::make_shared<const Delivery>();
    Callbacks callbacks;
    std::vector<Rule> rules;
};

/// \throws Error{data} naming the member that is wrong: also for one that does not exist.
Scenario read_scenario(std::string_view json);

/// What a rule can know of a request.
struct Asked {
    std::string_view provider;
    Operation operation = Operation::send;
    std::string_view to = {}; ///< "" where nobody is asked about, or before the body is read
};

/// A scenario at work: the same rules, with their counts. Thread-safe.
class Play {
public:
    explicit Play(Scenario scenario);

    const Scenario& scenario() const noexcept { return scenario_; }

    /// The first rule that fires for a request whose body has been read, or nullptr.
    const Rule* decide(const Asked& asked) noexcept;
    /// Whether any rule does not wait for the body.
    bool decides_before_reading() const noexcept { return any_before_reading_; }
    /// The same for those rules.
    const Rule* decide_before_reading(const Asked& asked) noexcept;

    struct Tally {
        std::string name;
        std::int64_t seen; ///< requests for which `provider`, `on` and `to` held
        std::int64_t fired;
    };
    std::vector<Tally> tally() const;

private:
    struct Count {
        std::atomic<std::int64_t> seen{0};
        std::atomic<std::int64_t> fired{0};
    };
    const Rule* decide(const Asked& asked, bool before_reading) noexcept;
    bool fires(const Condition& when, std::size_t rule, std::int64_t number) const noexcept;

    Scenario scenario_;
    std::vector<Count> counts_;
    bool any_before_reading_ = false;
};

} // namespace bkxsms::sandbox
