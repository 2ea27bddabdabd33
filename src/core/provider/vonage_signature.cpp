#include "core/provider/vonage_signature.hpp"

#include "core/base/encode.hpp"
#include "core/security/digest.hpp"

#include <algorithm>

namespace bkxsms::provider::vonage {
namespace {

using security::Hash;

/// md5hash: not an HMAC, but the MD5 of content and secret one after another.
std::string appended_md5(std::string_view content, const security::Secret& secret) {
    std::string text;
    text.reserve(content.size() + secret.reveal().size());
    text.append(content).append(secret.reveal());
    const security::Secret both(std::move(text)); // wiped when it goes
    return security::digest(Hash::md5, both.reveal());
}

std::string raw_signature(VonageSignature method, const security::Secret& secret,
                          std::string_view content) {
    switch (method) {
    case VonageSignature::md5hash:
        return appended_md5(content, secret);
    case VonageSignature::md5:
        return security::hmac(Hash::md5, secret.reveal(), content);
    case VonageSignature::sha1:
        return security::hmac(Hash::sha1, secret.reveal(), content);
    case VonageSignature::sha256:
        return security::hmac(Hash::sha256, secret.reveal(), content);
    case VonageSignature::sha512:
        break;
    }
    return security::hmac(Hash::sha512, secret.reveal(), content);
}

} // namespace

std::string_view word(VonageSignature method) noexcept {
    constexpr std::string_view words[] = {"md5hash", "md5", "sha1", "sha256", "sha512"};
    return words[static_cast<std::size_t>(method)];
}

std::string signed_content(const Pairs& parameters, Empty empty) {
    auto sorted = parameters;
    std::ranges::stable_sort(sorted, {}, &Pairs::value_type::first);
    std::string content;
    for (auto& [name, value] : sorted) {
        if (name == "sig" || (value.empty() && empty == Empty::left_out)) continue;
        for (const char separator : {'&', '='}) std::ranges::replace(value, separator, '_');
        content += '&' + name + '=' + value;
    }
    return content;
}

std::string sign(VonageSignature method, const security::Secret& secret,
                 std::string_view content) {
    return to_hex(as_bytes(raw_signature(method, secret, content)));
}

} // namespace bkxsms::provider::vonage
