#pragma once

#include "core/provider/outcome.hpp"
#include "core/transport/exchange.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// A provider, pure: it does no I/O, reads no clock and keeps no state. It turns a message into
/// a request and a finished exchange into an outcome; the engine does the waiting. One of the
/// three seams to the world.

namespace bkxsms::provider {

struct Outgoing {
    std::string to;        ///< E.164
    std::string from;      ///< E.164, short code or alphanumeric; "" to leave it to the account
    std::string text;      ///< UTF-8
    std::string reference; ///< our token for this attempt; comes back in webhooks
    std::string callback_url;         ///< where reports go, without the reference; "" for none
    std::chrono::seconds validity{0}; ///< how long the provider may keep trying; 0: its default
};

/// What is known of a send whose answer was lost.
struct Lost {
    std::string to;        ///< E.164
    std::string reference; ///< the token that went with it
    TimePoint since;       ///< before its first byte left, by our clock
    TimePoint until;       ///< after its last byte could have arrived
};

/// A message as the provider's list shows it: the evidence for a send whose answer was lost.
struct Sighting {
    Receipt receipt;
    std::string to;
    std::string from;
    std::string text;
    bool outbound = true;
    std::optional<TimePoint> created_at; ///< the provider's clock
};

struct Page {
    std::vector<Sighting> messages;
    std::string next; ///< hand to look_up() for the next page; "" at the end
};

/// A webhook as it arrived; everything in it is hostile until verified.
struct WebhookRequest {
    std::string method; ///< "POST", "GET"
    std::string url;    ///< the public URL, from configuration, with the query as received
    transport::Headers headers; ///< names in lower case
    std::string body;           ///< raw bytes
};

struct Verdict {
    bool genuine = false;
    std::string scheme; ///< "twilio-form", "twilio-json", …
    std::string why;    ///< in words, when not genuine; for the operator, never for the caller
};

/// What a segment costs there, before tax.
struct Price {
    std::string country; ///< ISO 3166-1 alpha-2
    std::string network; ///< MCC and MNC, "26201"; "" for every network without its own price
    Money per_segment;
};

/// What a provider knows about somebody's number.
struct NumberFacts {
    std::string number; ///< E.164
    bool exists = true;
    std::string country; ///< ISO 3166-1 alpha-2, "" if it is not said
    std::string carrier;
    std::string network; ///< MCC and MNC
    std::string type;    ///< "mobile", "landline", "voip", "toll_free", "other"
    std::optional<bool>
        opted_out{}; ///< said STOP to this account, where the provider keeps a list
};

/// A number that texts can be sent from: the account's own, or one that is for sale.
struct OwnNumber {
    std::string number;  ///< E.164, or a short code
    std::string country; ///< ISO 3166-1 alpha-2
    std::string type;    ///< "local", "mobile", "toll_free", "short_code"
    bool texts = true;   ///< it can send and receive SMS
    std::optional<Money> monthly;
};

/// What a question came to: the value, or why there is none.
template <class T>
using Answer = std::variant<T, Failure>;

/// A question that changes nothing at the provider (buying a number apart): what to ask, and
/// how to read whatever comes back. Neither function needs anything of the provider's: they may
/// outlive it.
template <class T>
struct Question {
    transport::Request request;
    std::function<Answer<T>(const transport::Exchange&)> read;
    /// What to ask next where one answer may not be enough (a log that is read in pages);
    /// nullopt when `read` has all there is. Empty where one always is enough. An answer is
    /// never wrong for want of asking on: then it is a Failure that may be asked again.
    std::function<std::optional<Question<T>>(const transport::Exchange&, TimePoint now)> more{};
};

/// How a send whose answer was lost is settled; docs/providers, the section on reconciling.
struct Settling {
    bool possible = false;           ///< look_up() exists and proves absence
    std::chrono::seconds first{120}; ///< after the send: sooner it may not be shown yet
    std::chrono::seconds again{60};  ///< after the first look that did not find it
    /// The provider says that its list begins with what is newest: a message from before the
    /// send ends the search. Any other list is read to its end.
    bool newest_first = false;
    std::chrono::seconds work{120}; ///< how long a server may still make a message of the send
};

/// What the provider's codes mean: for read_send, for reports, and for `provider errors`.
struct CodeMeaning {
    std::string_view code;
    Category category;
    Remedy remedy;
    std::string_view meaning;
};

/// `now` is asked for where a request may have to be signed with the time. A question that the
/// provider does not answer is nullopt, and so is one about what can be no message id of its,
/// no E.164 number and no country: a path made of it could be another one.
class Provider {
public:
    virtual ~Provider() = default;

    virtual std::string_view name() const noexcept = 0; ///< "twilio"

    virtual transport::Request send_request(const Outgoing& message, TimePoint now) const = 0;
    /// Reads the end of a send. When in doubt the outcome is Unknown.
    virtual Outcome read_send(const transport::Exchange& exchange) const = 0;

    virtual std::optional<Question<Receipt>> status(std::string_view /*provider_message_id*/,
                                                    TimePoint /*now*/) const {
        return std::nullopt;
    }

    virtual Settling settling() const noexcept { return {}; }
    /// What went out to that number about that time, and perhaps more; in the order that
    /// Settling::newest_first tells. `next` is "" for the first page, else Page::next.
    virtual std::optional<Question<Page>>
    look_up(const Lost& /*lost*/, std::string_view /*next*/, TimePoint /*now*/) const {
        return std::nullopt;
    }

    virtual std::optional<Question<Money>> balance(TimePoint /*now*/) const {
        return std::nullopt;
    }

    /// `country` is ISO 3166-1 alpha-2.
    virtual std::optional<Question<std::vector<Price>>> prices(std::string_view /*country*/,
                                                               TimePoint /*now*/) const {
        return std::nullopt;
    }
    virtual std::optional<Question<NumberFacts>> number(std::string_view /*e164*/,
                                                        TimePoint /*now*/) const {
        return std::nullopt;
    }
    virtual std::optional<Question<std::vector<OwnNumber>>>
    own_numbers(TimePoint /*now*/) const {
        return std::nullopt;
    }
    virtual std::optional<Question<std::vector<OwnNumber>>>
    offered_numbers(std::string_view /*country*/, TimePoint /*now*/) const {
        return std::nullopt;
    }
    /// Costs money; a lost answer may still have bought it.
    virtual std::optional<Question<OwnNumber>> buy_number(std::string_view /*country*/,
                                                          std::string_view /*number*/,
                                                          TimePoint /*now*/) const {
        return std::nullopt;
    }

    /// Every code that has a meaning of its own, in the order of the provider's page.
    virtual std::span<const CodeMeaning> codes() const noexcept = 0;

    /// Judges the signature over the raw bytes. Constant time in the signature.
    virtual Verdict verify(const WebhookRequest& webhook, TimePoint now) const = 0;
    /// The reports in a genuine webhook; empty for one that carries none (an inbound message).
    /// \throws Error{data} if it cannot be read as this provider's.
    virtual std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const = 0;
};

} // namespace bkxsms::provider
