#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Inputs near those of a corpus. Blind: it does not see what the target does with them, so it
/// is a test that the rules hold near what is known, not a search. That is `scripts/fuzz`.

namespace bkxsms::fuzz {

/// The words of a dictionary in libFuzzer's form: `"word"` or `name="word"` a line, with \\, \"
/// and \xHH; lines that begin with '#' are comments. \throws std::runtime_error for another.
std::vector<std::string> read_dictionary(std::string_view text);

class Mutator {
public:
    /// REQUIRES: a corpus that is not empty.
    Mutator(std::vector<std::string> corpus, std::vector<std::string> words,
            std::uint64_t seed);

    /// One file of the corpus with one to four changes: bits flipped, a byte set, pieces taken
    /// out, doubled or taken from another file, a word put in, the end cut off.
    std::string next();

private:
    std::size_t below(std::size_t end);
    std::string piece_of(const std::string& text);
    void change(std::string& text);

    std::vector<std::string> corpus_;
    std::vector<std::string> words_;
    std::mt19937_64 random_;
};

} // namespace bkxsms::fuzz
