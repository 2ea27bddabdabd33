#include "core/text/formats.hpp"

#include "core/base/error.hpp"
#include "core/text/gsm7.hpp"

#include <fmt/format.h>
#include <unicode/timezone.h>
#include <unicode/ucurr.h>
#include <unicode/ures.h>

#include <chrono>
#include <optional>
#include <utility>

namespace bkxsms::text {
namespace {

using icu::DateFormat, icu::Locale, icu::UnicodeString;
using icu::number::LocalizedNumberFormatter, icu::number::NumberFormatter,
    icu::number::Precision;

UnicodeString utf16(std::string_view utf8) {
    return UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

std::string utf8(const UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

void must_work(UErrorCode status, std::string_view doing) {
    if (U_SUCCESS(status)) return;
    throw Error(Fault::software, fmt::format("icu cannot {}: {}", doing, u_errorName(status)));
}

/// ICU falls back to the process's own locale for a language that it does not know, so that a
/// text would differ between a terminal and cron.
bool is_known(const Locale& locale) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalUResourceBundlePointer bundle(
        ures_open(nullptr, locale.getName(), &status));
    return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

/// Latin digits: prices, booking numbers and links reach a text as values and have them, the
/// Maghreb reads no others, and two kinds of digits in one short right-to-left text are put in
/// different orders by the bidirectional algorithm. Gregorian: the calendar of the booking
/// page.
void set_arabic_defaults(Locale* locale) {
    UErrorCode status = U_ZERO_ERROR;
    const auto set_unless_said = [&](const char* key, const char* value) {
        UErrorCode missing = U_ZERO_ERROR;
        if (locale->getKeywordValue<std::string>(key, missing).empty())
            locale->setKeywordValue(key, value, status);
    };
    set_unless_said("numbers", "latn");
    set_unless_said("calendar", "gregorian");
    must_work(status, "set the digits of Arabic");
}

Locale locale_of(std::string_view tag) {
    UErrorCode status = U_ZERO_ERROR;
    auto locale = Locale::forLanguageTag(
        icu::StringPiece(tag.data(), static_cast<int32_t>(tag.size())), status);
    if (U_FAILURE(status) || locale.isBogus())
        throw Error(Fault::data, fmt::format("'{}' is no locale", tag),
                    "write it like 'en', 'de-AT' or 'zh-Hant'");
    if (!is_known(locale)) return Locale::getEnglish();
    if (std::string_view(locale.getLanguage()) == "ar") set_arabic_defaults(&locale);
    return locale;
}

bool has_latin_letters(Locale locale) {
    UErrorCode status = U_ZERO_ERROR;
    locale.addLikelySubtags(status);
    return U_SUCCESS(status) && std::string_view(locale.getScript()) == "Latn";
}

std::optional<DateFormat::EStyle> named_style(std::string_view style) noexcept {
    if (style.empty() || style == "medium") return DateFormat::kMedium;
    if (style == "short") return DateFormat::kShort;
    if (style == "long") return DateFormat::kLong;
    if (style == "full") return DateFormat::kFull;
    return std::nullopt;
}

/// Unicode TR 35 part 4, date field symbols: zone. Quoted text is no field.
bool shows_zone(const UnicodeString& pattern) {
    bool quoted = false;
    for (int32_t i = 0; i < pattern.length(); ++i) {
        const char16_t c = pattern[i];
        if (c == u'\'') quoted = !quoted;
        if (!quoted && std::u16string_view(u"zZOvVXx").find(c) != std::u16string_view::npos)
            return true;
    }
    return false;
}

} // namespace

Language::Language(std::string_view tag)
    : locale_(locale_of(tag)), latin_(has_latin_letters(locale_)) {}

std::string Language::tidy(const UnicodeString& written) const {
    auto text = utf8(written);
    return latin_ ? to_gsm7_if_possible(text) : text;
}

MomentFormat::MomentFormat(Part part, std::string_view style, const Locale& locale) {
    UErrorCode status = U_ZERO_ERROR;
    DateFormat* made = nullptr;
    if (const auto named = named_style(style))
        made = part == Part::date ? DateFormat::createDateInstance(*named, locale)
                                  : DateFormat::createTimeInstance(*named, locale);
    else if (style.starts_with("::"))
        made = DateFormat::createInstanceForSkeleton(utf16(style.substr(2)), locale, status);
    else
        made = new icu::SimpleDateFormat(utf16(style), locale, status);
    if (U_FAILURE(status)) {
        delete made;
        made = nullptr;
    }
    adopt(made, style);
}

MomentFormat::MomentFormat(const Locale& locale) {
    adopt(DateFormat::createDateTimeInstance(DateFormat::kMedium, DateFormat::kShort, locale),
          {});
}

void MomentFormat::adopt(DateFormat* made, std::string_view style) {
    std::unique_ptr<DateFormat> owner(made);
    auto* simple = dynamic_cast<icu::SimpleDateFormat*>(made);
    if (!simple)
        throw Error(Fault::data, fmt::format("'{}' is no date style", style),
                    "short, medium, long, full or a skeleton such as ::EEEEdMMMM");
    owner.release();
    format_.reset(simple);
    format_->adoptTimeZone(icu::TimeZone::getGMT()->clone());

    UnicodeString pattern;
    format_->toPattern(pattern);
    if (shows_zone(pattern))
        throw Error(Fault::data, fmt::format("date style '{}' shows a time zone", style),
                    "the reader's own clock is meant: use short or medium");

    // Letters that are no date fields are found only by writing with them.
    UErrorCode status = U_ZERO_ERROR;
    UnicodeString sample;
    const std::unique_ptr<icu::Calendar> calendar(format_->getCalendar()->clone());
    format_->format(*calendar, sample, static_cast<icu::FieldPositionIterator*>(nullptr),
                    status);
    if (U_FAILURE(status))
        throw Error(Fault::data, fmt::format("'{}' is no date style", style),
                    "short, medium, long, full or a skeleton such as ::EEEEdMMMM");
}

std::string MomentFormat::write(const When& when, const Language& language) const {
    const auto wall = when.zone.to_local(when.at).time_since_epoch();
    UnicodeString written;
    format_->format(static_cast<UDate>(wall.count()), written);
    return language.tidy(written);
}

LocalizedNumberFormatter number_format(std::string_view style, const Locale& locale) {
    if (style.empty() || style == "integer") return NumberFormatter::withLocale(locale);
    UErrorCode status = U_ZERO_ERROR;
    if (style.starts_with("::")) {
        UParseError where;
        auto made =
            NumberFormatter::forSkeleton(utf16(style.substr(2)), where, status).locale(locale);
        if (U_SUCCESS(status)) return made;
    }
    throw Error(Fault::data, fmt::format("'{}' is no number style", style),
                "integer or a skeleton such as ::percent; money needs no style");
}

std::string DefaultFormats::integer(std::int64_t value, const Language& language) {
    const std::scoped_lock lock(mutex_);
    if (!integer_)
        integer_ = std::make_unique<Number>(NumberFormatter::withLocale(language.locale()));
    UErrorCode status = U_ZERO_ERROR;
    const auto written = integer_->formatInt(value, status).toString(status);
    must_work(status, "write a number");
    return language.tidy(written);
}

std::string DefaultFormats::money(const Money& money, const Language& language) {
    UErrorCode status = U_ZERO_ERROR;
    const std::scoped_lock lock(mutex_);
    auto found = money_.find(money.currency);
    if (found == money_.end()) {
        const icu::CurrencyUnit unit(utf16(money.currency).getTerminatedBuffer(), status);
        const auto usual = ucurr_getDefaultFractionDigits(unit.getISOCurrency(), &status);
        must_work(status, "write money");
        found =
            money_
                .emplace(money.currency, NumberFormatter::withLocale(language.locale())
                                             .unit(unit)
                                             .precision(Precision::minMaxFraction(usual, 9)))
                .first;
    }
    const auto decimal = format_nano(money.nano);
    auto written = language.tidy(found->second.formatDecimal(decimal, status).toString(status));
    if (language.latin() && !gsm7_blockers(written).empty()) {
        const auto with_code = found->second.unitWidth(UNUM_UNIT_WIDTH_ISO_CODE);
        written = language.tidy(with_code.formatDecimal(decimal, status).toString(status));
    }
    must_work(status, "write money");
    return written;
}

std::string DefaultFormats::moment(const When& when, const Language& language) {
    const std::scoped_lock lock(mutex_);
    if (!moment_) moment_ = std::make_unique<MomentFormat>(language.locale());
    return moment_->write(when, language);
}

} // namespace bkxsms::text
