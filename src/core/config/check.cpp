#include "core/config/check.hpp"

#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/config/schema.hpp"
#include "core/config/url.hpp"
#include "core/phone/number.hpp"
#include "core/text/locale.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace bkxsms::config {
namespace {

// The countries that have numbers: what libphonenumber 8.12.57 supports, that is ISO 3166-1
// less the uninhabited ones, and AC, TA and XK. A test asks the library for each.
constexpr std::string_view regions =
    "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
    "BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO "
    "DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU "
    "GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW "
    "KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT "
    "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT "
    "PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA "
    "TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK "
    "YE YT ZA ZM ZW";

constexpr std::array<std::string_view, 4> providers = {"twilio", "vonage", "plivo", "aws"};

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alnum(char c) noexcept {
    return is_digit(c) || is_letter(c);
}

bool all_digits(std::string_view text, std::size_t least, std::size_t most) noexcept {
    return text.size() >= least && text.size() <= most && std::ranges::all_of(text, is_digit);
}

bool is_region(std::string_view value) noexcept {
    return value.size() == 2 && is_letter(value[0]) && is_letter(value[1]) &&
           regions.find(value) != std::string_view::npos;
}

/// Twilio's SIDs are two letters and 32 hexadecimal digits; the sandbox's may be shorter.
template <char first, char second>
bool is_sid(std::string& value) {
    if (value.empty()) return true;
    return value.size() > 2 && value[0] == first && value[1] == second &&
           std::ranges::all_of(value, is_alnum);
}

/// Only looks for the file: reading a zone takes milliseconds, and few commands need it.
/// posix/ and right/ hold the same zones once more, in lower case.
bool is_time_zone(std::string& value) {
    const bool harmless = std::ranges::all_of(value, [](char c) {
        return is_alnum(c) || c == '/' || c == '_' || c == '+' || c == '-';
    });
    if (value.empty() || !(value[0] >= 'A' && value[0] <= 'Z') || !harmless) return false;
    std::error_code unreadable;
    return value == "UTC" ||
           std::filesystem::is_regular_file("/usr/share/zoneinfo/" + value, unreadable);
}

bool is_language_tag(std::string& value) {
    const auto canonical = text::canonical_locale(value);
    if (canonical) value = *canonical;
    return canonical.has_value();
}

bool is_loopback_url(std::string& value) {
    if (value.empty()) return true;
    const auto url = split_url(value);
    while (value.ends_with('/')) value.pop_back();
    return url && url->scheme == "http" && is_loopback(url->host);
}

bool is_public_address(std::string& value) {
    if (value.empty()) return true;
    const auto url = split_url(value);
    while (value.ends_with('/')) value.pop_back();
    return url && (url->scheme == "https" || is_loopback(url->host));
}

bool is_sender_number(std::string& value) {
    return value.empty() || phone::is_e164(value) || all_digits(value, 3, 8);
}

/// An alphanumeric sender has at most 11 characters (3GPP TS 23.040 clause 9.1.2.5: ten octets
/// of packed septets) of which one is a letter, else it is taken for a number.
bool is_sender_id(std::string& value) {
    if (value.empty() || phone::is_e164(value) || all_digits(value, 3, 15)) return true;
    return value.size() <= 11 && std::ranges::any_of(value, is_letter) && value[0] != ' ' &&
           !value.ends_with(' ') && std::ranges::all_of(value, [](char c) {
               return is_alnum(c) || c == ' ' || c == '-' || c == '_' || c == '&' || c == '.' ||
                      c == '+';
           });
}

bool is_uuid(std::string& value) {
    if (value.empty()) return true;
    if (value.size() != 36) return false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = value[i];
        const bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

bool is_aws_region(std::string& value) {
    const auto parts = split(value, '-');
    return parts.size() >= 3 && all_digits(parts.back(), 1, 2) &&
           std::all_of(parts.begin(), parts.end() - 1, [](std::string_view part) {
               return !part.empty() &&
                      std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; });
           });
}

} // namespace

const Check short_text = {"a text of at most 100 bytes in one line",
                          [](std::string& v) { return v.size() <= 100; }};

const Check provider_name = {"'twilio', 'vonage', 'plivo' or 'aws'", [](std::string& v) {
                                 return std::ranges::find(providers, v) != providers.end();
                             }};

const Check region_or_none = {"a country as ISO 3166 writes it, such as 'GB' or 'DE'",
                              [](std::string& v) { return v.empty() || is_region(v); }};

const Check region_or_all = {"'*' or a country as ISO 3166 writes it, such as 'GB' or 'DE'",
                             [](std::string& v) { return v == "*" || is_region(v); }};

const Check type_or_all = {
    "'*' or a type of message, such as 'reminder_24h'",
    [](std::string& v) { return v == "*" || find_key("on_uncertain." + v) != nullptr; }};

const Check time_zone = {"a time zone of the tz database, such as 'Europe/Berlin' or 'UTC'",
                         is_time_zone};

const Check language_tag = {"a language, such as 'en' or 'de-AT'", is_language_tag};

const Check currency_code = {"a currency in three capital letters, such as 'EUR'",
                             [](std::string& v) { return is_currency(v); }};

const Check loopback_url = {
    "an address on this machine, such as 'http://127.0.0.1:8025', or '' for the real provider",
    is_loopback_url};

const Check public_address = {
    "an https address without a query, such as 'https://sms.example.com/hook'",
    is_public_address};

const Check account_sid = {"an account SID: 'AC', then letters and digits", is_sid<'A', 'C'>,
                           false};
const Check key_sid = {"an API key SID: 'SK', then letters and digits", is_sid<'S', 'K'>,
                       false};
const Check service_sid = {"a messaging service SID: 'MG', then letters and digits",
                           is_sid<'M', 'G'>, false};

const Check account_id = {"made of letters and digits only",
                          [](std::string& v) { return std::ranges::all_of(v, is_alnum); },
                          false};

const Check uuid = {"a UUID, as the provider shows it", is_uuid};

const Check aws_region = {"an AWS region, such as 'eu-central-1'", is_aws_region};

const Check sender_number = {
    "a number with '+' and its country code, without spaces, or a short code of 3 to 8 digits",
    is_sender_number, false};

const Check sender_id = {
    "a number, or a name of at most 11 letters, digits and ' -_&.+' with at least one letter",
    is_sender_id, false};

const Check log_target = {"'', 'syslog' or a path; '~' is not expanded",
                          [](std::string& v) { return !v.starts_with('~'); }};

bool is_secret_reference(std::string_view value) noexcept {
    if (value.empty()) return true;
    if (value.starts_with("file:")) return value.size() > 5 && value[5] != '~';
    if (!value.starts_with("credential:")) return false;
    const auto name = value.substr(11);
    return !name.empty() && name[0] != '.' && std::ranges::all_of(name, [](char c) {
        return is_alnum(c) || c == '-' || c == '_' || c == '.';
    });
}

bool is_one_line(std::string_view value) noexcept {
    return is_utf8(value) && std::ranges::none_of(value, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

} // namespace bkxsms::config
