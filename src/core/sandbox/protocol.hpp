#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/scenario.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// A provider's side of the wire. All of them listen on one port: a request is for the first
/// that says so, from its head alone. No two providers claim the same path, see answers() of
/// each; only SNS, which has but "/", looks at more.

namespace bkxsms::sandbox {

/// Somebody writes to one of the account's numbers.
struct Inbound {
    std::string from;
    std::string to;
    std::string body;
    std::string url; ///< where the webhook goes
};

/// All members are thread-safe.
class Protocol {
public:
    virtual ~Protocol() = default;

    /// As the ledger and scenarios name it: "twilio".
    virtual std::string_view name() const noexcept = 0;

    /// Whether the request is this provider's to answer, if only with its own 404.
    virtual bool answers(const Request& head) const noexcept = 0;

    /// What a request asks for as far as its head tells, for faults before the body is read;
    /// nullopt if that is nothing a scenario decides about.
    virtual std::optional<Operation> operation(const Request& head) const noexcept = 0;

    /// A whole request for which answers() holds.
    virtual Answer handle(const Request& request) = 0;

    /// Sends the webhook for `inbound` and returns the message's id. \throws Error{data} if a
    /// part is not what it must be.
    virtual std::string receive(const Inbound& inbound) = 0;
};

/// The providers of one sandbox, in the order in which they are asked.
using Protocols = std::vector<std::unique_ptr<Protocol>>;

} // namespace bkxsms::sandbox
