#include "core/provider/reading.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
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

bool is_success(const transport::Reply& reply) noexcept {
    return reply.status >= 200 && reply.status < 300;
}

Failure unreadable(std::string_view why) {
    return {Category::provider_error, Remedy::reconcile, "unreadable", std::string(why)};
}

Failure unreadable(const transport::Reply& reply, std::string_view why) {
    auto failure = unreadable(why);
    failure.code = fmt::format("http-{}", reply.status);
    return failure;
}

Answer<std::string_view> read_body(const transport::Exchange& exchange, ReadError read_error) {
    if (const auto* none = std::get_if<transport::NoReply>(&exchange))
        return failure_without_reply(*none);
    const auto& reply = std::get<transport::Reply>(exchange);
    if (!is_success(reply)) return for_reading(read_error(reply));
    return std::string_view(reply.body);
}

Answer<json::Value> read_purchase(const transport::Exchange& exchange, ReadError read_error) {
    if (const auto* none = std::get_if<transport::NoReply>(&exchange)) {
        auto failure = failure_without_reply(*none);
        if (none->may_have_arrived) failure.remedy = Remedy::reconcile;
        return failure;
    }
    const auto& reply = std::get<transport::Reply>(exchange);
    if (!is_success(reply)) return read_error(reply);
    auto document = json::try_parse(reply.body);
    if (!document || !document->is_object())
        return unreadable("the answer is not a JSON object");
    return std::move(*document);
}

Answer<json::Value> read_document(const transport::Exchange& exchange, ReadError read_error) {
    auto document = read_purchase(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document))
        return for_reading(std::move(*failure));
    return document;
}

std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code,
                                         const std::optional<CodeMeaning>& known,
                                         std::string_view words) {
    if (progress != Progress::undelivered && progress != Progress::failed) return std::nullopt;
    Failure failure;
    failure.category = known ? known->category : Category::unknown;
    failure.remedy = known ? known->remedy : Remedy::none;
    failure.code = clean_words(code.empty() ? status : code, max_code_bytes);
    failure.why = clean_words(!words.empty() ? words : known ? known->meaning : status);
    return failure;
}

std::string report_key(const Receipt& receipt) {
    auto key = receipt.provider_message_id + '/' + receipt.provider_status;
    if (receipt.price) key += '/' + format_nano(receipt.price->nano) + receipt.price->currency;
    return key;
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

security::Secret basic_authorization(std::string_view user, const security::Secret& password) {
    // Each step in a Secret of its own, so that no copy outlives this function unwiped.
    std::string pair;
    pair.reserve(user.size() + 1 + password.reveal().size());
    pair.append(user).append(":").append(password.reveal());
    const security::Secret plain(std::move(pair));
    const security::Secret encoded(to_base64(as_bytes(plain.reveal())));
    std::string value;
    value.reserve(6 + encoded.reveal().size());
    value.append("Basic ").append(encoded.reveal());
    return security::Secret(std::move(value));
}

namespace {

/// Takes at most `most` digits from the front; nullopt for fewer than `least`.
std::optional<int> take_number(std::string_view* text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text->size() && is_digit((*text)[count]))
        value = value * 10 + ((*text)[count++] - '0');
    if (count < least) return std::nullopt;
    text->remove_prefix(count);
    return value;
}

bool take_char(std::string_view* text, char c) noexcept {
    if (!text->starts_with(c)) return false;
    text->remove_prefix(1);
    return true;
}

/// 1 to 12 for "Jan " to "Dec ".
std::optional<unsigned> take_month(std::string_view* text) noexcept {
    constexpr std::string_view names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    if (text->size() < 4 || (*text)[3] != ' ') return std::nullopt;
    const auto at = names.find(text->substr(0, 4));
    if (at == std::string_view::npos || at % 4 != 0) return std::nullopt;
    text->remove_prefix(4);
    return static_cast<unsigned>(at / 4 + 1);
}

std::optional<std::chrono::minutes> read_zone(std::string_view text) {
    if (text == "GMT" || text == "UT") return std::chrono::minutes(0);
    const bool west = text.starts_with('-');
    if (!take_char(&text, '+') && !take_char(&text, '-')) return std::nullopt;
    const auto hours = take_number(&text, 2, 2);
    const auto minutes = take_number(&text, 2, 2);
    if (!hours || !minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    const std::chrono::minutes offset(*hours * 60 + *minutes);
    return west ? -offset : offset;
}

} // namespace

std::optional<TimePoint> parse_rfc2822(std::string_view text) noexcept {
    namespace chr = std::chrono;
    if (text.size() > 5 && text.substr(3, 2) == ", ") text.remove_prefix(5); // day of the week
    const auto day = take_number(&text, 1, 2);
    if (!day || !take_char(&text, ' ')) return std::nullopt;
    const auto month = take_month(&text);
    if (!month) return std::nullopt;
    const auto year = take_number(&text, 4, 4);
    if (!year || *year < 1970 || !take_char(&text, ' ')) return std::nullopt;
    const auto hour = take_number(&text, 2, 2);
    if (!hour || *hour > 23 || !take_char(&text, ':')) return std::nullopt;
    const auto minute = take_number(&text, 2, 2);
    if (!minute || *minute > 59 || !take_char(&text, ':')) return std::nullopt;
    const auto second = take_number(&text, 2, 2);
    if (!second || *second > 59 || !take_char(&text, ' ')) return std::nullopt;
    const auto zone = read_zone(text);
    const chr::year_month_day date(chr::year(*year), chr::month(*month),
                                   chr::day(static_cast<unsigned>(*day)));
    if (!zone || !date.ok()) return std::nullopt;
    const auto at = TimePoint(chr::sys_days(date)) + chr::hours(*hour) + chr::minutes(*minute) +
                    chr::seconds(*second) - *zone;
    // A zone of 99 hours leads out of the years that a database and an RFC 3339 time have.
    if (at < TimePoint() || at >= chr::sys_days(chr::year(10'000) / 1 / 1)) return std::nullopt;
    return at;
}

} // namespace bkxsms::provider
