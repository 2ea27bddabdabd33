#include "core/provider/form.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"

#include <algorithm>

namespace bkxsms::provider {

std::string encode_form(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out += percent_encode(name) + '=' + percent_encode(value);
    }
    return out;
}

std::optional<Pairs> decode_form(std::string_view text) {
    Pairs pairs;
    for (const auto piece : split(text, '&')) {
        if (piece.empty()) continue;
        if (pairs.size() == max_pairs) return std::nullopt;
        const auto equals = std::min(piece.find('='), piece.size());
        auto name = percent_decode(piece.substr(0, equals), true);
        auto value = percent_decode(piece.substr(std::min(equals + 1, piece.size())), true);
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::optional<std::string_view> only(const Pairs& pairs, std::string_view name) noexcept {
    const auto is_it = [name](const auto& pair) { return pair.first == name; };
    const auto found = std::ranges::find_if(pairs, is_it);
    if (found == pairs.end()) return std::nullopt;
    if (std::find_if(std::next(found), pairs.end(), is_it) != pairs.end()) return std::nullopt;
    return found->second;
}

bool contains(const Pairs& pairs, std::string_view name) noexcept {
    return std::ranges::find(pairs, name, &Pairs::value_type::first) != pairs.end();
}

namespace {

std::string_view take(std::string_view* text, std::size_t count) noexcept {
    const auto front = text->substr(0, count);
    text->remove_prefix(front.size());
    return front;
}

std::size_t port_at(std::string_view authority) noexcept {
    const auto colon = authority.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == authority.size())
        return authority.size();
    const auto digits = authority.substr(colon + 1); // "[::1]" ends in no digit
    return digits.find_first_not_of("0123456789") == std::string_view::npos ? colon
                                                                            : authority.size();
}

} // namespace

UrlParts cut_url(std::string_view url) noexcept {
    UrlParts parts;
    auto rest = url;
    if (const auto slashes = rest.find("://"); slashes != std::string_view::npos) {
        parts.scheme = take(&rest, slashes + 3);
        auto authority = take(&rest, std::min(rest.find_first_of("/?#"), rest.size()));
        if (const auto at = authority.rfind('@'); at != std::string_view::npos)
            parts.userinfo = take(&authority, at + 1);
        parts.host = take(&authority, port_at(authority));
        parts.port = authority;
    }
    parts.path = take(&rest, std::min(rest.find_first_of("?#"), rest.size()));
    parts.query = take(&rest, std::min(rest.find('#'), rest.size()));
    parts.fragment = rest;
    return parts;
}

std::string with_reference(std::string_view url, std::string_view reference) {
    if (url.empty() || reference.empty()) return std::string(url);
    const auto parts = cut_url(url);
    auto query = parts.query;
    auto out = std::string(url.substr(0, url.size() - query.size() - parts.fragment.size()));
    out += "?ref=" + percent_encode(reference);
    if (!query.empty()) query.remove_prefix(1);
    if (!query.empty()) out += '&';
    out += query;
    out += parts.fragment;
    return out;
}

bool is_visible_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace bkxsms::provider
