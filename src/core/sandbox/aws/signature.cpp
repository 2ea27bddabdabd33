#include "core/sandbox/aws/signature.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/form.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

using security::Hash;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes max_skew{15};

std::string hex_sha256(std::string_view data) {
    return to_hex(as_bytes(security::digest(Hash::sha256, data)));
}

/// "20260314T150926Z"
std::optional<TimePoint> read_amz_date(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return text.substr(at, size); };
    return parse_rfc3339(fmt::format("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 2), part(6, 2),
                                     part(9, 2), part(11, 2), part(13, 2)));
}

std::string format_amz_date(TimePoint t) {
    std::string out;
    for (const char c : format_rfc3339(std::chrono::floor<std::chrono::seconds>(t)))
        if (c != '-' && c != ':') out += c;
    return out;
}

/// The path as sent, encoded once more, but for its slashes.
std::string canonical_path(std::string_view path) {
    std::string out;
    for (const auto segment : split(path, '/')) out += percent_encode(segment) + '/';
    out.pop_back();
    return out;
}

std::string canonical_query(std::string_view query) {
    auto fields = parse_form(query).value_or(Fields{});
    for (auto& [name, value] : fields) {
        name = percent_encode(name);
        value = percent_encode(value);
    }
    std::ranges::sort(fields);
    std::string out;
    for (const auto& [name, value] : fields)
        out += (out.empty() ? "" : "&") + name + '=' + value;
    return out;
}

/// Trimmed, and every run of spaces inside one space.
std::string canonical_value(std::string_view value) {
    std::string out;
    for (const char c : trim(value))
        if (c != ' ' || out.empty() || out.back() != ' ') out += c;
    return out;
}

std::string joined_values(const Request& request, std::string_view name) {
    std::string all;
    bool any = false;
    for (const auto& [key, value] : request.headers) {
        if (ascii_lower(key) != name) continue;
        if (any) all += ',';
        any = true;
        all += canonical_value(value);
    }
    return all;
}

/// The three parts of an Authorization header.
struct Parts {
    std::string_view credential;
    std::string_view signed_headers;
    std::string_view signature;
};

std::variant<Parts, AwsError> read_parts(std::string_view authorization) {
    Parts parts;
    for (auto field : split(authorization.substr(algorithm.size()), ',')) {
        field = trim(field);
        const auto equals = field.find('=');
        if (equals == std::string_view::npos) continue;
        const auto value = field.substr(equals + 1);
        const auto name = field.substr(0, equals);
        if (name == "Credential") parts.credential = value;
        if (name == "SignedHeaders") parts.signed_headers = value;
        if (name == "Signature") parts.signature = value;
    }
    for (const auto& [name, value] : {std::pair("Credential", parts.credential),
                                      std::pair("SignedHeaders", parts.signed_headers),
                                      std::pair("Signature", parts.signature)})
        if (value.empty())
            return AwsError{"IncompleteSignature",
                            fmt::format("Authorization header requires '{}' parameter.", name)};
    return parts;
}

AwsError mismatch(std::string words = {}) {
    return {"SignatureDoesNotMatch", std::move(words)};
}

std::optional<AwsError> check_date(std::string_view date, std::string_view scope_day,
                                   TimePoint now) {
    const auto sent = read_amz_date(date);
    if (!sent)
        return AwsError{"IncompleteSignature",
                        "Authorization header requires existence of either a 'X-Amz-Date' or a "
                        "'Date' header."};
    if (date.substr(0, 8) != scope_day)
        return mismatch(fmt::format("Date in Credential scope does not match YYYYMMDD from "
                                    "ISO-8601 version of date from HTTP: '{}' != '{}'",
                                    scope_day, date.substr(0, 8)));
    if (*sent < now - max_skew)
        return mismatch(
            fmt::format("Signature expired: {} is now earlier than {} ({} - 15 min.)", date,
                        format_amz_date(now - max_skew), format_amz_date(now)));
    if (*sent > now + max_skew)
        return mismatch(
            fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)",
                        date, format_amz_date(now + max_skew), format_amz_date(now)));
    return std::nullopt;
}

