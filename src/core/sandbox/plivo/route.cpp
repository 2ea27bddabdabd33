#include "core/sandbox/plivo/route.hpp"

#include "core/base/parse.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::sandbox {
namespace {

struct Collection {
    std::string_view name;
    PlivoResource all;
    std::optional<PlivoResource> one;
};
constexpr std::array collections{
    Collection{"Message", PlivoResource::messages, PlivoResource::message},
    Collection{"Number", PlivoResource::numbers, PlivoResource::number},
    Collection{"PhoneNumber", PlivoResource::offers, PlivoResource::offer},
    Collection{"Pricing", PlivoResource::pricing, std::nullopt},
    Collection{"Powerpack", PlivoResource::pools, std::nullopt},
};

} // namespace

std::optional<PlivoRoute> find_plivo_route(std::string_view path) {
    constexpr std::string_view look_up = "/v1/Number/";
    constexpr std::string_view accounts = "/v1/Account/";
    if (path.starts_with(look_up)) {
        path.remove_prefix(look_up.size());
        if (path.ends_with('/')) path.remove_suffix(1);
        if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
        return PlivoRoute{PlivoResource::look_up, {}, path};
    }
    if (!path.starts_with(accounts) || !path.ends_with('/')) return std::nullopt;
    path.remove_prefix(accounts.size());
    path.remove_suffix(1);
    const auto parts = split(path, '/');
    PlivoRoute route{PlivoResource::account, parts[0], {}};
    if (route.account.empty()) return std::nullopt;
    if (parts.size() == 1 || (parts.size() == 2 && parts[1].empty())) return route;

    const auto* found = std::ranges::find(collections, parts[1], &Collection::name);
    if (found == collections.end()) return std::nullopt;
    route.resource = found->all;
    if (parts.size() == 2) return route;
    if (!found->one || parts[2].empty()) return std::nullopt;
    route.resource = *found->one;
    route.item = parts[2];
    if (parts.size() == 3) return route;
    if (route.resource != PlivoResource::message || parts.size() != 4 || parts[3] != "Media")
        return std::nullopt;
    route.resource = PlivoResource::media;
    return route;
}

std::optional<Operation> operation_of(std::string_view method,
                                      const PlivoRoute& route) noexcept {
    const bool get = method == "GET";
    const bool post = method == "POST";
    switch (route.resource) {
    case PlivoResource::messages:
        if (post) return Operation::send;
        return get ? std::optional(Operation::list) : std::nullopt;
    case PlivoResource::message:
    case PlivoResource::media:
        return get ? std::optional(Operation::fetch) : std::nullopt;
    case PlivoResource::offer:
        return post ? std::optional(Operation::balance) : std::nullopt;
    default:
        return get ? std::optional(Operation::balance) : std::nullopt;
    }
}

} // namespace bkxsms::sandbox
