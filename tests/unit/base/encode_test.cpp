#include "core/base/encode.hpp"
#include "core/base/random.hpp"
#include "support/catch.hpp"

using namespace bkxsms;

TEST_CASE("encode: the vectors of RFC 4648 section 10 come out", "[base][encode]") {
    struct Row {
        std::string_view plain, base64, base64url, base32, hex;
    };
    // Base64url and Base32 are ours: without padding, Base32 in lower case.
    constexpr Row rows[] = {
        {"", "", "", "", ""},
        {"f", "Zg==", "Zg", "my", "66"},
        {"fo", "Zm8=", "Zm8", "mzxq", "666f"},
        {"foo", "Zm9v", "Zm9v", "mzxw6", "666f6f"},
        {"foob", "Zm9vYg==", "Zm9vYg", "mzxw6yq", "666f6f62"},
        {"fooba", "Zm9vYmE=", "Zm9vYmE", "mzxw6ytb", "666f6f6261"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy", "mzxw6ytboi", "666f6f626172"},
        {"\xFB\xFF", "+/8=", "-_8", "7p7q", "fbff"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.plain);
        const auto bytes = as_bytes(row.plain);
        CHECK(to_base64(bytes) == row.base64);
        CHECK(to_base64url(bytes) == row.base64url);
        CHECK(to_base32(bytes) == row.base32);
        CHECK(to_hex(bytes) == row.hex);
        CHECK(from_base64(row.base64) == row.plain);
        CHECK(from_base64url(row.base64url) == row.plain);
        CHECK(from_hex(row.hex) == row.plain);
    }
}

TEST_CASE("encode: random bytes survive every encoding at every length", "[base][encode]") {
    for (std::size_t length = 0; length < 200; ++length) {
        const auto bytes = random_bytes(length);
        const std::string plain(as_text(bytes));
        CAPTURE(to_hex(bytes));
        CHECK(from_base64(to_base64(bytes)) == plain);
        CHECK(from_base64url(to_base64url(bytes)) == plain);
        CHECK(from_hex(to_hex(bytes)) == plain);
        CHECK(percent_decode(percent_encode(plain), true) == plain);
    }
}

TEST_CASE("encode: one wrong character and there is no result", "[base][encode]") {
    for (const std::string_view bad :
         {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-v",
          "Zm9v=", "Zg==Zg==", "Zm9vY", "=Zg="}) {
        CAPTURE(bad);
        CHECK_FALSE(from_base64(bad));
    }
    for (const std::string_view bad :
         {"Z", "Zg==", "Zh", "Zm9", "Zm/v", "Zm+v", "Zm v", "Zm9vY"}) {
        CAPTURE(bad);
        CHECK_FALSE(from_base64url(bad));
    }
    for (const std::string_view bad : {"6", "6g", "0x66", "66 ", "-1"}) {
        CAPTURE(bad);
        CHECK_FALSE(from_hex(bad));
    }
    CHECK(from_hex("fBFf") == "\xFB\xFF");
}

TEST_CASE("encode: only what RFC 3986 calls unreserved goes unescaped", "[base][encode]") {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text(1, static_cast<char>(byte));
        const bool unreserved = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                                (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
                                byte == '_' || byte == '~';
        CAPTURE(byte);
        CHECK((percent_encode(text) == text) == unreserved);
    }
    CHECK(percent_encode("+49 é&=/%") == "%2B49%20%C3%A9%26%3D%2F%25");
}

TEST_CASE("encode: a plus is a space only in a form", "[base][encode]") {
    CHECK(percent_decode("a+b%2Bc", true) == "a b+c");
    CHECK(percent_decode("a+b%2Bc", false) == "a+b+c");
    CHECK(percent_decode("%00%fF", false) == std::string("\0\xFF", 2));
    for (const std::string_view stray :
         {"%", "%4", "a%4", "%4g", "%g4", "%%41", "%+1", "% 1"}) {
        CAPTURE(stray);
        CHECK_FALSE(percent_decode(stray, true));
    }
}
