#include "core/security/fingerprint.hpp"

#include <sodium.h>

namespace bkxsms::security {

Bytes fingerprint(std::string_view data) {
    Bytes out(16);
    const auto bytes = as_bytes(data);
    crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
    return out;
}

} // namespace bkxsms::security
