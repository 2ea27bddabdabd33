#pragma once

#include "core/base/encode.hpp"
#include "core/security/keyring.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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
/// DO NOT CHANGE any of this: stored data depends on it.

namespace bkxsms::security {

/// What a sealed field has more bytes than its text.
inline constexpr std::size_t seal_overhead_bytes = 1 + 4 + 24 + 16;
inline constexpr std::size_t blind_index_bytes = 16;
inline constexpr std::size_t audit_mac_bytes = 32;

/// Where a field stands. `row` is the row's random public name, known before the insert. None
/// of the three holds a NUL.
struct Place {
    std::string_view table;
    std::string_view column;
    std::string_view row;
};

/// Keeps the subkeys, not the master keys. Every member may be called from any thread.
class Vault {
public:
    explicit Vault(const Keyring& keyring);

    /// Under the current epoch, with a new nonce each time.
    Bytes seal(const Place& place, std::string_view plain) const;
    /// \throws Error{io} if the blob was damaged, moved or cut; {config} if its key is not in
    /// the keyring.
    std::string open(const Place& place, ByteView blob) const;

    /// 16 bytes; the same for the same column and value under one epoch. This one is of the
    /// current epoch: for writing.
    Bytes blind_index(std::string_view column, std::string_view value) const;
    /// One of every epoch, the newest first: for looking up. Until a rotation of the keys is
    /// through, a row may carry any of them.
    std::vector<Bytes> blind_indexes(std::string_view column, std::string_view value) const;
    std::uint32_t epoch() const noexcept { return subkeys_.rbegin()->first; }

    /// Keyed BLAKE2b-256 of the audit chain's link: see store/audit.hpp. Of the current epoch,
    /// or of the one a link was written under. \throws Error{config} if the keyring has not got
    /// it.
    Bytes audit_mac(std::string_view link) const;
    Bytes audit_mac(std::string_view link, std::uint32_t epoch) const;

private:
    struct Subkeys {
        Key field, index, audit;
    };
    const Subkeys& current() const noexcept { return subkeys_.rbegin()->second; }
    const Subkeys& of_epoch(std::uint32_t epoch) const;

    std::map<std::uint32_t, Subkeys> subkeys_; ///< never empty
};

/// 16 bytes of BLAKE2b over public data: to tell two versions of a text apart. Not keyed, so it
/// hides nothing. (digest.hpp is for what providers sign; loading its library takes a
/// millisecond.)
Bytes fingerprint(std::string_view data);

} // namespace bkxsms::security
