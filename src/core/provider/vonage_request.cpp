#include "core/provider/vonage_request.hpp"

#include "core/provider/reading.hpp"

#include <fmt/format.h>

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

std::string e164_of(std::string_view number) {
    if (number.starts_with('+')) number.remove_prefix(1);
    if (!all_digits(number) || number.size() < 7 || number.size() > 15 || number[0] == '0')
        return {};
    return '+' + std::string(number);
}

bool is_message_id(std::string_view text) noexcept {
    constexpr std::string_view allowed =
        "0123456789-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return text.size() >= 8 && text.size() <= 40 &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_uuid(std::string_view text) noexcept {
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF";
    return std::ranges::equal(text, shape, [hexadecimal](char c, char wanted) {
        return wanted == '-' ? c == '-' : hexadecimal.find(c) != std::string_view::npos;
    });
}

std::chrono::seconds clamped_validity(std::chrono::seconds validity) noexcept {
    return std::clamp(validity, std::chrono::seconds(20), std::chrono::seconds(604'800));
}

transport::Request basic_request(const VonageAccount& account, std::string url) {
    transport::Request request;
    request.url = std::move(url);
    request.authorization = basic_authorization(account.api_key, account.api_secret);
    return request;
}

void post_form(transport::Request* request, const Pairs& form) {
    request->method = "POST";
    request->headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request->body = encode_form(form);
}

void post_json(transport::Request* request, std::string body) {
    request->method = "POST";
    request->headers = {{"Content-Type", "application/json"}};
    request->body = std::move(body);
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
    Failure failure;
    failure.category = meaning.category;
    failure.remedy = meaning.remedy;
    failure.code =
        code.empty() ? fmt::format("http-{}", reply.status) : clean_words(code, max_code_bytes);
    failure.why = clean_words(words.empty() ? meaning.meaning : words);
    return failure;
}

} // namespace bkxsms::provider::vonage
