#include "core/security/keyring.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "core/security/secret.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace bkxsms::security {
namespace {

static_assert(key_bytes == crypto_kdf_KEYBYTES);

constexpr std::string_view word = "bkxsms-key";
constexpr std::string_view preamble =
    "# The keys to the personal data in the bkxsms database. Keep a copy of this file apart\n"
    "# from the database's backups: without it every number, name and text is lost.\n";
constexpr std::size_t max_file_bytes = 16 * 1024; // some 200 epochs

void start_sodium() {
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw Error(Fault::os, "libsodium cannot start: no source of random bytes");
}

std::shared_ptr<std::uint8_t> guarded_zeros(std::size_t count) {
    start_sodium();
    // sodium_malloc tries mlock(2) and goes on without it.
    auto* block = static_cast<std::uint8_t*>(sodium_malloc(count));
    if (block == nullptr)
        throw Error(Fault::os, "no guarded memory for keys: " + errno_text(errno));
    sodium_memzero(block, count);
    return {block, sodium_free};
}

const char* context(Purpose purpose) noexcept {
    switch (purpose) {
    case Purpose::personal_data:
        return "bkxpii__";
    case Purpose::blind_index:
        return "bkxbidx_";
    case Purpose::audit:
        break;
    }
    return "bkxaudit";
}

struct Line {
    std::uint32_t epoch;
    std::string_view hex;
};

/// The epoch and the digits of a line, epoch 0 if it is none of ours.
Line read_line(std::string_view text) {
    const auto words = split(text, ' ');
    if (words.size() != 3 || words[0] != word || words[2].size() != 2 * key_bytes)
        return {0, {}};
    const auto epoch = parse_integer(words[1]);
    if (!epoch || *epoch < 1 || *epoch > std::numeric_limits<std::uint32_t>::max())
        return {0, {}};
    return {static_cast<std::uint32_t>(*epoch), words[2]};
}

/// Straight into the guarded page, in a time that does not depend on the digits.
bool decode_hex(Key& key, std::string_view hex) noexcept {
    std::size_t got = 0;
    return sodium_hex2bin(key.bytes().data(), key_bytes, hex.data(), hex.size(), nullptr, &got,
                          nullptr) == 0 &&
           got == key_bytes;
}

Error malformed(const std::filesystem::path& path, std::string_view why) {
    return Error(Fault::config, fmt::format("keyring '{}': {}", path.string(), why),
                 "restore the file from its copy; never edit it by hand");
}

std::map<std::uint32_t, Key> read_keys(std::string_view text,
                                       const std::filesystem::path& path) {
    const auto lines = split(text, '\n');
    const auto is_key = [](std::string_view l) { return !l.empty() && !l.starts_with('#'); };
    const auto count = std::ranges::count_if(lines, is_key);
    if (count == 0) throw malformed(path, "it holds no key");

    auto keys = Key::several(static_cast<std::size_t>(count));
    std::map<std::uint32_t, Key> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!is_key(lines[i])) continue;
        const auto line = read_line(lines[i]);
        auto& key = keys[found.size()];
        if (line.epoch == 0 || !decode_hex(key, line.hex))
            throw malformed(
                path, fmt::format("line {} is not '{} EPOCH 64-HEX-DIGITS'", i + 1, word));
        if (!found.emplace(line.epoch, key).second)
            throw malformed(path, fmt::format("line {} repeats epoch {}", i + 1, line.epoch));
    }
    return found;
}

} // namespace

Key::Key() : place_(guarded_zeros(key_bytes)) {}

Key::Key(std::shared_ptr<std::uint8_t> place) noexcept : place_(std::move(place)) {}

std::vector<Key> Key::several(std::size_t count) {
    const auto block = guarded_zeros(count * key_bytes);
    std::vector<Key> keys;
    keys.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        keys.push_back(Key({block, block.get() + i * key_bytes}));
    return keys;
}

std::span<std::uint8_t, key_bytes> Key::bytes() noexcept {
    return std::span<std::uint8_t, key_bytes>(place_.get(), key_bytes);
}

std::span<const std::uint8_t, key_bytes> Key::bytes() const noexcept {
    return std::span<const std::uint8_t, key_bytes>(place_.get(), key_bytes);
}

void Keyring::create(const std::filesystem::path& path) {
    Key master;
    crypto_kdf_keygen(master.bytes().data());

    std::string digits(2 * key_bytes + 1, '\0'); // and the NUL that sodium_bin2hex writes
    sodium_bin2hex(digits.data(), digits.size(), master.bytes().data(), key_bytes);
    digits.pop_back();
    const Secret hex(std::move(digits));

    std::string text;
    text.reserve(preamble.size() + word.size() + hex.reveal().size() + 4); // moves nowhere
    text.append(preamble).append(word).append(" 1 ").append(hex.reveal()).append("\n");
    const Secret content(std::move(text));
    create_file_durably(path, content.reveal(), 0400);
}

Keyring Keyring::load(const std::filesystem::path& path) {
    const Secret text(read_trusted_file(path, max_file_bytes, Trust::secret));
    Keyring keyring;
    keyring.masters_ = read_keys(text.reveal(), path);
    return keyring;
}

Keyring Keyring::for_testing(std::uint8_t seed) {
    Key master;
    std::ranges::fill(master.bytes(), seed);
    Keyring keyring;
    keyring.masters_.emplace(1, master);
    return keyring;
}

std::uint32_t Keyring::current_epoch() const noexcept {
    return masters_.rbegin()->first;
}

bool Keyring::has(std::uint32_t epoch) const noexcept {
    return masters_.contains(epoch);
}

std::vector<std::uint32_t> Keyring::epochs() const {
    std::vector<std::uint32_t> all;
    for (const auto& [epoch, key] : masters_) all.push_back(epoch);
    return all;
}

Key Keyring::subkey(std::uint32_t epoch, Purpose purpose, std::uint64_t number) const {
    Key key;
    derive(key, epoch, purpose, number);
    return key;
}

void Keyring::derive(Key& out, std::uint32_t epoch, Purpose purpose,
                     std::uint64_t number) const {
    const auto master = masters_.find(epoch);
    if (master == masters_.end())
        throw Error(Fault::config, fmt::format("the keyring has no key of epoch {}", epoch),
                    "restore the keyring that belongs to this database");
    crypto_kdf_derive_from_key(out.bytes().data(), key_bytes, number, context(purpose),
                               master->second.bytes().data());
}

} // namespace bkxsms::security
