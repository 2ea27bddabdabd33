#include "core/security/digest.hpp"

#include "core/base/encode.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using security::Hash;

namespace {

std::string hex(const std::string& raw) {
    return to_hex(as_bytes(raw));
}

const std::string twenty_0b(20, '\x0b');
const std::string long_key(131, '\xaa');

} // namespace

TEST_CASE("digest: the published hashes come out", "[security][digest]") {
    struct Row {
        Hash hash;
        std::string data;
        std::string hex;
    };
    // MD5: RFC 1321, A.5. SHA: RFC 6234, 8.5 (TEST1), and the well-known hashes of "".
    const auto row = GENERATE(values<Row>({
        {Hash::md5, "", "d41d8cd98f00b204e9800998ecf8427e"},
        {Hash::md5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
        {Hash::md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
        {Hash::sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {Hash::sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {Hash::sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {Hash::sha256, "abc",
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {Hash::sha512, "abc",
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
         "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    }));
    CHECK(hex(security::digest(row.hash, row.data)) == row.hex);
}

TEST_CASE("digest: the published HMACs come out", "[security][digest]") {
    struct Row {
        Hash hash;
        std::string key;
        std::string data;
        std::string hex;
    };
    // MD5, SHA-1: RFC 2202, cases 1, 2 and 6 (a key longer than a block). SHA-2: RFC 4231.
    const std::string what = "what do ya want for nothing?";
    const std::string larger = "Test Using Larger Than Block-Size Key - Hash Key First";
    const std::vector<Row> rows = {
        {Hash::md5, std::string(16, '\x0b'), "Hi There", "9294727a3638bb1c13f48ef8158bfc9d"},
        {Hash::md5, "Jefe", what, "750c783e6ab0b503eaa86e310a5db738"},
        {Hash::md5, std::string(80, '\xaa'), larger, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"},
        {Hash::sha1, twenty_0b, "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        {Hash::sha1, "Jefe", what, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {Hash::sha1, std::string(80, '\xaa'), larger,
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        {Hash::sha256, twenty_0b, "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {Hash::sha256, "Jefe", what,
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {Hash::sha256, long_key, larger,
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {Hash::sha512, "Jefe", what,
         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
         "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
        // no key and no data: computed with Python
        {Hash::sha256, "", "",
         "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"},
    };
    for (const auto& row : rows) {
        INFO(row.hex);
        CHECK(hex(security::hmac(row.hash, row.key, row.data)) == row.hex);
    }
}

TEST_CASE("digest: an empty HMAC key is not the key of the call before", "[security][digest]") {
    const auto without = security::hmac(Hash::sha1, {}, "data");
    security::hmac(Hash::sha1, "somebody's key", "data");
    CHECK(security::hmac(Hash::sha1, {}, "data") == without);
    CHECK(security::hmac(Hash::sha1, std::string_view("\0", 1), "data") == without);
}

TEST_CASE("digest: the constant-time comparison says what == says", "[security][digest]") {
    using namespace std::string_view_literals;
    const auto values = std::vector<std::string_view>{
        ""sv, "a"sv, "b"sv, "ab"sv, "ab\0"sv, "ab\0c"sv, "ab\0d"sv, "\xff"sv, "Ab"sv, {}};
    for (const auto a : values)
        for (const auto b : values) {
            INFO(to_hex(as_bytes(a)) << " and " << to_hex(as_bytes(b)));
            CHECK(security::equal_in_constant_time(a, b) == (a == b));
        }
}
