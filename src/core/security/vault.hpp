#pragma once

#include "core/base/encode.hpp"
#include "core/security/keyring.hpp"

#include <string>
#include <string_view>

/// \file
/// Personal data at rest: numbers, names, texts.
///
/// A field is XChaCha20-Poly1305 (IETF) with a random 24-byte nonce:
///
///     version 1 (1) | epoch, big endian (4) | nonce (24) | ciphertext | tag (16)
///
/// The associated data binds the blob to its place, so it cannot be moved to another row or
/// column: table \0 column \0 row \0 epoch (4). Equality search goes through a blind index:
/// BLAKE2b-128 keyed, one subkey per column; it leaks equality and frequency, nothing else.

namespace bkxsms::security {

/// Where a field stands. `row` is the row's random public name, known before the insert.
struct Place {
    std::string_view table;
    std::string_view column;
    std::string_view row;
};

class Vault {
public:
    explicit Vault(Keyring keyring);

    Bytes seal(const Place& place, std::string_view plain) const;
    /// \throws Error{io} if the blob was damaged, moved or cut; {config} if its key is not in
    /// the keyring.
    std::string open(const Place& place, ByteView blob) const;

    /// 16 bytes; the same for the same column and value under one epoch.
    Bytes blind_index(std::string_view column, std::string_view value) const;
    std::uint32_t epoch() const noexcept { return keyring_.current_epoch(); }

    /// Keyed BLAKE2b-256 of the audit chain's link: see store/audit.hpp.
    Bytes audit_mac(std::string_view link) const;

private:
    Keyring keyring_;
    Key field_key_; ///< of the current epoch
    Key index_key_;
    Key audit_key_;
};

} // namespace bkxsms::security
