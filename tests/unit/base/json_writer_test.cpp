#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/base/utf8.hpp"
#include "support/catch.hpp"

using namespace bkxsms;

TEST_CASE("json: a document is written compact, in the order given", "[base][json]") {
    json::Writer w;
    w.begin_object().key("id").integer(1041).key("to").null().key("list").begin_array();
    w.integer(INT64_MIN).boolean(true).boolean(false).begin_object().end_object();
    w.begin_array().end_array().string("x").end_array();
    w.key("why").string_or_null(std::nullopt).key("code").string_or_null("30007").end_object();
    CHECK(w.str() ==
          R"({"id":1041,"to":null,"list":[-9223372036854775808,true,false,{},[],"x"],)"
          R"("why":null,"code":"30007"})");
}

TEST_CASE("json: no control, no line separator and no bad UTF-8 leaves the writer",
          "[base][json]") {
    CHECK(json::quoted("") == R"("")");
    CHECK(json::quoted("a\"b\\c/d") == R"("a\"b\\c/d")");
    CHECK(json::quoted("\b\f\n\r\t\x1B\x7F") == R"("\u0008\u000c\n\r\t\u001b\u007f")");
    CHECK(json::quoted(std::string_view("\0", 1)) == R"("\u0000")");
    CHECK(json::quoted("\u0085\u009B\u2028\u2029\u202E") ==
          R"("\u0085\u009b\u2028\u2029\u202e")");
    CHECK(json::quoted("caf\u00E9 \U0001F44D") == "\"caf\u00E9 \U0001F44D\"");
    CHECK(json::quoted("a\xFF\xC3") == "\"a\uFFFD\uFFFD\"");
    json::Writer w;
    CHECK(w.begin_object().key("a\"\n").string("\n").end_object().str() == R"({"a\"\n":"\n"})");
}

TEST_CASE("json: whatever string is written is read back, repaired", "[base][json]") {
    for (int i = 0; i < 2'000; ++i) {
        const auto bytes = random_bytes(static_cast<std::size_t>(i % 40));
        const auto text = as_text(bytes);
        CAPTURE(to_hex(bytes));
        const auto value = json::try_parse(json::quoted(text));
        REQUIRE(value);
        CHECK(value->string() == to_well_formed(text));
    }
    for (char32_t c = 0; c <= 0x10FFFF; c += 97) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(&text, c);
        if (json::parse(json::quoted(text)).string() != text) FAIL(code_point_name(c));
    }
}
