#include "core/sandbox/vonage/signature.hpp"

#include "core/base/encode.hpp"
#include "core/security/digest.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

security::Hash hash_of(VonageSigning method) noexcept {
    switch (method) {
    case VonageSigning::md5hash:
    case VonageSigning::md5:
        return security::Hash::md5;
    case VonageSigning::sha1:
        return security::Hash::sha1;
    case VonageSigning::sha256:
        return security::Hash::sha256;
    case VonageSigning::sha512:
        break;
    }
    return security::Hash::sha512;
}

} // namespace

std::string vonage_signature(VonageSigning method, std::string_view secret, Fields fields) {
    std::erase_if(fields, [](const auto& field) { return field.first == "sig"; });
    std::ranges::sort(fields);
    std::string text;
    for (auto& [name, value] : fields) {
        std::ranges::replace_if(
            value, [](char c) { return c == '&' || c == '='; }, '_');
        text += '&' + name + '=' + value;
    }
    if (method == VonageSigning::md5hash)
        return to_hex(
            as_bytes(security::digest(security::Hash::md5, text + std::string(secret))));
    return to_hex(as_bytes(security::hmac(hash_of(method), secret, text)));
}

} // namespace bkxsms::sandbox
