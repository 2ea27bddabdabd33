#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// Form bodies and query strings (application/x-www-form-urlencoded), as the providers write
/// and sign them, and the parts of a URL that a signature treats apart.

namespace bkxsms::provider {

/// Names and values, decoded, in their order on the wire; a name may come twice.
using Pairs = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t max_pairs = 1'000;

/// A space becomes %20, which form and query decoders both understand; '+' is only for forms.
std::string encode_form(const Pairs& pairs);

/// '+' is a space. A name without '=' has the value ""; empty pieces ("a=1&&b=2") are no pairs.
/// nullopt for a stray '%' and for more than max_pairs.
std::optional<Pairs> decode_form(std::string_view text);

/// The value of `name` if it occurs exactly once: who takes the first of two, and who takes the
/// last, read two different messages.
std::optional<std::string_view> only(const Pairs& pairs, std::string_view name) noexcept;
bool contains(const Pairs& pairs, std::string_view name) noexcept;

/// A URL cut at its seams, with nothing decoded: the parts in order are the URL again.
struct UrlParts {
    std::string_view scheme;   ///< "https://"; "" if there is none, then so is all up to path
    std::string_view userinfo; ///< "user:password@"
    std::string_view host;     ///< "sms.example.com", "[::1]"
    std::string_view port;     ///< ":8443"; only if digits follow the colon
    std::string_view path;     ///< "/hook"
    std::string_view query;    ///< "?ref=42"
    std::string_view fragment; ///< "#rc=3"
};
UrlParts cut_url(std::string_view url) noexcept;

/// `url` with `?ref=reference` before the query it has, and its fragment after both: how the
/// token of a message travels to a provider that has no field for it. "" stays "", and without
/// a reference nothing is added.
std::string with_reference(std::string_view url, std::string_view reference);

/// True if every character may stand in a URL: no space, no control, nothing beyond ASCII.
bool is_visible_ascii(std::string_view text) noexcept;

} // namespace bkxsms::provider
