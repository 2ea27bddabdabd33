#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/http_message.hpp"
#include "core/sandbox/vonage/account.hpp"
#include "core/sandbox/vonage/error.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// \file
/// Who asks: Basic, a key and secret among the parameters, a signature over them, or the JWT of
/// an application. Source: docs/providers/vonage.md sections 1 and 7.1.

namespace bkxsms::sandbox {

class VonageLogins {
public:
    /// `accounts` must outlive it.
    explicit VonageLogins(const std::vector<VonageAccount>& accounts);

    /// nullptr unless `authorization` is Basic with an account's key and one of its secrets.
    const VonageAccount* basic(std::string_view authorization) const;

    /// nullptr unless it is Bearer with an RS256 JWT of an account's application that is valid
    /// now: a signature of the application's key, `jti`, `iat`, and at most a day to `exp`.
    const VonageAccount* bearer(std::string_view authorization, TimePoint now) const;

    /// By the parameters of a send, as status 2, 4, 14 or 32 has it.
    std::variant<const VonageAccount*, VonageStatus> by_parameters(const Fields& fields) const;

private:
    const std::vector<VonageAccount>& accounts_;
    std::unordered_map<std::string, const VonageAccount*> basic_; ///< by Basic's credentials
};

} // namespace bkxsms::sandbox
