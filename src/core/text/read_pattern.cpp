#include "core/text/message.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"

#include <fmt/format.h>
#include <unicode/messagepattern.h>

#include <cmath>

namespace bkxsms::text {
namespace {

using icu::MessagePattern, icu::UnicodeString;
using Part = icu::MessagePattern::Part;

std::string utf8(const UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

/// ICU's status in words. (icu4c umessagepattern.h and messagepattern.h name these.)
std::string_view reason(UErrorCode status) {
    switch (status) {
    case U_UNMATCHED_BRACES:
        return "a brace has no partner";
    case U_DEFAULT_KEYWORD_MISSING:
        return "a plural or select has no 'other' case";
    case U_PATTERN_SYNTAX_ERROR:
        return "the pattern cannot be read";
    case U_INDEX_OUTOFBOUNDS_ERROR:
        return "a name, number or nesting is too long";
    default:
        return u_errorName(status);
    }
}

MessagePattern parsed(const UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    // "don't" needs no second apostrophe; '{' in apostrophes is text.
    MessagePattern pattern(UMSGPAT_APOS_DOUBLE_OPTIONAL, status);
    pattern.parse(text, &where, status);
    if (U_SUCCESS(status)) return pattern;
    std::string what(reason(status));
    // For a brace that is never closed ICU reports the start of the pattern, which helps
    // nobody.
    if (where.offset > 0)
        what +=
            fmt::format(" at character {}, after '{}'", text.countChar32(0, where.offset) + 1,
                        utf8(UnicodeString(where.preContext)));
    throw Error(Fault::data, what, "braces hold variables: {fname}; a brace as text is '{'");
}

std::string_view word(Kind kind) noexcept {
    switch (kind) {
    case Kind::text:
        return "a text";
    case Kind::number:
        return "a number";
    case Kind::moment:
        return "a date";
    case Kind::any:
        break;
    }
    return "anything";
}

class Reader {
public:
    Reader(const MessagePattern& pattern, const icu::Locale& locale, Variables* variables)
        : pattern_(pattern), locale_(locale), variables_(*variables) {}

    /// The message whose MSG_START is part `at`.
    Pieces message(int32_t at) const {
        Pieces pieces;
        const int32_t limit = pattern_.getLimitPartIndex(at);
        int32_t text_from = pattern_.getPart(at).getLimit();
        for (int32_t i = at + 1;; ++i) {
            const auto& part = pattern_.getPart(i);
            add_text(&pieces, text_from, part.getIndex());
            if (i >= limit) return pieces;
            if (part.getType() == UMSGPAT_PART_TYPE_REPLACE_NUMBER) {
                pieces.push_back({CountPiece{}});
            } else if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) {
                pieces.push_back(argument(i));
                i = pattern_.getLimitPartIndex(i);
            }
            text_from = pattern_.getPart(i).getLimit();
        }
    }

private:
    void add_text(Pieces* pieces, int32_t from, int32_t to) const {
        if (from >= to) return;
        auto text = utf8(pattern_.getPatternString().tempSubStringBetween(from, to));
        // An apostrophe that quotes splits a text in two.
        if (!pieces->empty())
            if (auto* before = std::get_if<std::string>(&pieces->back().it)) {
                *before += text;
                return;
            }
        pieces->push_back({std::move(text)});
    }

    /// A copy: what getSubstring() returns only points into the pattern.
    std::string words(int32_t at) const {
        return utf8(pattern_.getSubstring(pattern_.getPart(at)));
    }

    Piece argument(int32_t at) const {
        const auto type = pattern_.getPart(at).getArgType();
        const auto name = words(at + 1);
        if (pattern_.getPart(at + 1).getType() != UMSGPAT_PART_TYPE_ARG_NAME)
            throw Error(Fault::data, fmt::format("argument '{{{}}}' is a number", name),
                        "give it a name, such as {fname}");
        switch (type) {
        case UMSGPAT_ARG_TYPE_NONE:
            return {PlainPiece{slot(name, Kind::any)}};
        case UMSGPAT_ARG_TYPE_SIMPLE:
            return simple(at + 2, name);
        case UMSGPAT_ARG_TYPE_SELECT:
            return {select(at + 2, name)};
        case UMSGPAT_ARG_TYPE_PLURAL:
            return {plural(at + 2, name, UPLURAL_TYPE_CARDINAL)};
        case UMSGPAT_ARG_TYPE_SELECTORDINAL:
            return {plural(at + 2, name, UPLURAL_TYPE_ORDINAL)};
        default:
            throw unsupported(name, "choice");
        }
    }

    static Error unsupported(std::string_view name, std::string_view type) {
        return Error(Fault::data, fmt::format("'{}' has the unknown kind '{}'", name, type),
                     "known are date, time, number, plural, selectordinal and select");
    }

    Piece simple(int32_t at, const std::string& name) const {
        const auto type = words(at);
        std::string style;
        if (pattern_.getPartType(at + 1) == UMSGPAT_PART_TYPE_ARG_STYLE)
            style = trim(words(at + 1));
        if (type == "date")
            return {MomentPiece{slot(name, Kind::moment),
                                MomentFormat(MomentFormat::Part::date, style, locale_)}};
        if (type == "time")
            return {MomentPiece{slot(name, Kind::moment),
                                MomentFormat(MomentFormat::Part::time, style, locale_)}};
        if (type == "number")
            return {NumberPiece{slot(name, Kind::number), number_format(style, locale_)}};
        throw unsupported(name, type);
    }

    SelectPiece select(int32_t at, const std::string& name) const {
        SelectPiece piece{slot(name, Kind::text), {}};
        while (pattern_.getPartType(at) == UMSGPAT_PART_TYPE_ARG_SELECTOR) {
            piece.cases.emplace_back(words(at), message(at + 1));
            at = pattern_.getLimitPartIndex(at + 1) + 1;
        }
        return piece;
    }

    PluralPiece plural(int32_t at, const std::string& name, UPluralType type) const {
        UErrorCode status = U_ZERO_ERROR;
        PluralPiece piece{slot(name, Kind::number),
                          0,
                          {},
                          {},
                          std::shared_ptr<const icu::PluralRules>(
                              icu::PluralRules::forLocale(locale_, type, status)),
                          icu::number::NumberFormatter::withLocale(locale_)};
        if (U_FAILURE(status)) throw Error(Fault::software, "icu has no plural rules");
        if (is_number(at)) piece.offset = whole(at++);
        while (pattern_.getPartType(at) == UMSGPAT_PART_TYPE_ARG_SELECTOR) {
            const bool exact = is_number(at + 1);
            const int32_t start = exact ? at + 2 : at + 1;
            if (exact)
                piece.exact.emplace_back(whole(at + 1), message(start));
            else
                piece.categories.emplace_back(words(at), message(start));
            at = pattern_.getLimitPartIndex(start) + 1;
        }
        return piece;
    }

    bool is_number(int32_t at) const {
        return Part::hasNumericValue(pattern_.getPartType(at)) != 0;
    }

    std::int64_t whole(int32_t at) const {
        constexpr double most = 1e9; // so that value - offset is in range for any sane value
        const double value = pattern_.getNumericValue(pattern_.getPart(at));
        if (std::trunc(value) != value || std::fabs(value) > most)
            throw Error(Fault::data, fmt::format("plural number '{}' is not whole", words(at)));
        return static_cast<std::int64_t>(value);
    }

    std::size_t slot(const std::string& name, Kind kind) const {
        const auto [found, added] =
            variables_.try_emplace(name, Variable{kind, variables_.size()});
        auto& known = found->second.kind;
        if (known == Kind::any) known = kind;
        if (kind != Kind::any && kind != known)
            throw Error(Fault::data, fmt::format("'{}' is used as {} and as {}", name,
                                                 word(known), word(kind)));
        return found->second.slot;
    }

    const MessagePattern& pattern_;
    const icu::Locale& locale_;
    Variables& variables_;
};

} // namespace

Pieces read_pattern(std::string_view pattern, const icu::Locale& locale, Variables* variables) {
    const auto text = UnicodeString::fromUTF8(
        icu::StringPiece(pattern.data(), static_cast<int32_t>(pattern.size())));
    const auto tree = parsed(text);
    return Reader(tree, locale, variables).message(0);
}

} // namespace bkxsms::text
