#include "core/sandbox/vonage/login.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/basic_auth.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/vonage/signature.hpp"
#include "core/security/digest.hpp"

#include <algorithm>
#include <optional>

namespace bkxsms::sandbox {
namespace {

/// A segment of a JWT as the JSON it is.
std::optional<json::Value> read_segment(std::string_view segment) {
    const auto text = from_base64url(segment);
    return text ? json::try_parse(*text) : std::nullopt;
}

bool is_current(const json::Value& claims, TimePoint now) {
    constexpr std::int64_t day_s = 86'400;
    constexpr std::int64_t ahead_s = 60; // no document says how far a clock may be ahead
    const auto now_s = to_millis(now) / 1000;
    const auto iat = claims["iat"].integer();
    const auto exp = claims["exp"].integer();
    const auto nbf = claims["nbf"].integer();
    return iat && exp && !claims.text("jti").empty() && *exp > now_s && *exp - *iat <= day_s &&
           *iat <= now_s + ahead_s && (!nbf || *nbf <= now_s);
}

} // namespace

VonageLogins::VonageLogins(const std::vector<VonageAccount>& accounts) : accounts_(accounts) {
    for (const auto& account : accounts_)
        for (const auto& secret : account.secrets)
            basic_.emplace(basic_credentials(account.api_key, secret), &account);
}

const VonageAccount* VonageLogins::basic(std::string_view authorization) const {
    const auto at = basic_.find(std::string(basic_of(authorization)));
    return at == basic_.end() ? nullptr : at->second;
}

const VonageAccount* VonageLogins::bearer(std::string_view authorization, TimePoint now) const {
    constexpr std::string_view scheme = "bearer ";
    if (ascii_lower(authorization.substr(0, scheme.size())) != scheme) return nullptr;
    const auto token = trim(authorization.substr(scheme.size()));
    const auto parts = split(token, '.');
    if (parts.size() != 3) return nullptr;
    const auto header = read_segment(parts[0]);
    const auto claims = read_segment(parts[1]);
    const auto signature = from_base64url(parts[2]);
    if (!header || !claims || !signature || header->text("alg") != "RS256") return nullptr;
    const auto id = claims->text("application_id");
    const auto account = std::ranges::find(accounts_, id, &VonageAccount::application_id);
    if (id.empty() || account == accounts_.end() || !is_current(*claims, now)) return nullptr;
    const auto signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    const bool genuine = security::rsa_verify(
        security::Hash::sha256, account->application_certificate_pem, signed_part, *signature);
    return genuine ? &*account : nullptr;
}

std::variant<const VonageAccount*, VonageStatus>
VonageLogins::by_parameters(const Fields& fields) const {
    const auto key = first(fields, "api_key");
    const auto secret = first(fields, "api_secret");
    const auto sig = first(fields, "sig");
    if (key.empty()) return VonageStatus{"2", "Missing api_key param"};
    if (!sig.empty() && !secret.empty()) return VonageStatus{"32"};
    const auto account = std::ranges::find(accounts_, key, &VonageAccount::api_key);
    if (sig.empty()) {
        if (secret.empty()) return VonageStatus{"2", "Missing api_secret param"};
        const bool right = account != accounts_.end() &&
                           std::ranges::any_of(account->secrets, [&](const auto& each) {
                               return each.reveal() == secret;
                           });
        if (!right) return VonageStatus{"4"};
        return &*account;
    }
    if (account == accounts_.end()) return VonageStatus{"4"};
    if (first(fields, "timestamp").empty()) return VonageStatus{"2", "Missing timestamp param"};
    const auto wanted =
        vonage_signature(account->signing, account->signature_secret.reveal(), fields);
    if (account->signature_secret.empty() || ascii_lower(sig) != wanted)
        return VonageStatus{"14"};
    return &*account;
}

} // namespace bkxsms::sandbox
