#pragma once

#include "core/sandbox/scenario.hpp"

#include <optional>
#include <string_view>

/// \file
/// Paths of Twilio's 2010 API.

namespace bkxsms::sandbox {

enum class TwilioResource { account, messages, message, balance };

struct TwilioRoute {
    TwilioResource resource;
    std::string_view account; ///< AC…, as it stands in the path
    std::string_view message; ///< SM… of a message, else ""
    bool json = false;        ///< the path ends with ".json"
};

/// nullopt if there is nothing at that path. Views into `path`.
std::optional<TwilioRoute> find_twilio_route(std::string_view path);

/// nullopt if the resource does not take that method. Looking at an account counts as balance.
std::optional<Operation> operation_of(std::string_view method,
                                      const TwilioRoute& route) noexcept;

} // namespace bkxsms::sandbox
