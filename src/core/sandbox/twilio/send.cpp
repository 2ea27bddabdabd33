#include "core/sandbox/twilio/send.hpp"

#include "core/base/utf8.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_body_characters = 1600;
constexpr std::size_t max_callback_url = 4000; // docs/api/errors/21609
constexpr std::size_t max_media = 10;

struct Magic {
    std::string_view number;
    int code;
};
// twilio.md section 9, test inputs for SMS.
constexpr std::string_view magic_sender = "+15005550006";
constexpr std::array magic_from{Magic{"+15005550001", 21212}, Magic{"+15005550007", 21606},
                                Magic{"+15005550008", 21611}};
constexpr std::array magic_to{Magic{"+15005550001", 21211}, Magic{"+15005550002", 21612},
                              Magic{"+15005550003", 21408}, Magic{"+15005550004", 21610},
                              Magic{"+15005550009", 21614}};

template <std::size_t N>
std::optional<TwilioError> find_magic(const std::array<Magic, N>& table,
                                      std::string_view number) {
    const auto* row = std::ranges::find(table, number, &Magic::number);
    if (row == table.end()) return std::nullopt;
    return TwilioError{row->code, std::string(number)};
}

bool all_digits(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// ITU-T E.164 section 6: at most 15 digits, no leading zero.
bool is_e164(std::string_view text) noexcept {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           all_digits(text.substr(1));
}

bool is_short_code(std::string_view text) noexcept {
    return text.size() >= 3 && text.size() <= 8 && all_digits(text);
}

/// At most 11 letters, digits and a few marks, and at least one letter.
bool is_alphanumeric_sender(std::string_view text) noexcept {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto allowed = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') ||
               std::string_view(" +-_&").find(c) != std::string_view::npos;
    };
    return text.size() <= 11 && std::ranges::any_of(text, letter) &&
           std::ranges::all_of(text, allowed);
}

bool is_sid(std::string_view text, std::string_view prefix) noexcept {
    return text.size() == 34 && text.starts_with(prefix) &&
           text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

std::optional<TwilioError> check_sender(std::string_view from, std::string_view service,
                                        const TwilioAccount& account) {
    if (account.test && !service.empty())
        return TwilioError{20008, "test credentials have no messaging services"};
    if (!service.empty()) {
        const bool listed =
            std::ranges::find(account.services, service) != account.services.end();
        if (!is_sid(service, "MG") || (!account.services.empty() && !listed))
            return TwilioError{21701};
        if (from.empty()) return std::nullopt;
    }
    if (auto error = find_magic(magic_from, from)) return error;
    if (!is_e164(from) && !is_short_code(from) && !is_alphanumeric_sender(from))
        return TwilioError{21212, std::string(from)};
    const bool own = std::ranges::find(account.numbers, from) != account.numbers.end();
    if (account.test ? from != magic_sender : !account.numbers.empty() && !own)
        return TwilioError{21606, std::string(from)};
    return std::nullopt;
}

std::optional<TwilioError> check_body(std::string_view body, std::size_t media) {
    if (body.empty() && media == 0) return TwilioError{21602};
    if (!is_utf8(body)) return TwilioError{21602, "'Body' is not well-formed UTF-8"};
    if (body.size() <= max_body_characters) return std::nullopt;
    std::size_t characters = 0;
    for (std::size_t pos = 0; pos < body.size(); ++characters) next_code_point(body, &pos);
    if (characters <= max_body_characters) return std::nullopt;
    return TwilioError{21617, fmt::format("it has {}", characters)};
}

/// parse_url refuses an underscore in the host, as Twilio does.
std::optional<TwilioError> check_callback(std::string_view url) {
    if (url.empty() || (url.size() <= max_callback_url && parse_url(url))) return std::nullopt;
    return TwilioError{21609};
}

} // namespace

std::variant<Message, TwilioError> check_twilio_message(const Fields& form,
                                                        const TwilioAccount& account) {
    const auto to = first(form, "To");
    const auto from = first(form, "From");
    const auto service = first(form, "MessagingServiceSid");
    const auto body = first(form, "Body");
    const auto callback = first(form, "StatusCallback");
    const auto media = static_cast<std::size_t>(
        std::ranges::count(form, std::string("MediaUrl"), &Fields::value_type::first));

    if (to.empty()) return TwilioError{21604};
    if (from.empty() && service.empty()) return TwilioError{21603};
    if (auto error = check_body(body, media)) return *error;
    if (media > max_media) return TwilioError{21623, "at most 10 'MediaUrl'"};
    // Accepting one and sending it at once would be worse than saying so.
    if (!first(form, "ScheduleType").empty() || !first(form, "SendAt").empty())
        return TwilioError{20500, "the sandbox does not schedule", 501};
    if (auto error = check_sender(from, service, account)) return *error;
    if (auto error = find_magic(magic_to, to)) return *error;
    if (!is_e164(to)) return TwilioError{21211, std::string(to)};
    if (auto error = check_callback(callback)) return *error;

    Message message;
    message.provider = "twilio";
    message.account = account.sid;
    message.to = to;
    message.from = from;
    message.service = service;
    message.body = body;
    message.segments = text::count_segments(body).parts;
    message.media = static_cast<int>(media);
    message.callback_url = account.test ? std::string_view() : callback;
    message.reference = reference_in(callback);
    return message;
}

} // namespace bkxsms::sandbox
