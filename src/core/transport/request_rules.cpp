#include "core/transport/request_rules.hpp"

#include "core/transport/handles.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace bkxsms::transport {
namespace {

// Written by libcurl from the request itself, or about this connection only (RFC 9110 section
// 7.6.1). A caller's copy could contradict the body's length and so smuggle a second request.
constexpr std::array<std::string_view, 10> reserved_headers = {
    "authorization", "connection", "content-length",      "expect",  "host",
    "keep-alive",    "te",         "proxy-authorization", "upgrade", "transfer-encoding",
};

constexpr std::size_t most_remembered = 64;

char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

// RFC 9110 section 5.6.2: tchar
bool is_token(std::string_view text) noexcept {
    const auto tchar = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string::npos);
    };
    return !text.empty() && std::ranges::all_of(text, tchar);
}

// RFC 9110 section 5.5: field-content, with obs-text
bool is_header_value(std::string_view text) noexcept {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && byte != '\t') || byte == 0x7f;
    });
}

bool is_printable_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_loopback(const std::string& host) noexcept {
    if (host == "localhost" || host == "[::1]") return true;
    in_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 &&
           (ntohl(address.s_addr) >> 24) == 127;
}

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl().url_get(url, part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, FreedBy<&CurlLibrary::free>> owner(text);
    return text;
}

std::variant<Target, Breach> check_url(const std::string& text) {
    if (!is_printable_ascii(text))
        return Breach{"a URL takes printable ASCII without spaces only"};

    // The parser is libcurl's own, so what is checked is what is used.
    const UrlHandle owner(curl().url());
    CURLU* url = owner.get();
    if (url == nullptr) throw std::bad_alloc();
    if (curl().url_set(url, CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return Breach{"that is no URL"};
    if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
        return Breach{"a URL must not carry a user name or a password"};

    const auto scheme = part_of(url, CURLUPART_SCHEME);
    const auto host = part_of(url, CURLUPART_HOST);
    Target target;
    target.loopback = is_loopback(host);
    if (scheme != "https" && !(scheme == "http" && target.loopback))
        return Breach{"only https is spoken, or http to this machine itself"};
    target.origin =
        scheme + "://" + host + ':' + part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return target;
}

std::optional<Breach> check_header(const std::string& name, std::string_view value) {
    if (!is_token(name)) return Breach{"a header's name is no token"};
    if (!is_header_value(value))
        return Breach{"the value of header '" + name + "' has a control character"};
    const auto taken = [&name](std::string_view own) { return same_name(own, name); };
    if (std::ranges::any_of(reserved_headers, taken))
        return Breach{"header '" + name + "' is not the caller's to set"};
    return std::nullopt;
}

std::optional<Breach> check_headers(const Request& request) {
    for (const auto& [name, value] : request.headers)
        if (auto breach = check_header(name, value)) return breach;
    for (const auto& [name, value] : request.secret_headers)
        if (auto breach = check_header(name, value.reveal())) return breach;
    if (request.authorization && !is_header_value(request.authorization->reveal()))
        return Breach{"the credentials have a control character"};
    return std::nullopt;
}

} // namespace

std::variant<Target, Breach> RequestRules::check(const Request& request) {
    if (request.method != "GET" && request.method != "POST" && request.method != "DELETE")
        return Breach{"only GET, POST and DELETE are spoken"};
    if (request.method != "POST" && !request.body.empty())
        return Breach{"only a POST has a body"};
    if (auto breach = check_headers(request)) return *breach;

    const auto known = lawful_.find(request.url);
    if (known != lawful_.end()) return known->second;
    auto checked = check_url(request.url);
    if (const auto* target = std::get_if<Target>(&checked)) {
        if (lawful_.size() >= most_remembered) lawful_.clear();
        lawful_.emplace(request.url, *target);
    }
    return checked;
}

} // namespace bkxsms::transport
