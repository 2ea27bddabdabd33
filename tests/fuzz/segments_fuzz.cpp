#include "core/text/gsm7.hpp"
#include "core/text/segment.hpp"
#include "fuzz.hpp"

#include <algorithm>
#include <numeric>

using namespace bkxsms;
using fuzz::require;

namespace {

/// What each character takes, in order: septets, or UTF-16 units if any has no septets.
std::vector<int> widths(std::string_view text, text::Alphabet* alphabet) {
    std::vector<int> septets, units;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = next_code_point(text, &pos);
        septets.push_back(text::gsm7_septets(c));
        units.push_back(c > 0xFFFF ? 2 : 1);
    }
    const bool gsm7 = std::ranges::count(septets, 0) == 0;
    *alphabet = gsm7 ? text::Alphabet::gsm7 : text::Alphabet::ucs2;
    return gsm7 ? septets : units;
}

/// The parts hold the characters in order, none split, and no part had room for the next one.
void check_parts(const std::vector<int>& characters, const std::vector<int>& parts, int limit) {
    auto next = characters.begin();
    for (const int held : parts) {
        require(held > 0 && held <= limit, "a part holds something, and not too much");
        int filled = 0;
        while (next != characters.end() && filled < held) filled += *next++;
        require(filled == held, "no pair is split over two parts");
        if (next != characters.end()) require(held + *next > limit, "a part is full");
    }
    require(next == characters.end(), "every character is in a part");
}

void check_segments(std::string_view text) {
    text::Alphabet alphabet{};
    const auto characters = widths(text, &alphabet);
    const auto segments = text::count_segments(text);
    const bool gsm7 = alphabet == text::Alphabet::gsm7;
    require(segments.alphabet == alphabet, "one character decides about the alphabet");
    require(segments.units == std::accumulate(characters.begin(), characters.end(), 0),
            "units are the sum");
    require(segments.parts == static_cast<int>(segments.units_per_part.size()),
            "parts are counted");
    const int single = gsm7 ? text::gsm7_single : text::ucs2_single;
    const int joined = gsm7 ? text::gsm7_joined : text::ucs2_joined;
    require((segments.parts > 1) == (segments.units > single), "one part where one is enough");
    check_parts(characters, segments.units_per_part, segments.parts > 1 ? joined : single);
}

void check_replacement(std::string_view text) {
    const auto blockers = text::gsm7_blockers(text);
    const auto better = text::to_gsm7_if_possible(text);
    require(is_utf8(better), "replaced is UTF-8");
    require(text::to_gsm7_if_possible(better) == better, "replaced once is replaced");
    if (blockers.empty()) require(better == text, "GSM-7 stays as it is");
    if (better != text)
        require(text::gsm7_blockers(better).empty(), "all is replaced, or nothing");
    int index = -1;
    for (const auto& blocker : blockers) {
        require(blocker.index > index, "blockers come in order");
        index = blocker.index;
        require(text::gsm7_septets(blocker.code_point) == 0, "a blocker is not in GSM-7");
        require(!blocker.replaceable || text::gsm7_blockers(blocker.replacement).empty(),
                "a look-alike is GSM-7");
    }
    const auto replaceable = std::ranges::count(blockers, true, &text::Blocker::replaceable);
    if (replaceable == std::ssize(blockers))
        require(text::gsm7_blockers(better).empty(), "where each can be replaced, all are");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    const auto refused = fuzz::refusal(Fault::data, [&] { text::count_segments(text); });
    require(refused.has_value() != is_utf8(text), "UTF-8 is counted, all else refused");
    // Most mutations break a sequence: what is left of the text is worth a look as well.
    const auto mended = to_well_formed(text);
    check_segments(mended);
    check_replacement(mended);
    return 0;
}
