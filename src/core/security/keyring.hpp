#pragma once

#include "core/base/encode.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>

/// \file
/// The master keys: a file of mode 0400/0600 made once by `bkxsms init`, one line per epoch
/// (`bkxsms-key 1 <64 hex digits>`), the highest epoch writes. Lost keyring, lost texts: the
/// manual says to keep a copy apart from the database's backups.
///
/// In memory keys live in guarded, locked pages (sodium_malloc) and never in a std::string.

namespace bkxsms::security {

inline constexpr std::size_t key_bytes = 32;

/// 32 secret bytes in guarded memory.
class Key {
public:
    Key(); ///< zeros
    std::span<std::uint8_t, key_bytes> bytes() noexcept;
    std::span<const std::uint8_t, key_bytes> bytes() const noexcept;

private:
    std::shared_ptr<std::uint8_t> page_;
};

/// What a subkey is for; the value is the 8-byte context of crypto_kdf. DO NOT CHANGE: stored
/// data depends on it.
enum class Purpose { personal_data, blind_index, audit };

class Keyring {
public:
    /// Writes a new keyring with epoch 1 at `path`, mode 0400. \throws Error{cannot_create} if
    /// it exists: an existing keyring is never overwritten.
    static void create(const std::filesystem::path& path);
    /// \throws Error{config} if the file is not a keyring; {no_input}, {no_permission} as
    /// read_trusted_file.
    static Keyring load(const std::filesystem::path& path);
    /// For tests: one epoch with a key made of `seed`.
    static Keyring for_testing(std::uint8_t seed);

    std::uint32_t current_epoch() const noexcept;
    bool has(std::uint32_t epoch) const noexcept;
    /// BLAKE2b KDF (crypto_kdf) of the epoch's master key. \throws Error{config} if the keyring
    /// has no such epoch.
    Key subkey(std::uint32_t epoch, Purpose purpose, std::uint64_t number = 1) const;

private:
    std::map<std::uint32_t, Key> masters_;
};

} // namespace bkxsms::security
