#include "core/provider/webhook.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"

namespace bkxsms::provider {

std::optional<std::string_view> only_header(const WebhookRequest& webhook,
                                            std::string_view name) {
    return only(webhook.headers, name);
}

std::string media_type(const WebhookRequest& webhook) {
    const auto type = only_header(webhook, "content-type").value_or("");
    return ascii_lower(trim(type.substr(0, type.find(';'))));
}

bool is_form(const WebhookRequest& webhook) {
    const auto type = media_type(webhook);
    if (type == "application/x-www-form-urlencoded") return true;
    return type.empty() && webhook.body.empty();
}

std::string_view query_of(const WebhookRequest& webhook) {
    auto query = cut_url(webhook.url).query;
    if (!query.empty()) query.remove_prefix(1);
    return query;
}

Pairs parameters_of(const WebhookRequest& webhook) {
    auto pairs = decode_form(webhook.method == "GET" ? query_of(webhook) : webhook.body);
    if (!pairs) throw Error(Fault::data, "the webhook's form cannot be decoded");
    return std::move(*pairs);
}

std::string_view single(const Pairs& pairs, std::string_view name) {
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

std::string reference_in(const WebhookRequest& webhook) {
    const auto query = decode_form(query_of(webhook));
    return reference_or_none(query ? only(*query, "ref").value_or("") : "");
}

} // namespace bkxsms::provider
