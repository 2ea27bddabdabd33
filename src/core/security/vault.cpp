#include "core/security/vault.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace bkxsms::security {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr std::size_t epoch_at = 1;
constexpr std::size_t nonce_at = epoch_at + 4;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t cipher_at = nonce_at + nonce_bytes;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(cipher_at + tag_bytes == seal_overhead_bytes);
static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) noexcept {
    return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

std::uint32_t read_big_endian(ByteView four) noexcept {
    std::uint32_t value = 0;
    for (const auto byte : four) value = value << 8 | byte;
    return value;
}

Bytes associated_data(const Place& place, std::uint32_t epoch) {
    Bytes data;
    data.reserve(place.table.size() + place.column.size() + place.row.size() + 7);
    for (const auto part : {place.table, place.column, place.row}) {
        // With a NUL inside, two places could have the same associated data.
        if (part.find('\0') != std::string_view::npos)
            throw Error(Fault::software, "the place of an encrypted field holds a NUL");
        const auto bytes = as_bytes(part);
        data.insert(data.end(), bytes.begin(), bytes.end());
        data.push_back(0);
    }
    const auto number = big_endian(epoch);
    data.insert(data.end(), number.begin(), number.end());
    return data;
}

Bytes keyed_hash(std::size_t size, std::span<const std::uint8_t, key_bytes> key,
                 std::string_view text) {
    Bytes out(size);
    const auto data = as_bytes(text);
    crypto_generichash(out.data(), out.size(), data.data(), data.size(), key.data(),
                       key.size());
    return out;
}

Bytes column_index(const Key& index_key, std::string_view column, std::string_view value) {
    auto column_key = keyed_hash(key_bytes, index_key.bytes(), column);
    auto index = keyed_hash(blind_index_bytes,
                            std::span<const std::uint8_t, key_bytes>(column_key), value);
    sodium_memzero(column_key.data(), column_key.size());
    return index;
}

Error unreadable(const Place& place) {
    return Error(Fault::io,
                 fmt::format("{}.{} of row '{}' is damaged or was moved there", place.table,
                             place.column, place.row),
                 "restore the row from a backup; `bkxsms db check` looks for more");
}

} // namespace

Vault::Vault(const Keyring& keyring) {
    const auto epochs = keyring.epochs();
    const auto keys = Key::several(3 * epochs.size());
    auto next = keys.begin();
    for (const auto epoch : epochs) {
        Subkeys subkeys{*next++, *next++, *next++};
        keyring.derive(subkeys.field, epoch, Purpose::personal_data);
        keyring.derive(subkeys.index, epoch, Purpose::blind_index);
        keyring.derive(subkeys.audit, epoch, Purpose::audit);
        subkeys_.emplace(epoch, std::move(subkeys));
    }
}

Bytes Vault::seal(const Place& place, std::string_view plain) const {
    const auto number = big_endian(epoch());
    const auto bound = associated_data(place, epoch());
    const auto text = as_bytes(plain);

    Bytes blob(plain.size() + seal_overhead_bytes);
    blob[0] = format_version;
    std::ranges::copy(number, blob.begin() + epoch_at);
    auto* const nonce = blob.data() + nonce_at;
    randombytes_buf(nonce, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(blob.data() + cipher_at, nullptr, text.data(),
                                               text.size(), bound.data(), bound.size(), nullptr,
                                               nonce, current().field.bytes().data());
    return blob;
}

std::string Vault::open(const Place& place, ByteView blob) const {
    if (blob.size() < seal_overhead_bytes || blob[0] != format_version) throw unreadable(place);
    const auto epoch = read_big_endian(blob.subspan(epoch_at, 4));
    const auto& key = of_epoch(epoch).field;
    const auto bound = associated_data(place, epoch);
    const auto cipher = blob.subspan(cipher_at);

    std::string plain(blob.size() - seal_overhead_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, cipher.data(),
            cipher.size(), bound.data(), bound.size(), blob.data() + nonce_at,
            key.bytes().data()) != 0)
        throw unreadable(place);
    return plain;
}

Bytes Vault::blind_index(std::string_view column, std::string_view value) const {
    return column_index(current().index, column, value);
}

std::vector<Bytes> Vault::blind_indexes(std::string_view column, std::string_view value) const {
    std::vector<Bytes> all;
    for (const auto& [epoch, keys] : std::views::reverse(subkeys_))
        all.push_back(column_index(keys.index, column, value));
    return all;
}

Bytes Vault::audit_mac(std::string_view link) const {
    return keyed_hash(audit_mac_bytes, current().audit.bytes(), link);
}

Bytes Vault::audit_mac(std::string_view link, std::uint32_t epoch) const {
    return keyed_hash(audit_mac_bytes, of_epoch(epoch).audit.bytes(), link);
}

const Vault::Subkeys& Vault::of_epoch(std::uint32_t epoch) const {
    const auto found = subkeys_.find(epoch);
    if (found == subkeys_.end())
        throw Error(Fault::config, fmt::format("the keyring has no key of epoch {}", epoch),
                    "restore the keyring that belongs to this database");
    return found->second;
}

Bytes fingerprint(std::string_view data) {
    Bytes out(16);
    const auto bytes = as_bytes(data);
    crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
    return out;
}

} // namespace bkxsms::security
