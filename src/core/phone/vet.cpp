#include "core/phone/vet.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>

namespace bkxsms::phone {
namespace {

using Why = NotANumber::Why;

constexpr std::size_t max_digits = 32; // an international prefix and two numbers would fit

// After classification a text is plain ASCII: digits, '+', ' ', '-', '.', '/', '(', ')', and
constexpr char line_break = '\n'; // between cells or lines
constexpr char letter = 'a';
constexpr char dialler = ','; // what dials an extension: , ; #
constexpr char foreign = '?';
constexpr char invisible = '\0'; // dropped at once

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool in_any(const std::array<Range, N>& ranges, char32_t c) {
    return std::ranges::any_of(ranges, [c](Range r) { return r.first <= c && c <= r.last; });
}

// Zeros of the runs of ten with General_Category Nd below U+10000. Source: Unicode 15.0,
// UnicodeData.txt.
constexpr std::array<char32_t, 37> zeros = {
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
    0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

// General_Category Zs (same source).
constexpr std::array<Range, 7> spaces = {{{0x20, 0x20},
                                          {0xA0, 0xA0},
                                          {0x1680, 0x1680},
                                          {0x2000, 0x200A},
                                          {0x202F, 0x202F},
                                          {0x205F, 0x205F},
                                          {0x3000, 0x3000}}};

constexpr std::array<Range, 3> breaks = {{{0x09, 0x0D}, {0x85, 0x85}, {0x2028, 0x2029}}};

// Soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width characters and bidi
// marks, embeddings and isolates; not U+202E, see the header.
constexpr std::array<Range, 8> invisibles = {{{0xAD, 0xAD},
                                              {0x061C, 0x061C},
                                              {0x180E, 0x180E},
                                              {0x200B, 0x200F},
                                              {0x202A, 0x202D},
                                              {0x2060, 0x2060},
                                              {0x2066, 0x2069},
                                              {0xFEFF, 0xFEFF}}};

// U+30FC is the long vowel mark that Japanese keyboards give for '-'.
constexpr std::array<Range, 7> dashes = {{{'-', '-'},
                                          {0x2010, 0x2015},
                                          {0x2212, 0x2212},
                                          {0x30FC, 0x30FC},
                                          {0xFE58, 0xFE58},
                                          {0xFE63, 0xFE63},
                                          {0xFF0D, 0xFF0D}}};

// Where letters are; punctuation and symbols among them do not matter, since both are refused
// and only the reason given differs.
constexpr std::array<Range, 9> letters = {{{'A', 'Z'},
                                           {'a', 'z'},
                                           {0xC0, 0x1FFF},
                                           {0x2C00, 0x2DFF},
                                           {0x3040, 0xD7FF},
                                           {0xF900, 0xFDFF},
                                           {0xFE70, 0xFEFC},
                                           {0xFF21, 0xFF3A},
                                           {0xFF41, 0xFFDC}}};

char classify(char32_t c) {
    for (const char32_t zero : zeros)
        if (c >= zero && c <= zero + 9) return static_cast<char>('0' + (c - zero));
    if (in_any(spaces, c)) return ' ';
    if (in_any(dashes, c)) return '-';
    if (in_any(breaks, c)) return line_break;
    if (in_any(invisibles, c)) return invisible;
    switch (c) {
    case U'+':
    case U'\uFF0B':
        return '+';
    case U'.':
    case U'\uFF0E':
        return '.';
    case U'/':
    case U'\uFF0F':
        return '/';
    case U'(':
    case U'[':
    case U'\uFF08':
    case U'\uFF3B':
        return '(';
    case U')':
    case U']':
    case U'\uFF09':
    case U'\uFF3D':
        return ')';
    case U',':
    case U';':
    case U'#':
        return dialler;
    default:
        return in_any(letters, c) ? letter : foreign;
    }
}

// "" for text of blanks and marks only.
std::string classify(std::string_view utf8) {
    std::string plain;
    for (std::size_t pos = 0; pos < utf8.size();) {
        const char c = classify(next_code_point(utf8, &pos));
        if (c != invisible) plain += c;
    }
    const auto blank = " \n";
    plain.erase(0, std::min(plain.find_first_not_of(blank), plain.size()));
    plain.erase(plain.find_last_not_of(blank) + 1);
    return plain;
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string digits_of(std::string_view plain) {
    std::string digits;
    std::ranges::copy_if(plain, std::back_inserter(digits), is_digit);
    return digits;
}

// "650 253 0000 poste 12", "6502530000,,12#": something complete enough to be a number, then
// what introduces an extension in any language, then the few digits of one.
bool dials_extension(std::string_view before, std::string_view from) {
    const auto digits = digits_of(from).size();
    return (from.front() == letter || from.front() == dialler) &&
           digits_of(before).size() >= 7 && digits >= 1 && digits <= 7;
}

std::optional<Why> foreign_characters(std::string_view plain) {
    const auto at = plain.find_first_of(std::array{letter, dialler, foreign}.data(), 0, 3);
    if (at == std::string_view::npos) return std::nullopt;
    if (dials_extension(plain.substr(0, at), plain.substr(at))) return Why::extension;
    if (plain.find(letter) != std::string_view::npos) return Why::letters;
    return Why::junk;
}

// "33612345678.0", "030 123456/57": the only dot or slash, and one or two digits behind it.
bool ends_in_fragment(std::string_view plain, char separator) {
    const auto at = plain.find(separator);
    if (at == std::string_view::npos || at != plain.rfind(separator)) return false;
    const auto tail = digits_of(plain.substr(at)).size();
    return tail == 1 || tail == 2;
}

// Nobody's number continues with a trunk '0' after a slash and seven digits.
bool is_two_numbers(std::string_view plain) {
    const auto at = plain.find('/');
    if (at == std::string_view::npos) return false;
    const auto second = digits_of(plain.substr(at));
    return digits_of(plain.substr(0, at)).size() >= 7 && second.size() >= 7 &&
           second.front() == '0';
}

int number_at(const char** at, const char* end) {
    int value = 0;
    *at = std::from_chars(*at, end, value).ptr;
    return value;
}

// Year first or last, 1900 to 2099; day and month in either order. No country groups a number
// in such a way: 8 digits go 4-4, 2-2-2-2 or 3-3-2.
bool is_date(std::string_view plain) {
    if (plain.size() < 8 || plain.size() > 10 || !is_digit(plain.front())) return false;
    const char* at = plain.data();
    const char* const end = at + plain.size();
    const int first = number_at(&at, end);
    if (at == end || (*at != '-' && *at != '.' && *at != '/')) return false;
    const char separator = *at++;
    const int second = number_at(&at, end);
    if (at == end || *at++ != separator) return false;
    const int third = number_at(&at, end);
    if (at != end) return false;

    const auto year = [](int n) { return n >= 1900 && n <= 2099; };
    const auto day_and_month = [](int a, int b) {
        return a >= 1 && b >= 1 && std::min(a, b) <= 12 && std::max(a, b) <= 31;
    };
    return (year(first) && day_and_month(second, third)) ||
           (year(third) && day_and_month(first, second));
}

} // namespace

std::variant<std::string, Why> vet(std::string_view text) {
    if (text.size() > max_typed_bytes) return Why::too_long;
    if (!is_utf8(text)) return Why::junk;
    const auto plain = classify(text);
    if (plain.empty()) return Why::empty;
    if (const auto why = foreign_characters(plain)) return *why;

    const auto digits = digits_of(plain);
    const auto plus = plain.find('+');
    const auto last_plus = plain.rfind('+');
    const auto first_digit = plain.find_first_of("0123456789");
    if (digits.empty() || plain.find(line_break) != std::string::npos) return Why::junk;
    if (plus != std::string::npos && last_plus > first_digit) return Why::junk;
    if (ends_in_fragment(plain, '.') || ends_in_fragment(plain, '/')) return Why::junk;
    if (is_two_numbers(plain) || is_date(plain)) return Why::junk;
    if (digits.size() > max_digits) return Why::too_long;
    return plus == std::string::npos ? digits : '+' + digits;
}

} // namespace bkxsms::phone
