#pragma once

#include "core/sandbox/http_message.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// application/x-www-form-urlencoded, of bodies and of queries, both ways; and the parts of an
/// absolute URL.

namespace bkxsms::sandbox {

/// Names and values decoded, '+' as a space. nullopt on a stray '%'.
std::optional<Fields> parse_form(std::string_view text);

/// The first value of that name, "" if there is none.
std::string_view first(const Fields& fields, std::string_view name) noexcept;

/// "a=1&b=x%20y".
std::string format_form(const Fields& fields);

/// An absolute http or https URL, cut but not decoded.
struct Url {
    std::string scheme;    ///< lower case
    std::string host;      ///< without brackets, without port
    int port = 0;          ///< the scheme's own when the URL names none
    std::string authority; ///< host and port as written, without `user:password@`
    std::string path;      ///< "/" if empty
    std::string query;
    std::string fragment;
};

/// nullopt unless the host is an IP address or a name of letters, digits, dots and hyphens.
std::optional<Url> parse_url(std::string_view text);

/// The value of `ref` in an absolute URL's query: the caller's token. "" without one.
std::string reference_in(std::string_view url);

} // namespace bkxsms::sandbox
