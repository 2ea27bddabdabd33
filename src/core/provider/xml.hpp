#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// XML 1.0, as much of it as AWS's Query protocol answers in: an optional XML declaration,
/// elements, attributes (checked and dropped), text, the five entities every XML has, and
/// character references. Private to the room.
///
/// For hostile input: no document type, so no entity can be declared or fetched; no processing
/// instruction, comment or CDATA; at most `max_depth` levels and `max_elements` elements;
/// well-formed UTF-8 only. Text beside elements must be white space. One fault, and there is no
/// document. How long a text may be is the caller's limit.

namespace bkxsms::provider::xml {

inline constexpr int max_depth = 12; // an answer of SNS has 6
inline constexpr std::size_t max_elements = 5'000;

struct Element {
    std::string name; ///< with its prefix, if it has one
    std::string text; ///< decoded; "" for an element with elements
    std::vector<Element> children;

    /// The child of that name if there is exactly one: two readers must not see two answers.
    const Element* only(std::string_view child) const noexcept;
    /// The text of such a child; nullopt if there is none or it has elements.
    std::optional<std::string_view> text_of(std::string_view child) const noexcept;
};

/// The root element; nullopt if `text` is not such a document.
std::optional<Element> try_parse(std::string_view text);

} // namespace bkxsms::provider::xml
