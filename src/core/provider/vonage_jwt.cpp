#include "core/provider/vonage_jwt.hpp"

#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/security/digest.hpp"

namespace bkxsms::provider::vonage {
namespace {

using security::Hash;
using std::chrono::seconds;

constexpr seconds token_life = std::chrono::minutes(15);
constexpr seconds longest_age = std::chrono::hours(25);
constexpr seconds clock_difference = std::chrono::minutes(5);

std::int64_t unix_seconds(TimePoint t) {
    return std::chrono::floor<seconds>(t).time_since_epoch().count();
}

std::string segment(std::string_view text) {
    return to_base64url(as_bytes(text));
}

std::string unique_id(const transport::Request& request, TimePoint now) {
    const auto hash = security::digest(Hash::sha256, request.url + '\n' + request.body + '\n' +
                                                         std::to_string(to_millis(now)));
    auto id = to_hex(as_bytes(hash)).substr(0, 32);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, 1, '-');
    return id;
}

/// A JSON object in base64url; absent if it is none.
json::Value read_segment(std::string_view text) {
    const auto decoded = from_base64url(text);
    return decoded ? json::try_parse(*decoded).value_or(json::Value{}) : json::Value{};
}

std::string_view doubt_of_times(const json::Value& claims, TimePoint now) {
    const auto at = unix_seconds(now);
    const auto issued = claims["iat"].integer();
    // The standard does not want it, but without it a token would be good for ever.
    if (!issued) return "the token does not say when it was issued";
    if (*issued > at + clock_difference.count()) return "the token is issued in the future";
    if (*issued < at - longest_age.count()) return "the token is too old";
    if (const auto end = claims["exp"]; end.present() && end.integer().value_or(0) <= at)
        return "the token has expired";
    if (const auto start = claims["nbf"]; start.present()) {
        const auto begins = start.integer();
        if (!begins || *begins > at + clock_difference.count())
            return "the token is not valid yet";
    }
    return "";
}

} // namespace

security::Secret application_token(std::string_view application_id,
                                   const security::Secret& private_key, std::string_view jti,
                                   TimePoint now) {
    json::Writer claims;
    claims.begin_object().key("jti").string(jti);
    claims.key("iat").integer(unix_seconds(now));
    claims.key("exp").integer(unix_seconds(now + token_life));
    claims.key("application_id").string(application_id).end_object();
    auto token = segment(R"({"alg":"RS256","typ":"JWT"})") + '.' + segment(claims.str());
    token += '.' + segment(security::rsa_sign(Hash::sha256, private_key, token));
    return security::Secret(std::move(token));
}

security::Secret bearer_authorization(std::string_view application_id,
                                      const security::Secret& private_key,
                                      const transport::Request& request, TimePoint now) {
    const auto token =
        application_token(application_id, private_key, unique_id(request, now), now);
    std::string value;
    value.reserve(7 + token.reveal().size());
    value.append("Bearer ").append(token.reveal());
    return security::Secret(std::move(value));
}

std::string_view doubt_of_token(std::string_view token, std::string_view body,
                                std::string_view api_key, const security::Secret& secret,
                                TimePoint now) {
    const auto parts = split(token, '.');
    if (parts.size() != 3) return "the token has not three parts";
    const auto signature = from_base64url(parts[2]);
    const auto content = token.substr(0, parts[0].size() + 1 + parts[1].size());
    const auto expected = security::hmac(Hash::sha256, secret.reveal(), content);
    if (!signature || !security::equal_in_constant_time(expected, *signature))
        return "the token's signature does not match: not from Vonage, or the signature secret "
               "differs";
    // Any other algorithm, and "none" above all, would have the sender choose the lock.
    if (read_segment(parts[0])["alg"].string() != "HS256") return "the token is not HS256";
    const auto claims = read_segment(parts[1]);
    if (claims["iss"].string() != "Vonage") return "the token is not issued by Vonage";
    if (claims["api_key"].string() != api_key) return "the token is for another account";
    const auto hash = to_hex(as_bytes(security::digest(Hash::sha256, body)));
    if (!security::equal_in_constant_time(hash, claims["payload_hash"].string().value_or("")))
        return "the body is not the one that the token names";
    return doubt_of_times(claims, now);
}

} // namespace bkxsms::provider::vonage
