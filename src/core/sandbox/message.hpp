#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/scenario.hpp"

#include <memory>
#include <string>
#include <string_view>

/// \file
/// A message the sandbox has accepted. It never changes: where it stands follows from its
/// acceptance, its delivery plan and the time.

namespace bkxsms::sandbox {

struct Message {
    std::string provider; ///< Protocol::name(): "twilio"
    std::string id;       ///< the provider's: SM…
    std::string account;
    std::string to;      ///< with '+', also where the provider writes none
    std::string from;    ///< "" if a service picks it
    std::string service; ///< "" without one
    std::string body;
    std::string type; ///< the provider's word for its kind, "mms"; "" if it has none
    std::string callback_url;
    std::string callback_method = "POST";
    std::string reference; ///< the caller's token: `ref` in the callback URL, or a client-ref
    int segments = 0;
    int media = 0;
    bool inbound = false; ///< somebody wrote to us; not in the ledger
    TimePoint accepted_at{};
    std::shared_ptr<const Delivery> delivery;
};
using MessagePtr = std::shared_ptr<const Message>;

enum class Stage { accepted, queued, sent, done };

/// Without a service a message is queued at once; a failed one is never sent; one whose fate is
/// `sent` never gets to done.
Stage stage_at(const Message& message, TimePoint now) noexcept;

bool is_priced(const Message& message, TimePoint now) noexcept;
bool is_listed(const Message& message, TimePoint now) noexcept;

/// The ledger's line for it, with its LF: {"time","provider","account","sid","to","from",
/// "service","body","ref"}.
std::string ledger_line(const Message& message);

/// Reads a line back. \throws Error{data}.
Message read_ledger_line(std::string_view line);

/// `json` with every character beyond ASCII as \uXXXX (pairs beyond U+FFFF), as Twilio writes
/// JSON. It must be well-formed UTF-8.
std::string escape_non_ascii(std::string json);

/// `prefix` and 32 random hexadecimal digits.
std::string random_sid(std::string_view prefix);

} // namespace bkxsms::sandbox
