#pragma once

#include "core/base/money.hpp"
#include "core/text/template.hpp"

#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

/// \file
/// Dates, numbers and money in one language, as CLDR writes them, made fit for an SMS: where
/// the language uses Latin letters, the no-break spaces and signs that CLDR prefers (U+202F
/// before "AM", U+00A0 before '€') become their GSM-7 look-alikes, because one of them would
/// make the whole text UCS-2. Only ICU types go in and out of here; nothing is I/O but ICU's
/// own reading of its data. Safe for concurrent use once constructed.

namespace bkxsms::text {

class Language {
public:
    /// `tag` as canonical_locale() returns it. Languages that CLDR does not know are written as
    /// English, never as whatever the process's LANG says. Arabic has Latin digits and the
    /// Gregorian calendar unless the tag says otherwise (-u-nu-arab, -u-ca-…).
    /// \throws Error{data} if it is no locale.
    explicit Language(std::string_view tag);

    const icu::Locale& locale() const noexcept { return locale_; }
    /// What ICU wrote, in UTF-8, with the look-alikes where they help.
    std::string tidy(const icu::UnicodeString& written) const;
    bool latin() const noexcept { return latin_; }

private:
    icu::Locale locale_;
    bool latin_;
};

/// One way to write a moment: "Friday, 17 July". ICU is handed the wall-clock reading in the
/// reader's zone as if it were UTC, with its own zone set to UTC.
class MomentFormat {
public:
    enum class Part { date, time };

    /// As ICU's {x, date, style}: "" (medium), "short", "medium", "long", "full", "::skeleton"
    /// or a pattern of date letters. \throws Error{data} for a style that ICU does not know and
    /// for one that shows a zone's name: it would say GMT.
    MomentFormat(Part part, std::string_view style, const icu::Locale& locale);

    /// "Jul 17, 2026, 9:00 AM": for {start} without a style. The month is a word: of 7/8/26 a
    /// reader abroad makes another day.
    explicit MomentFormat(const icu::Locale& locale);

    std::string write(const When& when, const Language& language) const;

private:
    void adopt(icu::DateFormat* made, std::string_view style);
    std::unique_ptr<icu::SimpleDateFormat> format_;
};

/// As ICU's {n, number, style}: "", "integer" or "::skeleton". \throws Error{data}
icu::number::LocalizedNumberFormatter number_format(std::string_view style,
                                                    const icu::Locale& locale);

/// How values are written that stand in a pattern without a style. Formats are opened at the
/// first need and kept: opening one takes longer than using it a hundred times.
class DefaultFormats {
public:
    std::string integer(std::int64_t value, const Language& language);
    /// "$45.00", "45,00 €": all the decimals there are, at least as many as the currency
    /// usually shows. Where the sign is not in GSM-7 but the language's letters are (₹ in an
    /// English text), the code stands instead: "INR 450.00".
    std::string money(const Money& money, const Language& language);
    std::string moment(const When& when, const Language& language);

private:
    using Number = icu::number::LocalizedNumberFormatter;
    std::mutex mutex_;
    std::unique_ptr<Number> integer_;
    std::map<std::string, Number, std::less<>> money_; ///< by currency, with its sign
    std::unique_ptr<MomentFormat> moment_;
};

} // namespace bkxsms::text
