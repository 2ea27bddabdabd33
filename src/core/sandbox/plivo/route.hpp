#pragma once

#include "core/sandbox/scenario.hpp"

#include <optional>
#include <string_view>

/// \file
/// Paths of Plivo's API, which all end in '/' but for those of the look-up.

namespace bkxsms::sandbox {

enum class PlivoResource {
    account,  ///< /v1/Account/{id}/, also with the doubled slash of Plivo's Node SDK
    messages, ///< …/Message/
    message,  ///< …/Message/{uuid}/
    media,    ///< …/Message/{uuid}/Media/
    pricing,  ///< …/Pricing/
    numbers,  ///< …/Number/
    number,   ///< …/Number/{number}/
    offers,   ///< …/PhoneNumber/
    offer,    ///< …/PhoneNumber/{number}/
    pools,    ///< …/Powerpack/
    look_up,  ///< /v1/Number/{number}: on a host of its own at Plivo
};

struct PlivoRoute {
    PlivoResource resource;
    std::string_view account; ///< as it stands in the path; "" for look_up
    std::string_view item;    ///< the uuid or number in the path, else ""
};

/// nullopt if there is nothing at that path. Views into `path`.
std::optional<PlivoRoute> find_plivo_route(std::string_view path);

/// nullopt if the resource does not take that method. What is neither a message nor a list of
/// them counts as balance.
std::optional<Operation> operation_of(std::string_view method,
                                      const PlivoRoute& route) noexcept;

} // namespace bkxsms::sandbox
