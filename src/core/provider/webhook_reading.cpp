#include "core/provider/webhook_reading.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"

namespace bkxsms::provider {

std::optional<std::string_view> only_header(const WebhookRequest& webhook,
                                            std::string_view name) noexcept {
    return only(webhook.headers, name);
}

std::string media_type(const WebhookRequest& webhook) {
    const auto type = only_header(webhook, "content-type").value_or("");
    return ascii_lower(trim(type.substr(0, type.find(';'))));
}

std::string_view query_of(const WebhookRequest& webhook) noexcept {
    auto query = cut_url(webhook.url).query;
    if (!query.empty()) query.remove_prefix(1);
    return query;
}

std::string_view value_or_none(const Pairs& pairs, std::string_view name) {
    if (!contains(pairs, name)) return {};
    if (const auto found = only(pairs, name)) return *found;
    throw Error(Fault::data, "the webhook has '" + std::string(name) + "' twice");
}

std::string reference_or_none(std::string_view text) {
    constexpr std::size_t longest = 64;
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (text.size() > longest || text.find_first_not_of(allowed) != std::string_view::npos)
        return {};
    return std::string(text);
}

} // namespace bkxsms::provider
