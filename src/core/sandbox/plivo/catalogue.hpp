#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/plivo/account.hpp"
#include "core/sandbox/plivo/route.hpp"
#include "core/sandbox/scenario.hpp"

#include <optional>

/// \file
/// What Plivo tells besides messages: the account, prices, numbers, look-ups. Source:
/// docs/providers/plivo.md section 4.

namespace bkxsms::sandbox {

Answer plivo_account(const PlivoAccount& account);

/// Every other resource that is no message; prices are the scenario's. nullopt for 404.
std::optional<Answer> plivo_catalogue(const Request& request, const PlivoRoute& route,
                                      const PlivoAccount& account, const Scenario& scenario);

} // namespace bkxsms::sandbox
