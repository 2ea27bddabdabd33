#include "core/config/url.hpp"

#include "core/base/parse.hpp"

#include <algorithm>

namespace bkxsms::config {
namespace {

bool is_host_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.';
}

/// RFC 3986 pchar and '/', with what it calls sub-delims left out but for '-' and the like: a
/// path here is typed by hand and goes into signatures, so it must have one spelling only.
bool is_path_character(char c) noexcept {
    return is_host_character(c) || c == '/' || c == '_' || c == '~';
}

bool is_host(std::string_view host) noexcept {
    if (host == "[::1]") return true;
    return !host.empty() && host.size() <= 253 &&
           std::ranges::all_of(host, is_host_character) && !host.starts_with('.') &&
           !host.starts_with('-');
}

bool is_port(std::string_view port) noexcept {
    const auto number = parse_integer(port);
    return number && *number >= 1 && *number <= 65535 && port[0] != '0';
}

/// 0 to 255 without a leading zero, which some readers take for octal.
bool is_octet(std::string_view text) noexcept {
    const auto number = parse_integer(text);
    return number && *number >= 0 && *number <= 255 && text[0] != '-' &&
           (text.size() == 1 || text[0] != '0');
}

} // namespace

std::optional<Url> split_url(std::string_view text) noexcept {
    const auto colon = text.find("://");
    if (colon == std::string_view::npos || text.size() > 512) return std::nullopt;
    Url url;
    url.scheme = text.substr(0, colon);
    if (url.scheme != "https" && url.scheme != "http") return std::nullopt;
    text.remove_prefix(colon + 3);

    const auto slash = std::min(text.find('/'), text.size());
    auto authority = text.substr(0, slash);
    url.path = text.substr(slash);
    const auto port = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
    if (port != std::string_view::npos) {
        url.port = authority.substr(port + 1);
        if (!is_port(url.port)) return std::nullopt;
        authority = authority.substr(0, port);
    }
    url.host = authority;
    if (!is_host(url.host) || !std::ranges::all_of(url.path, is_path_character))
        return std::nullopt;
    return url;
}

bool is_loopback(std::string_view host) noexcept {
    if (host == "localhost" || host == "[::1]") return true;
    const auto dot = host.find('.');
    if (host.substr(0, dot) != "127") return false;
    int octets = 0;
    while (!host.empty()) {
        const auto end = std::min(host.find('.'), host.size());
        if (!is_octet(host.substr(0, end))) return false;
        ++octets;
        host.remove_prefix(end);
        if (host == ".") return false;
        if (!host.empty()) host.remove_prefix(1);
    }
    return octets == 4;
}

} // namespace bkxsms::config
