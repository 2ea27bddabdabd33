#include "core/provider/vonage_request.hpp"

#include "core/provider/reading.hpp"
#include "core/provider/request.hpp"

#include <algorithm>

namespace bkxsms::provider::vonage {
namespace {

constexpr std::string_view digits = "0123456789";

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

std::string words_of(const json::Value& error) {
    for (const auto* name : {"detail", "title", "error-code-label", "error_title", "reason"})
        if (auto words = error.text(name); !words.empty()) return words;
    return {};
}

} // namespace

std::string bare_number(std::string_view number) {
    if (number.starts_with('+') && all_digits(number.substr(1))) number.remove_prefix(1);
    return std::string(number);
}

bool is_message_id(std::string_view text) noexcept {
    constexpr std::string_view allowed =
        "0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return text.size() >= 8 && text.size() <= 40 &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

std::chrono::seconds clamped_validity(std::chrono::seconds validity) noexcept {
    return std::clamp(validity, std::chrono::seconds(20), std::chrono::seconds(604'800));
}

transport::Request basic_request(const VonageAccount& account, std::string url) {
    return get_request(std::move(url),
                       basic_authorization(account.api_key, account.api_secret));
}

std::string error_code(const json::Value& error) {
    const auto type = error.text("type");
    const auto mark = type.rfind('#');
    if (mark != std::string::npos && all_digits(std::string_view(type).substr(mark + 1)))
        return type.substr(mark + 1);
    for (const auto* name : {"title", "code"})
        if (auto text = error.text(name); all_digits(text)) return text;
    return {};
}

Failure read_error(const transport::Reply& reply) {
    const auto document = json::try_parse(reply.body).value_or(json::Value{});
    const auto code = error_code(document);
    const auto words = words_of(document);

    auto meaning = http_meaning(reply.status);
    if (meaning.category == Category::invalid_request)
        if (const auto* known = find_vonage_code(code)) meaning = *known;
    return refusal(reply, meaning, code, words);
}

} // namespace bkxsms::provider::vonage
