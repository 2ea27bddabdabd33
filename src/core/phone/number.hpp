#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// \file
/// Phone numbers, through libphonenumber. What comes in is vetted first, because the library is
/// generous: it reads letters as keypad digits ("1-800-FLOWERS"), takes extensions and cuts
/// junk off both ends. A text for a human being goes to exactly the number that was typed, or
/// nowhere.
///
/// Debian 12 carries metadata of 2022, so a real new number may be "possible but not valid";
/// that is a property of the result (`valid`), and configuration decides whether it is a
/// refusal.

namespace bkxsms::phone {

enum class Type {
    fixed_line,
    mobile,
    fixed_line_or_mobile,
    toll_free,
    premium_rate,
    shared_cost,
    voip,
    personal_number,
    pager,
    uan,
    voicemail,
    unknown
};
std::string_view word(Type type) noexcept; ///< "mobile", "fixed_line_or_mobile", …

/// A number in E.164 form that is at least possible (its length exists in its region).
/// `is_e164(e164)` holds, so store and providers take it, and parse_number(e164, "") is it
/// again.
struct Number {
    std::string e164;     ///< "+4915112345678"
    std::string region;   ///< ISO 3166-1 alpha-2, "001" for non-geographic, "" if unknown
    int country_code = 0; ///< 49
    Type type = Type::unknown;
    bool valid = false;                ///< the library knows this range; see the note above
    std::string national() const;      ///< "01511 2345678", for showing
    std::string international() const; ///< "+49 1511 2345678", for showing
};

/// Why a text is no number.
struct NotANumber {
    enum class Why {
        empty,
        letters,      ///< keypad letters or any other letter
        junk,         ///< characters that do not belong into a number; two numbers; a date
        extension,    ///< "ext. 5": texts cannot go to an extension
        no_region,    ///< no '+' and no default region
        country_code, ///< no such country code
        too_short,
        too_long,
        not_possible, ///< the length does not exist in this region, or is local-only; or the
                      ///< same digits are two numbers ("0055 41..." in BR, a trunk "00")
    } why;
    std::string region; ///< whose numbers it was held against; "" if none or not a country
    std::string explain() const; ///< "too short for a number in GB": for people, no digits
};

/// Reads a number as people type it: "+49 1511 2345678", "(0151) 12345678" with
/// `default_region` "DE". White space of any script, the usual punctuation ( ) - . / and
/// full-width, Arabic or Indic digits are accepted (vet.hpp has the whole list); "00" is read
/// as the region's international prefix, where the region has that prefix.
/// `default_region` is ISO 3166-1 alpha-2 or "" for none.
///
/// The first call in a process loads the library's metadata (about 7 ms); later ones take some
/// ten microseconds. \throws Error{config} if `default_region` is not known to the library.
std::variant<Number, NotANumber> parse_number(std::string_view text,
                                              std::string_view default_region);

/// True for "+" and 7 to 15 digits, the first not 0: what the store and the providers accept.
/// Reads no metadata.
bool is_e164(std::string_view text) noexcept;

} // namespace bkxsms::phone
