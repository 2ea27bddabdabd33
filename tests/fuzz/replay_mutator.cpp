#include "replay_mutator.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bkxsms::fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest = 16 * 1024;

/// Bytes that mean something to some reader.
constexpr auto marks = "\0\n\r\t \"'%&+,-./:;=?@[\\]{}#0\x7F\x80\xC0\xED\xF4\xFF"sv;

std::string unescaped(std::string_view quoted) {
    std::string word;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (quoted[i] != '\\') {
            word += quoted[i];
        } else if (quoted.substr(i + 1, 1) == "x") {
            const auto byte = from_hex(quoted.substr(std::min(i + 2, quoted.size()), 2));
            if (!byte || byte->size() != 1)
                throw std::runtime_error("a bad \\x in a dictionary");
            word += *byte;
            i += 3;
        } else {
            word += quoted.substr(++i, 1);
        }
    }
    return word;
}

} // namespace

std::vector<std::string> read_dictionary(std::string_view text) {
    std::vector<std::string> words;
    for (auto line : split(text, '\n')) {
        line = trim(line);
        if (line.empty() || line.starts_with('#')) continue;
        const auto first = line.find('"');
        const auto last = line.rfind('"');
        if (first == last) throw std::runtime_error("a dictionary's word without quotes");
        words.push_back(unescaped(line.substr(first + 1, last - first - 1)));
    }
    return words;
}

Mutator::Mutator(std::vector<std::string> corpus, std::vector<std::string> words,
                 std::uint64_t seed)
    : corpus_(std::move(corpus)), words_(std::move(words)), random_(seed) {}

std::string Mutator::next() {
    auto text = corpus_[below(corpus_.size())];
    for (auto changes = 1 + below(4); changes > 0; --changes) change(text);
    if (text.size() > longest) text.resize(longest);
    return text;
}

/// Not std::uniform_int_distribution, which differs from one library to the next.
std::size_t Mutator::below(std::size_t end) {
    return end == 0 ? 0 : static_cast<std::size_t>(random_() % end);
}

std::string Mutator::piece_of(const std::string& text) {
    const auto from = below(text.size() + 1);
    const auto most = below(4) == 0 ? text.size() : 16;
    return text.substr(from, below(most + 1));
}

void Mutator::change(std::string& text) {
    const auto at = below(text.size() + 1);
    switch (below(words_.empty() ? 7 : 9)) {
    case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
    case 1:
        if (at < text.size()) text[at] = marks[below(marks.size())];
        break;
    case 2:
        text.insert(at, 1,
                    below(2) == 0 ? marks[below(marks.size())] : static_cast<char>(below(256)));
        break;
    case 3:
        text.erase(at, 1 + below(below(4) == 0 ? text.size() : 4));
        break;
    case 4:
        text.insert(at, piece_of(text));
        break;
    case 5:
        text.replace(at, below(16), piece_of(corpus_[below(corpus_.size())]));
        break;
    case 6:
        text.resize(at);
        break;
    default:
        text.replace(at, below(2) == 0 ? 0 : below(8), words_[below(words_.size())]);
        break;
    }
}

} // namespace bkxsms::fuzz