/// `host` must be signed, and whatever is named must have been sent.
bool headers_are_whole(const Request& request, std::string_view signed_headers) {
    const auto names = split(signed_headers, ';');
    const auto sent = [&](std::string_view name) {
        return std::ranges::any_of(request.headers, [&](const auto& header) {
            return ascii_lower(header.first) == name;
        });
    };
    const bool hash_hidden = sent("x-amz-content-sha256") &&
                             std::ranges::find(names, "x-amz-content-sha256") == names.end();
    return std::ranges::find(names, "host") != names.end() && !hash_hidden &&
           std::ranges::all_of(names, sent);
}

} // namespace

std::string aws_canonical_request(const Request& request, std::string_view signed_headers,
                                  std::string_view payload_hash) {
    auto text = fmt::format("{}\n{}\n{}\n", request.method, canonical_path(request.path),
                            canonical_query(request.query));
    for (const auto name : split(signed_headers, ';'))
        text += fmt::format("{}:{}\n", name, joined_values(request, name));
    text += fmt::format("\n{}\n{}", signed_headers, payload_hash);
    return text;
}

std::string AwsGate::signing_key(const AwsAccount& account, std::string_view scope) {
    const auto name = fmt::format("{}/{}", account.access_key, scope);
    const std::lock_guard lock(mutex_);
    if (const auto at = keys_.find(name); at != keys_.end()) return at->second;
    std::string key = "AWS4" + std::string(account.secret_key.reveal());
    for (const auto part : split(scope, '/')) key = security::hmac(Hash::sha256, key, part);
    constexpr std::size_t enough = 1000;
    if (keys_.size() >= enough) keys_.clear();
    keys_.emplace(name, key);
    return key;
}

std::variant<AwsLogin, AwsError> AwsGate::check(const Request& request, AwsService service,
                                                TimePoint now) {
    const auto authorization = request.header("Authorization");
    if (authorization.empty()) return AwsError{"MissingAuthenticationToken"};
    if (!authorization.starts_with(algorithm)) return AwsError{"IncompleteSignature"};
    const auto read = read_parts(authorization);
    if (const auto* error = std::get_if<AwsError>(&read)) return *error;
    const auto& parts = std::get<Parts>(read);

    const auto names = split(parts.credential, '/');
    if (names.size() != 5 || names[4] != "aws4_request")
        return AwsError{"IncompleteSignature",
                        "Credential must have exactly 5 slash-delimited elements, e.g. "
                        "keyid/date/region/service/term"};
    const auto account = std::ranges::find(accounts_, names[0], &AwsAccount::access_key);
    if (account == accounts_.end() ||
        request.header("x-amz-security-token") != account->session_token.reveal())
        return AwsError{"InvalidClientTokenId"};
    if (names[2].empty() || names[3] != word(service))
        return mismatch(fmt::format("Credential should be scoped to correct service: '{}'.",
                                    word(service)));
    const auto date = request.header("x-amz-date");
    if (auto error = check_date(date, names[1], now)) return *error;

    const auto hash = hex_sha256(request.body);
    const auto claimed = request.header("x-amz-content-sha256");
    if (!headers_are_whole(request, parts.signed_headers) ||
        (!claimed.empty() && claimed != hash))
        return mismatch();
    const auto scope = parts.credential.substr(names[0].size() + 1);
    const auto to_sign =
        fmt::format("{}\n{}\n{}\n{}", algorithm, date, scope,
                    hex_sha256(aws_canonical_request(request, parts.signed_headers, hash)));
    const auto wanted =
        to_hex(as_bytes(security::hmac(Hash::sha256, signing_key(*account, scope), to_sign)));
    if (!security::equal_in_constant_time(wanted, parts.signature)) return mismatch();
    return AwsLogin{&*account, std::string(names[2])};
}

} // namespace bkxsms::sandbox
