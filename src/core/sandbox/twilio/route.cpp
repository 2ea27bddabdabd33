#include "core/sandbox/twilio/route.hpp"

#include "core/base/parse.hpp"

namespace bkxsms::sandbox {

std::optional<TwilioRoute> find_twilio_route(std::string_view path) {
    constexpr std::string_view accounts = "/2010-04-01/Accounts/";
    constexpr std::string_view suffix = ".json";
    if (!path.starts_with(accounts)) return std::nullopt;
    path.remove_prefix(accounts.size());
    TwilioRoute route{};
    if (path.ends_with(suffix)) {
        route.json = true;
        path.remove_suffix(suffix.size());
    }
    const auto parts = split(path, '/');
    for (const auto part : parts)
        if (part.empty()) return std::nullopt;
    route.account = parts[0];
    if (parts.size() == 1) {
        route.resource = TwilioResource::account;
    } else if (parts.size() == 2 && parts[1] == "Messages") {
        route.resource = TwilioResource::messages;
    } else if (parts.size() == 2 && parts[1] == "Balance") {
        route.resource = TwilioResource::balance;
    } else if (parts.size() == 3 && parts[1] == "Messages") {
        route.resource = TwilioResource::message;
        route.message = parts[2];
    } else {
        return std::nullopt;
    }
    return route;
}

std::optional<Operation> operation_of(std::string_view method,
                                      const TwilioRoute& route) noexcept {
    if (method == "POST" && route.resource == TwilioResource::messages) return Operation::send;
    if (method != "GET") return std::nullopt;
    switch (route.resource) {
    case TwilioResource::messages:
        return Operation::list;
    case TwilioResource::message:
        return Operation::fetch;
    case TwilioResource::balance:
    case TwilioResource::account:
        break;
    }
    return Operation::balance;
}

} // namespace bkxsms::sandbox
