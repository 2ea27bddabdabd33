#include "core/provider/reading.hpp"

#include "core/base/parse.hpp"
#include "core/provider/date.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::provider {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_word(char c) noexcept {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// As security::mask_number has it, fewer than 7 digits are a service, not a person.
constexpr std::size_t min_number_digits = 7;

/// Masks runs of digits that stand alone; the digits inside "SM0123…" are no phone number.
std::string mask_numbers(std::string_view text) {
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const bool inside = pos > 0 && is_word(text[pos - 1]);
        const auto first = text[pos] == '+' ? pos + 1 : pos;
        auto end = first;
        while (end < text.size() && is_digit(text[end])) ++end;
        const bool whole = end == text.size() || !is_word(text[end]);
        if (!inside && whole && end - first >= min_number_digits) {
            out += security::mask_number(text.substr(pos, end - pos));
            pos = end;
        } else {
            out += text[pos++];
        }
    }
    return out;
}

std::string_view cut(std::string_view text, std::size_t limit) noexcept {
    if (text.size() <= limit) return text;
    const auto continues = [text](std::size_t pos) {
        return (static_cast<unsigned char>(text[pos]) & 0xC0) == 0x80;
    };
    while (limit > 0 && continues(limit)) --limit;
    return text.substr(0, limit);
}

} // namespace

std::string clean_words(std::string_view text, std::size_t limit) {
    // Cut twice: the input, so that a huge body costs nothing, with room for a number that the
    // limit would split and so hide from the mask; and the result, which may have grown.
    constexpr std::size_t number_room = 64;
    const auto words = mask_numbers(security::printable(cut(text, limit + number_room)));
    return std::string(cut(words, limit));
}

Failure failure_without_reply(const transport::NoReply& none) {
    return {Category::network, Remedy::backoff, std::string(transport::word(none.why)),
            clean_words(none.detail)};
}

Outcome outcome_without_reply(const transport::NoReply& none) {
    auto failure = failure_without_reply(none);
    if (none.may_have_arrived) {
        failure.remedy = Remedy::reconcile;
    } else if (none.why == transport::NoReply::Why::refused) {
        failure.remedy = Remedy::fix;
    }
    return outcome_of(std::move(failure), {});
}

CodeMeaning http_meaning(int status) noexcept {
    const auto say = [](Category category, Remedy remedy, std::string_view meaning) {
        return CodeMeaning{"", category, remedy, meaning};
    };
    switch (status) {
    case 301:
    case 307:
    case 308:
        return say(Category::not_found, Remedy::fix, "redirected: wrong base URL");
    case 401:
        return say(Category::auth, Remedy::fix, "credentials refused");
    case 402:
        return say(Category::account, Remedy::fix, "payment required");
    case 403:
        return say(Category::account, Remedy::fix, "refused to this account or address");
    case 404:
    case 405:
    case 410:
        return say(Category::not_found, Remedy::fix, "no such account or address");
    case 407:
        return say(Category::network, Remedy::fix, "the proxy wants credentials");
    case 408:
        return say(Category::provider_error, Remedy::reconcile, "request timed out");
    case 425:
        return say(Category::provider_error, Remedy::backoff, "too early");
    case 429:
        return say(Category::rate_limited, Remedy::backoff, "too many requests");
    default:
        break;
    }
    if (status >= 400 && status < 500)
        return say(Category::invalid_request, Remedy::none, "the request was refused");
    if (status >= 300 && status < 400)
        return say(Category::unknown, Remedy::reconcile,
                   "redirected; may have been carried out");
    return say(Category::provider_error, Remedy::reconcile, "server trouble");
}

Outcome outcome_of(Failure failure, std::chrono::seconds wait) {
    switch (failure.remedy) {
    case Remedy::none:
        return Rejected{std::move(failure)};
    case Remedy::later:
    case Remedy::backoff:
        return Deferred{std::move(failure), wait};
    case Remedy::fix:
        break;
    case Remedy::reconcile:
        return Unknown{std::move(failure)};
    }
    switch (failure.category) {
    case Category::auth:
    case Category::account:
    case Category::not_found:
    case Category::network:
        return Halted{std::move(failure)};
    default:
        return Rejected{std::move(failure)};
    }
}

Failure for_reading(Failure failure) {
    if (failure.remedy == Remedy::reconcile) failure.remedy = Remedy::backoff;
    return failure;
}

Failure refusal(const transport::Reply& reply, const CodeMeaning& meaning,
                std::string_view code, std::string_view words) {
    return {meaning.category, meaning.remedy,
            code.empty() ? fmt::format("http-{}", reply.status)
                         : clean_words(code, max_code_bytes),
            clean_words(words.empty() ? meaning.meaning : words)};
}

std::chrono::seconds retry_after(const transport::Reply& reply) {
    using std::chrono::seconds;
    constexpr seconds longest = std::chrono::days(1);
    const auto text = trim(reply.header("retry-after"));
    auto wait = seconds(0);
    if (const auto count = parse_integer(text)) {
        wait = seconds(std::clamp<std::int64_t>(*count, 0, longest.count()));
    } else if (const auto until = parse_rfc2822(text)) {
        if (const auto sent = parse_rfc2822(trim(reply.header("date"))))
            wait = std::chrono::ceil<seconds>(*until - *sent);
    }
    return std::clamp(wait, seconds(0), longest);
}

} // namespace bkxsms::provider
