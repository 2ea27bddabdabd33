#include "core/sandbox/vonage/route.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::sandbox {
namespace {

constexpr std::array<std::string_view, 8> roots{
    "/sms/json", "/v1/messages", "/v1/redact/", "/v2/reports/",
    "/account/", "/number/",     "/ni/",        "/identity-insights/"};

struct Entry {
    std::string_view path;
    VonageRoute route;
};
constexpr std::array entries{
    Entry{"/sms/json", {VonageCall::sms, "POST", Operation::send}},
    Entry{"/v1/messages", {VonageCall::messages, "POST", Operation::send}},
    Entry{"/v2/reports/records", {VonageCall::reports, "GET", Operation::list}},
    Entry{"/account/get-balance", {VonageCall::balance, "GET", Operation::balance}},
    Entry{"/account/get-pricing/outbound/sms", {VonageCall::price, "GET", Operation::balance}},
    Entry{"/account/get-prefix-pricing/outbound/sms",
          {VonageCall::prices, "GET", Operation::balance}},
    Entry{"/account/get-full-pricing/outbound/sms",
          {VonageCall::prices, "GET", Operation::balance}},
    Entry{"/account/settings", {VonageCall::settings, "POST", Operation::balance}},
    Entry{"/account/top-up", {VonageCall::top_up, "POST", Operation::balance}},
    Entry{"/account/numbers", {VonageCall::numbers, "GET", Operation::balance}},
    Entry{"/number/search", {VonageCall::search, "GET", Operation::balance}},
    Entry{"/number/buy", {VonageCall::buy, "POST", Operation::balance}},
    Entry{"/number/cancel", {VonageCall::cancel, "POST", Operation::balance}},
    Entry{"/number/update", {VonageCall::update, "POST", Operation::balance}},
    Entry{"/v1/redact/transaction", {VonageCall::redact, "POST", Operation::balance}},
    Entry{"/ni/basic/json", {VonageCall::insight, "GET", Operation::balance}},
    Entry{"/ni/standard/json", {VonageCall::insight, "GET", Operation::balance}},
    Entry{"/ni/advanced/json", {VonageCall::insight, "GET", Operation::balance}},
    Entry{"/ni/advanced/async/json", {VonageCall::insight, "GET", Operation::balance}},
    Entry{"/identity-insights/v1/requests", {VonageCall::identity, "POST", Operation::balance}},
};

} // namespace

bool is_vonage_path(std::string_view path) noexcept {
    return std::ranges::any_of(roots, [&](auto root) { return path.starts_with(root); });
}

const VonageRoute* find_vonage_route(std::string_view path) noexcept {
    const auto* entry = std::ranges::find(entries, path, &Entry::path);
    return entry == entries.end() ? nullptr : &entry->route;
}

} // namespace bkxsms::sandbox
