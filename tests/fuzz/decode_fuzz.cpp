#include "core/base/clock.hpp"
#include "core/base/encode.hpp"
#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/base/zone.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace bkxsms;
using fuzz::require;

namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool has_stray_percent(std::string_view text) {
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2]))
            return true;
    return false;
}

void check_bytes(std::string_view text) {
    const auto bytes = as_bytes(text);
    require(from_hex(to_hex(bytes)) == text, "hex comes back");
    require(from_base64(to_base64(bytes)) == text, "base64 comes back");
    require(from_base64url(to_base64url(bytes)) == text, "base64url comes back");
    require(to_base32(bytes).size() == (text.size() * 8 + 4) / 5, "base32 has its length");
    if (const auto read = from_hex(text))
        require(to_hex(as_bytes(*read)) == ascii_lower(text), "hex has one reading");
    if (const auto read = from_base64(text))
        require(to_base64(as_bytes(*read)) == text, "base64 has one spelling");
    if (const auto read = from_base64url(text))
        require(to_base64url(as_bytes(*read)) == text, "base64url has one spelling");
}

void check_percent(std::string_view text) {
    const auto encoded = percent_encode(text);
    for (const bool plus_is_space : {false, true}) {
        require(percent_decode(encoded, plus_is_space) == text, "percent encoding comes back");
        const auto read = percent_decode(text, plus_is_space);
        require(read.has_value() != has_stray_percent(text), "a stray '%' and nothing else");
        if (read) require(read->size() <= text.size(), "decoding never grows");
    }
}

void check_numbers(std::string_view text) {
    if (const auto number = parse_integer(text)) {
        auto digits = text.substr(text.starts_with('-') ? 1 : 0);
        digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
        const auto sign = *number < 0 ? "-" : "";
        require(std::to_string(*number) == sign + std::string(digits), "an integer's digits");
    }
    if (const auto duration = parse_duration(text))
        require(duration->count() > 0 && *duration <= std::chrono::days(3650),
                "a duration is above 0 and at most 3650 days");
    if (const auto nano = parse_nano(text))
        require(parse_nano(format_nano(*nano)) == nano, "an amount comes back");
}

void check_times(std::string_view text) {
    if (const auto instant = parse_rfc3339(text))
        require(parse_rfc3339(format_rfc3339(*instant)) == instant, "an instant comes back");
    if (const auto wall = parse_local_time(text)) {
        const auto instants = Zone::named("Europe/Berlin").to_utc(*wall);
        require(instants.earlier <= instants.later, "the earlier reading is the earlier");
    }
}

void check_pieces(std::string_view text) {
    std::string joined;
    for (const auto piece : split(text, ',')) {
        require(piece.find(',') == std::string_view::npos, "no separator is in a piece");
        joined.append(piece).append(",");
    }
    joined.pop_back();
    require(joined == text, "the pieces are the text");
    const auto middle = trim(text);
    require(text.find(middle) != std::string_view::npos && trim(middle) == middle,
            "trimmed once is trimmed");
    const std::vector<std::string_view> words{"to", "text", "template", "timezone"};
    const auto near = nearest(text.substr(0, 40), words);
    require(near.empty() || std::ranges::count(words, near) == 1, "a word of those given");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    check_bytes(text);
    check_percent(text);
    check_numbers(text);
    check_times(text);
    check_pieces(text);
    return 0;
}
