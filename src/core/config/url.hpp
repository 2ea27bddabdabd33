#pragma once

#include <optional>
#include <string_view>

/// \file
/// The few URLs a configuration holds: where we are called, and where the sandbox is.

namespace bkxsms::config {

/// Views into the text given.
struct Url {
    std::string_view scheme; ///< "https" or "http"
    std::string_view host;   ///< without a port; an IPv6 address in its brackets
    std::string_view port;   ///< "" for the scheme's own
    std::string_view path;   ///< "" or from '/' on
};

/// Absolute, http or https in lower case, printable ASCII. No user, query or fragment: the
/// first would be a secret, the others are ours to add. nullopt for anything else.
std::optional<Url> split_url(std::string_view text) noexcept;

/// 127.0.0.0/8, [::1], and "localhost", which libcurl never asks a resolver for (its
/// lib/hostip.c).
bool is_loopback(std::string_view host) noexcept;

} // namespace bkxsms::config
