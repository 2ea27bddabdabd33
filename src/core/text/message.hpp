#pragma once

#include "core/text/formats.hpp"
#include "core/text/template.hpp"

#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// A compiled pattern. ICU's MessagePattern reads the syntax (apostrophes, nesting, plurals);
/// what it finds is kept as a tree with its formats already open, and a value enters the text
/// as bytes that nobody looks at again. icu::MessageFormat is not used: it opens the dates of
/// nested arguments in the process's own zone, with no way to reach them, and writes U+202F.

namespace bkxsms::text {

struct Piece;
using Pieces = std::vector<Piece>;

/// `slot` is the variable's place among the values of a rendering.
struct PlainPiece {
    std::size_t slot;
};
struct MomentPiece {
    std::size_t slot;
    MomentFormat format;
};
struct NumberPiece {
    std::size_t slot;
    icu::number::LocalizedNumberFormatter format;
};
struct SelectPiece {
    std::size_t slot;
    std::vector<std::pair<std::string, Pieces>> cases; ///< "other" is always there
};
struct PluralPiece {
    std::size_t slot;
    std::int64_t offset;                                    ///< taken off before counting
    std::vector<std::pair<std::int64_t, Pieces>> exact;     ///< "=1"; goes first
    std::vector<std::pair<std::string, Pieces>> categories; ///< "few"; has "other"
    std::shared_ptr<const icu::PluralRules> rules;
    icu::number::LocalizedNumberFormatter format; ///< of the number that '#' stands for
};
struct CountPiece {}; ///< '#' in a plural

struct Piece {
    std::variant<std::string, PlainPiece, MomentPiece, NumberPiece, SelectPiece, PluralPiece,
                 CountPiece>
        it;
};

struct Variable {
    Kind kind;
    std::size_t slot;
};
using Variables = std::map<std::string, Variable, std::less<>>;

/// Reads `pattern` and adds its variables to `variables`. \throws Error{data}: ICU's reason and
/// position; a numbered argument; a kind of argument or a style that is not supported; one
/// variable that would have to be two kinds at once.
Pieces read_pattern(std::string_view pattern, const icu::Locale& locale, Variables* variables);

class Message {
public:
    /// \throws as read_pattern().
    Message(std::string_view pattern, std::string_view locale);

    const Variables& variables() const noexcept { return variables_; }

    /// `values` by slot, all of them there and each of its variable's kind. May be called by
    /// several threads at once.
    std::string render(const std::vector<const Value*>& values) const;

private:
    class Writer;
    Language language_;
    Variables variables_;
    Pieces pieces_;
    mutable DefaultFormats defaults_;
};

} // namespace bkxsms::text
