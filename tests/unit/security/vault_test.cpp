#include "core/security/vault.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <sodium.h>

#include <algorithm>
#include <set>

using namespace bkxsms;
using security::Keyring, security::Place, security::Purpose, security::Vault, test::fault_of;

namespace {

const Place place{"messages", "body", "row1"};
constexpr std::string_view text = "Your table is ready";

/// The keys of epochs 1 and 2, or of one of them.
Keyring keyring_of(bool first, bool second) {
    test::TempFolder folder;
    std::string content;
    if (first) content += "bkxsms-key 1 " + std::string(64, '1') + "\n";
    if (second) content += "bkxsms-key 2 " + std::string(64, '2') + "\n";
    return Keyring::load(folder.write("keyring", content));
}

Bytes from_digits(std::string_view hex) {
    const auto raw = from_hex(hex).value();
    const auto view = as_bytes(raw);
    return {view.begin(), view.end()};
}

} // namespace

TEST_CASE("vault: what was sealed opens again", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const auto plain = GENERATE(values<std::string>(
        {"", "x", "Grüße 🎉", std::string("a\0b", 3), std::string(65'536, 'y'), "\xff\xfe"}));
    const auto blob = vault.seal(place, plain);
    CHECK(blob.size() == plain.size() + security::seal_overhead_bytes);
    CHECK(vault.open(place, blob) == plain);
}

TEST_CASE("vault: the blob is the documented one, to a reader of libsodium only",
          "[security][vault]") {
    const auto keyring = Keyring::for_testing(7);
    const auto blob = Vault(keyring).seal(place, text);
    REQUIRE(blob.size() == 1 + 4 + 24 + text.size() + 16);
    CHECK(Bytes(blob.begin(), blob.begin() + 5) == Bytes{1, 0, 0, 0, 1});

    std::uint8_t key[32];
    const Bytes master(32, 7);
    REQUIRE(crypto_kdf_derive_from_key(key, 32, 1, "bkxpii__", master.data()) == 0);
    const std::string bound("messages\0body\0row1\0\0\0\0\1", 23);
    std::string plain(text.size(), '?');
    REQUIRE(crypto_aead_xchacha20poly1305_ietf_decrypt(
                reinterpret_cast<std::uint8_t*>(plain.data()), nullptr, nullptr,
                blob.data() + 29, blob.size() - 29,
                reinterpret_cast<const std::uint8_t*>(bound.data()), bound.size(),
                blob.data() + 5, key) == 0);
    CHECK(plain == text);
}

TEST_CASE("vault: stored data of today opens for ever", "[security][vault]") {
    // Made with Python: HChaCha20 by hand, ChaCha20-Poly1305 of `cryptography`, BLAKE2b of
    // hashlib; nonce 40 41 … 57. If this fails, every database in the field is lost.
    const Vault vault(Keyring::for_testing(7));
    const auto blob = from_digits(
        "0100000001404142434445464748494a4b4c4d4e4f505152535455565758c87ebde531d9f507e08e069063"
        "9318dead577f5b2221e00d0bdbbbb128e126858850");
    CHECK(vault.open(place, blob) == text);
    CHECK(to_hex(vault.blind_index("to", "+4915112345678")) ==
          "00bc6e9ebfd38a83215676be0010ef8d");
    CHECK(to_hex(vault.audit_mac("link")) ==
          "a2e2abbb9cd647e178741507b34750fee2aea700d20faa4d47a93ad4ee3fea34");
}

TEST_CASE("vault: one changed bit anywhere is refused", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const auto good = vault.seal(place, text);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        auto bad = good;
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << bit % 8));
        const bool in_epoch = bit / 8 >= 1 && bit / 8 < 5;
        INFO("bit " << bit);
        REQUIRE(fault_of([&] { vault.open(place, bad); }) ==
                (in_epoch ? Fault::config : Fault::io));
    }
}

TEST_CASE("vault: a blob cut or lengthened is refused", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const auto good = vault.seal(place, text);
    for (std::size_t size = 0; size < good.size(); ++size) {
        INFO("cut to " << size);
        REQUIRE(fault_of([&] { vault.open(place, ByteView(good).first(size)); }) == Fault::io);
    }
    auto longer = good;
    longer.push_back(0);
    CHECK(fault_of([&] { vault.open(place, longer); }) == Fault::io);
}

TEST_CASE("vault: a blob opens in its own place only", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const auto blob = vault.seal({"ab", "cd", "ef"}, text);
    REQUIRE(vault.open({"ab", "cd", "ef"}, blob) == text);
    const auto elsewhere = GENERATE(values<Place>({
        {"xx", "cd", "ef"},
        {"ab", "xx", "ef"},
        {"ab", "cd", "xx"},
        {"", "cd", "ef"},
        {"ab", "cd", ""},
        {"abc", "d", "ef"},
        {"ab", "cde", "f"},
        {"ab", "ef", "cd"},
        {"AB", "cd", "ef"},
    }));
    INFO(elsewhere.table << ' ' << elsewhere.column << ' ' << elsewhere.row);
    CHECK(fault_of([&] { vault.open(elsewhere, blob); }) == Fault::io);
}

TEST_CASE("vault: a place with a NUL is our own mistake", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const std::string_view nul("a\0b", 3);
    CHECK(fault_of([&] { vault.seal({nul, "c", "r"}, text); }) == Fault::software);
    CHECK(fault_of([&] { vault.seal({"t", nul, "r"}, text); }) == Fault::software);
    CHECK(fault_of([&] { vault.seal({"t", "c", nul}, text); }) == Fault::software);
}

TEST_CASE("vault: the same text is never sealed twice alike", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    std::set<Bytes> nonces;
    for (int i = 0; i < 1000; ++i) {
        const auto blob = vault.seal(place, text);
        nonces.emplace(blob.begin() + 5, blob.begin() + 29);
        const auto found = std::ranges::search(blob, as_bytes(text.substr(0, 5)));
        REQUIRE(found.empty());
    }
    CHECK(nonces.size() == 1000);
}

TEST_CASE("vault: the newest of two epochs writes, both read", "[security][vault]") {
    const Vault before(keyring_of(true, false));
    const Vault during(keyring_of(true, true));
    const Vault after(keyring_of(false, true));
    const auto old_blob = before.seal(place, text);
    const auto new_blob = during.seal(place, text);

    CHECK(during.epoch() == 2);
    CHECK(old_blob[4] == 1);
    CHECK(new_blob[4] == 2);
    CHECK(during.open(place, old_blob) == text);
    CHECK(during.open(place, new_blob) == text);
    CHECK(after.open(place, new_blob) == text);
    CHECK(fault_of([&] { before.open(place, new_blob); }) == Fault::config);
    CHECK(fault_of([&] { after.open(place, old_blob); }) == Fault::config);

    auto relabelled = old_blob;
    relabelled[4] = 2;
    CHECK(fault_of([&] { during.open(place, relabelled); }) == Fault::io);
}

TEST_CASE("vault: a look-up asks for the value under every epoch", "[security][vault]") {
    const Vault before(keyring_of(true, false));
    const Vault during(keyring_of(true, true));
    const auto number = "+4915112345678";
    CHECK(
        during.blind_indexes("to", number) ==
        std::vector<Bytes>{during.blind_index("to", number), before.blind_index("to", number)});
    CHECK(before.blind_indexes("to", number) ==
          std::vector<Bytes>{before.blind_index("to", number)});
    CHECK(during.blind_index("to", number) != before.blind_index("to", number));
}

TEST_CASE("vault: a blind index tells columns and values apart", "[security][vault]") {
    const Vault vault(Keyring::for_testing(7));
    const std::vector<std::pair<std::string, std::string>> inputs = {
        {"to", "+4915112345678"},
        {"to", "+4915112345679"},
        {"from", "+4915112345678"},
        {"to", ""},
        {"t", "o"},
        {"", "to"},
        {"to+", "4915112345678"},
        {"", ""},
    };
    std::set<Bytes> seen;
    for (const auto& [column, value] : inputs) {
        const auto index = vault.blind_index(column, value);
        CHECK(index.size() == security::blind_index_bytes);
        CHECK(index == Vault(Keyring::for_testing(7)).blind_index(column, value));
        seen.insert(index);
    }
    CHECK(seen.size() == inputs.size());
    CHECK(vault.blind_index("to", "x") !=
          Vault(Keyring::for_testing(8)).blind_index("to", "x"));
}

TEST_CASE("vault: an audit link is checked under the epoch it was written in",
          "[security][vault]") {
    const Vault before(keyring_of(true, false));
    const Vault during(keyring_of(true, true));
    CHECK(before.audit_mac("link").size() == security::audit_mac_bytes);
    CHECK(during.audit_mac("link", 1) == before.audit_mac("link"));
    CHECK(during.audit_mac("link", 2) == during.audit_mac("link"));
    CHECK(during.audit_mac("link") != before.audit_mac("link"));
    CHECK(during.audit_mac("link") != during.audit_mac("lin"));
    CHECK(fault_of([&] { during.audit_mac("link", 3); }) == Fault::config);
}
