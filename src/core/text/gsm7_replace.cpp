#include "core/text/gsm7.hpp"

#include "core/base/error.hpp"
#include "core/base/utf8.hpp"
#include "core/text/checks.hpp"
#include "core/text/look_alike_table.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace bkxsms::text {
namespace {

const icu::Normalizer2& nfc() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* instance = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw Error(Fault::software, "icu has no normalisation data");
    return *instance;
}

std::string composed(std::string_view utf8) {
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    UErrorCode status = U_ZERO_ERROR;
    nfc().normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())),
                        sink, nullptr, status);
    if (U_FAILURE(status)) throw Error(Fault::data, "the text cannot be normalised");
    return out;
}

/// GSM-7 text for `c`, if there is any. `before` is the character before it, a blank at the
/// start: a mark that follows a letter decorates it and goes, one that stands alone is shown.
std::optional<std::string_view> look_alike(char32_t c, char32_t before) noexcept {
    const auto* row = std::ranges::lower_bound(look_alikes, c, {}, &LookAlike::code_point);
    if (row == std::end(look_alikes) || row->code_point != c) return std::nullopt;
    if (row->combining && before != U' ' && before != U'\n') return "";
    return row->text;
}

/// `text`, which is in NFC, with its look-alikes; nullopt if a character has none.
std::optional<std::string> in_gsm7(std::string_view text, char32_t before = U' ') {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const auto start = pos;
        const auto c = next_code_point(text, &pos);
        if (gsm7_septets(c) != 0)
            out += text.substr(start, pos - start);
        else if (const auto replacement = look_alike(c, before))
            out += *replacement;
        else
            return std::nullopt;
        before = c;
    }
    return out;
}

/// The same for one character behind `before`. What NFC would make of the two comes first: "é"
/// for an acute accent after 'e'. No letter of GSM-7 has two marks, so a pair is enough.
std::optional<std::string> one_in_gsm7(char32_t c, char32_t before) {
    const auto pair = nfc().composePair(static_cast<UChar32>(before), static_cast<UChar32>(c));
    std::string text;
    append_utf8(&text, pair < 0 ? c : static_cast<char32_t>(pair));
    return in_gsm7(composed(text), before);
}

} // namespace

std::vector<Blocker> gsm7_blockers(std::string_view utf8) {
    require_utf8(utf8, "the text");
    std::vector<Blocker> blockers;
    char32_t before = U' ';
    int index = 0;
    for (std::size_t pos = 0; pos < utf8.size(); ++index) {
        const auto c = next_code_point(utf8, &pos);
        if (gsm7_septets(c) == 0) {
            auto replacement = one_in_gsm7(c, before);
            const bool replaceable = replacement.has_value();
            blockers.push_back(
                {c, index, std::move(replacement).value_or(std::string()), replaceable});
        }
        before = c;
    }
    return blockers;
}

std::string to_gsm7_if_possible(std::string_view utf8) {
    require_utf8(utf8, "the text");
    return in_gsm7(composed(utf8)).value_or(std::string(utf8));
}

} // namespace bkxsms::text
