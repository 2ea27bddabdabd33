#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <vector>

/// \file
/// The master keys: a file of mode 0400/0600 made once by `bkxsms init`, one line per epoch
/// (`bkxsms-key 1 <64 hex digits>`; empty lines and lines that begin with '#' are skipped), the
/// highest epoch writes. Lost keyring, lost texts: the manual says to keep a copy apart from
/// the database's backups.
///
/// In memory keys live in guarded, locked pages (sodium_malloc). If the system's limit leaves
/// nothing to lock they are guarded only. The file's text is wiped as soon as it is read.

namespace bkxsms::security {

inline constexpr std::size_t key_bytes = 32;

/// 32 secret bytes in guarded memory, wiped when the last copy goes. Copies share the bytes.
class Key {
public:
    Key(); ///< zeros, in a block of its own
    /// `count` keys of zeros in one guarded block: a block costs four pages and 15 µs.
    static std::vector<Key> several(std::size_t count);

    std::span<std::uint8_t, key_bytes> bytes() noexcept;
    std::span<const std::uint8_t, key_bytes> bytes() const noexcept;

private:
    explicit Key(std::shared_ptr<std::uint8_t> place) noexcept;
    std::shared_ptr<std::uint8_t> place_;
};

/// What a subkey is for; the value is the 8-byte context of crypto_kdf. DO NOT CHANGE: stored
/// data depends on it.
enum class Purpose { personal_data, blind_index, audit };

class Keyring {
public:
    /// Writes a new keyring with epoch 1 at `path`, mode 0400. \throws Error{cannot_create} if
    /// it exists: an existing keyring is never overwritten.
    static void create(const std::filesystem::path& path);
    /// \throws Error{config} if the file is not a keyring; {no_input}, {no_permission}, {data}
    /// as read_trusted_file.
    static Keyring load(const std::filesystem::path& path);
    /// For tests: one epoch whose key is 32 times `seed`.
    static Keyring for_testing(std::uint8_t seed);

    std::uint32_t current_epoch() const noexcept;
    bool has(std::uint32_t epoch) const noexcept;
    std::vector<std::uint32_t> epochs() const; ///< rising; at least one

    /// BLAKE2b KDF (crypto_kdf) of the epoch's master key. \throws Error{config} if the keyring
    /// has no such epoch.
    Key subkey(std::uint32_t epoch, Purpose purpose, std::uint64_t number = 1) const;
    /// The same into `out`, a key that is there already.
    void derive(Key& out, std::uint32_t epoch, Purpose purpose, std::uint64_t number = 1) const;

private:
    Keyring() = default;
    std::map<std::uint32_t, Key> masters_; ///< never empty
};

} // namespace bkxsms::security
