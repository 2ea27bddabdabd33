#include "core/provider/sigv4.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/provider/form.hpp"
#include "core/security/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::provider::sigv4 {
namespace {

using security::Hash;
using security::Secret;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string hash(std::string_view data) {
    return to_hex(as_bytes(security::digest(Hash::sha256, data)));
}

Secret keyed(const Secret& key, std::string_view data) {
    return Secret(security::hmac(Hash::sha256, key.reveal(), data));
}

std::string_view date_of(std::string_view timestamp) noexcept {
    return timestamp.substr(0, 8);
}

std::string credential_scope(const Scope& scope, std::string_view timestamp) {
    return fmt::format("{}/{}/{}/aws4_request", date_of(timestamp), scope.region,
                       scope.service);
}

void sort(SignedHeaders* headers) {
    std::ranges::stable_sort(*headers, {}, &SignedHeaders::value_type::first);
}

/// Every service but S3 encodes the path as it is sent once more.
std::string canonical_path(std::string_view path) {
    if (path.empty()) return "/";
    std::string out;
    for (const auto piece : split(path.substr(1), '/')) out += '/' + percent_encode(piece);
    return out;
}

/// The pairs sorted by name and value, encoded in the one way that AWS knows. What is no proper
/// encoding stays as it is, and AWS will refuse it.
std::string canonical_query(std::string_view query) {
    const auto encoded = [](std::string_view piece) {
        const auto plain = percent_decode(piece, false);
        return percent_encode(plain ? std::string_view(*plain) : piece);
    };
    Pairs pairs;
    for (const auto piece : split(query.substr(std::min<std::size_t>(1, query.size())), '&')) {
        if (piece.empty()) continue;
        const auto equals = std::min(piece.find('='), piece.size());
        pairs.emplace_back(encoded(piece.substr(0, equals)),
                           encoded(piece.substr(std::min(equals + 1, piece.size()))));
    }
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out += name + '=' + value;
    }
    return out;
}

/// Without spaces at the ends, with one for a run of them.
void append_trimmed(std::string* out, std::string_view value) {
    char before = '\0';
    for (const char c : trim(value)) {
        if (c != ' ' || before != ' ') *out += c;
        before = c;
    }
}

/// The host as libcurl will write it: as in the URL, without the scheme's own port.
std::string host_of(std::string_view url) {
    const auto parts = cut_url(url);
    const bool own_port = (parts.scheme == "https://" && parts.port == ":443") ||
                          (parts.scheme == "http://" && parts.port == ":80");
    return std::string(parts.host).append(own_port ? "" : parts.port);
}

} // namespace

std::string timestamp(TimePoint now) {
    auto text = format_rfc3339(std::chrono::floor<std::chrono::seconds>(now));
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string signed_names(SignedHeaders headers) {
    sort(&headers);
    std::string out;
    for (const auto& [name, value] : headers) {
        if (!out.empty()) out += ';';
        out += name;
    }
    return out;
}

security::Secret canonical_request(std::string_view method, std::string_view url,
                                   SignedHeaders headers, std::string_view body) {
    sort(&headers);
    const auto parts = cut_url(url);
    const auto names = signed_names(headers);
    const auto head = fmt::format("{}\n{}\n{}\n", method, canonical_path(parts.path),
                                  canonical_query(parts.query));
    const auto tail = fmt::format("\n{}\n{}", names, hash(body));

    // Made at its full size at once: growing would leave copies of the token behind.
    auto size = head.size() + tail.size();
    for (const auto& [name, value] : headers) size += name.size() + value.reveal().size() + 2;
    std::string out;
    out.reserve(size);
    out += head;
    for (const auto& [name, value] : headers) {
        out.append(name).append(":");
        append_trimmed(&out, value.reveal());
        out += '\n';
    }
    out += tail;
    return Secret(std::move(out));
}

std::string string_to_sign(const security::Secret& canonical_request, const Scope& scope,
                           std::string_view timestamp) {
    return fmt::format("{}\n{}\n{}\n{}", algorithm, timestamp,
                       credential_scope(scope, timestamp), hash(canonical_request.reveal()));
}

std::string signature(std::string_view string_to_sign, const security::Secret& secret_key,
                      const Scope& scope, std::string_view timestamp) {
    constexpr std::string_view prefix = "AWS4";
    std::string first;
    first.reserve(prefix.size() + secret_key.reveal().size());
    first.append(prefix).append(secret_key.reveal());

    auto key = Secret(std::move(first));
    for (const auto part : {date_of(timestamp), std::string_view(scope.region),
                            std::string_view(scope.service), std::string_view("aws4_request")})
        key = keyed(key, part);
    return to_hex(as_bytes(security::hmac(Hash::sha256, key.reveal(), string_to_sign)));
}

void sign(transport::Request* request, const Credentials& credentials, const Scope& scope,
          TimePoint now) {
    const auto time = timestamp(now);
    request->headers.emplace_back("X-Amz-Date", time);
    if (!credentials.session_token.empty())
        request->secret_headers.emplace_back("X-Amz-Security-Token", credentials.session_token);

    SignedHeaders headers{{"host", Secret(host_of(request->url))}};
    for (const auto& [name, value] : request->headers)
        headers.emplace_back(ascii_lower(name), Secret(value));
    for (const auto& [name, value] : request->secret_headers)
        headers.emplace_back(ascii_lower(name), value);

    const auto to_sign = string_to_sign(
        canonical_request(request->method, request->url, headers, request->body), scope, time);
    request->authorization = Secret(fmt::format(
        "{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
        credentials.access_key_id, credential_scope(scope, time), signed_names(headers),
        signature(to_sign, credentials.secret_access_key, scope, time)));
}

} // namespace bkxsms::provider::sigv4
