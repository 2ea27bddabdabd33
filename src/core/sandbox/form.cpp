#include "core/sandbox/form.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

/// Cuts `text` at the first `mark`: what stood behind it comes back, "" without a mark.
std::string_view cut_tail(std::string_view* text, char mark) noexcept {
    const auto at = text->find(mark);
    if (at == std::string_view::npos) return {};
    const auto tail = text->substr(at + 1);
    *text = text->substr(0, at);
    return tail;
}

bool is_host(std::string_view host) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-';
    };
    return !host.empty() && host.front() != '.' && host.front() != '-' &&
           std::ranges::all_of(host, allowed);
}

bool is_bracketed_address(std::string_view host) noexcept {
    return host.size() > 3 && host.front() == '[' && host.back() == ']' &&
           host.find_first_not_of("0123456789abcdefABCDEF:.", 1) == host.size() - 1;
}

} // namespace

std::string_view Request::header(std::string_view name) const noexcept {
    const auto same = [](char a, char b) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        };
        return lower(a) == lower(b);
    };
    for (const auto& [key, value] : headers)
        if (std::ranges::equal(key, name, same)) return value;
    return {};
}

std::optional<Fields> parse_form(std::string_view text) {
    Fields fields;
    if (text.empty()) return fields;
    for (auto pair : split(text, '&')) {
        if (pair.empty()) continue;
        const auto raw_value = cut_tail(&pair, '=');
        auto name = percent_decode(pair, true);
        auto value = percent_decode(raw_value, true);
        if (!name || !value) return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::string_view first(const Fields& fields, std::string_view name) noexcept {
    for (const auto& [key, value] : fields)
        if (key == name) return value;
    return {};
}

std::string format_form(const Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percent_encode(name) + '=' + percent_encode(value);
    }
    return out;
}

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    const auto colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    url.scheme = ascii_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") return std::nullopt;

    auto rest = text.substr(colon + 3);
    url.fragment = cut_tail(&rest, '#');
    url.query = cut_tail(&rest, '?');
    const auto slash = std::min(rest.find('/'), rest.size());
    url.path = slash < rest.size() ? rest.substr(slash) : "/";
    auto authority = rest.substr(0, slash);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    url.authority = authority;

    url.port = url.scheme == "https" ? 443 : 80;
    const auto port_colon = authority.rfind(':');
    if (port_colon != std::string_view::npos &&
        authority.find(']', port_colon) == std::string_view::npos) {
        const auto port = parse_integer(authority.substr(port_colon + 1));
        if (!port || *port < 1 || *port > 65535) return std::nullopt;
        url.port = static_cast<int>(*port);
        authority = authority.substr(0, port_colon);
    }
    if (is_bracketed_address(authority)) {
        url.host = authority.substr(1, authority.size() - 2);
    } else if (is_host(authority)) {
        url.host = authority;
    } else {
        return std::nullopt;
    }
    return url;
}

std::string reference_in(std::string_view text) {
    const auto url = parse_url(text);
    const auto query = url ? parse_form(url->query) : std::nullopt;
    return query ? std::string(first(*query, "ref")) : std::string();
}

} // namespace bkxsms::sandbox
