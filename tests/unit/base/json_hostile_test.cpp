#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "support/catch.hpp"

#include <random>

using namespace bkxsms;
using json::try_parse;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string complaint(std::string_view text) {
    try {
        json::parse(text);
    } catch (const Error& e) {
        CHECK(e.fault() == Fault::data);
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("json: what is not RFC 8259 is refused", "[base][json]") {
    for (const std::string_view bad : {
             // nothing, or more than one thing
             "",
             " ",
             "\n",
             "{}{}",
             "{} x",
             "1 2",
             "[],",
             "null,",
             "\"a\" \"b\"",
             // unfinished
             "{",
             "[",
             "[1",
             "[1,",
             "{\"a\"",
             "{\"a\":",
             "{\"a\":1",
             "{\"a\":1,",
             "\"a",
             "\"\\",
             "\"\\u12",
             "tru",
             "-",
             "1.",
             "1e",
             "1e+",
             // commas, colons, brackets
             "[1,]",
             "[,1]",
             "[1 2]",
             "[1;2]",
             "{\"a\" 1}",
             "{\"a\":1,}",
             "{,}",
             "{\"a\"}",
             "[}",
             "{]",
             "[1}",
             "]",
             "}",
             "[[]",
             // names must be strings
             "{a:1}",
             "{1:1}",
             "{'a':1}",
             "{null:1}",
             // words of other languages
             "NaN",
             "[NaN]",
             "Infinity",
             "-Infinity",
             "[-Infinity]",
             "undefined",
             "True",
             "None",
             "nul",
             "nulll",
             "TRUE",
             "'a'",
             // comments
             "// x\n1",
             "/* x */1",
             "[1/**/]",
             "# x\n1",
             // numbers
             "+1",
             "01",
             "-01",
             "00",
             ".5",
             "1.e1",
             "0x10",
             "1_000",
             "1,5",
             "--1",
             "1e1.5",
             "1 000",
             "1e400",
             "-1e400",
             "[1e400]",
             "1e99999999999",
             // strings
             "\"\t\"",
             "\"\n\"",
             "\"\x01\"",
             "\"\\x41\"",
             "\"\\'\"",
             "\"\\u12g4\"",
             "\"\\U0041\"",
             // half a surrogate pair
             "\"\\ud800\"",
             "\"\\ud800x\"",
             "\"\\ud800\\n\"",
             "\"\\ud800\\ud800\"",
             "\"\\udc4d\"",
             "\"\\udc4d\\ud83d\"",
             "\"\\ud83d\\u0041\"",
             "{\"\\ud800\":1}",
             // UTF-8
             "\"\xFF\"",
             "\"\x80\"",
             "\"\xC0\x80\"",
             "\"\xED\xA0\x80\"",
             "\"\xF4\x90\x80\x80\"",
             "\"\xE2\x82\"",
             "\"\xC3",
             "\xFF",
             "{\"\xFF\":1}",
             "[1]\xFF",
             // other encodings, and a byte order mark where none belongs
             "\xFF\xFE[\x01",
             "\xFE\xFF",
             "\xEF\xBB",
             "[]\xEF\xBB\xBF",
             "\u00A0[]",
             "[\u20281]",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(try_parse(bad));
    }
    using namespace std::string_view_literals;
    for (const auto bad :
         {"\0"sv, "[]\0"sv, "[\0]"sv, "\"a\0b\""sv, "1\0"sv, "[]\0{\"x\":1}"sv}) {
        CAPTURE(bad);
        CHECK_FALSE(try_parse(bad));
    }
}

TEST_CASE("json: a repeated member name is refused, at any depth and however written",
          "[base][json]") {
    CHECK_FALSE(try_parse(R"({"a":1,"a":2})"));
    CHECK_FALSE(try_parse(R"({"a":1,"b":2,"a":1})"));
    CHECK_FALSE(try_parse(R"({"a":1,"\u0061":1})"));
    CHECK_FALSE(try_parse(R"({"":1,"":1})"));
    CHECK_FALSE(try_parse(R"([{"x":{"a":[],"a":{}}}])"));
    CHECK_FALSE(try_parse(R"({"a":{"a":{}},"a":1})"));
    CHECK(try_parse(R"({"a":{"a":{"a":1}},"A":[{"a":1},{"a":2}]})"));
}

TEST_CASE("json: of any number of names, each is compared with each", "[base][json]") {
    for (const int count : {2, 15, 16, 17, 18, 40}) {
        for (int twice = 0; twice < count - 1; ++twice) {
            std::string text = "{";
            for (int i = 0; i < count - 1; ++i) text += "\"k" + std::to_string(i) + "\":0,";
            INFO(count << ' ' << twice);
            CHECK(try_parse(text + "\"k\":0}"));
            CHECK_FALSE(try_parse(text + "\"k" + std::to_string(twice) + "\":0}"));
        }
    }
}

TEST_CASE("json: thirty-two levels are read, thirty-three are not", "[base][json]") {
    CHECK(json::max_depth == 32);
    CHECK(try_parse(repeat("[", 32) + repeat("]", 32)));
    CHECK_FALSE(try_parse(repeat("[", 33) + repeat("]", 33)));
    CHECK(try_parse(repeat("{\"a\":", 32) + "1" + repeat("}", 32)));
    CHECK_FALSE(try_parse(repeat("{\"a\":", 33) + "1" + repeat("}", 33)));
    CHECK_FALSE(try_parse(repeat("[{\"a\":", 16) + "[]" + repeat("}]", 16)));
    // Depth is what is open, not what was.
    CHECK(try_parse("[" + repeat("[[]],", 5'000) + "[]]"));
    // No stack is spent on what is refused.
    CHECK_FALSE(try_parse(repeat("[", 100'000)));
    CHECK_FALSE(try_parse(repeat("{\"a\":", 100'000)));
}

TEST_CASE("json: the complaint says how far it read and never what", "[base][json]") {
    CHECK(complaint("") == "not JSON: a syntax error after 0 bytes");
    CHECK(complaint("[1,]") == "not JSON: a syntax error after 4 bytes");
    CHECK(complaint(R"({"a":1,"a":2})") == "not JSON: a repeated member name after 10 bytes");
    CHECK(complaint(repeat("[", 33)) == "not JSON: too many levels after 33 bytes");
    CHECK(complaint("[1e400]") == "not JSON: a number out of range after 7 bytes");
    for (const std::string text : {R"({"token":"hunter2)", R"({"token":hunter2})",
                                   R"({"hunter2":1,"hunter2":2})", "hunter2"})
        CHECK(complaint(text).find("hunter") == std::string::npos);
}

TEST_CASE("json: many names and many elements take no more than their time", "[base][json]") {
    std::string names = "{";
    for (int i = 0; i < 20'000; ++i) names += "\"k" + std::to_string(i) + "\":0,";
    names += "\"k\":0}";
    const auto object = try_parse(names);
    REQUIRE(object);
    CHECK((*object)["k19999"].integer() == 0);

    const auto array = try_parse("[" + repeat("0,", 100'000) + "0]");
    REQUIRE(array);
    CHECK(array->size() == 100'001);
}

TEST_CASE("json: a document with one byte changed is refused or read, never worse",
          "[base][json]") {
    const std::string document =
        R"({"num_segments":"1","price":-0.0079,"to":"+61491570156","a":[true,null,"\ud83d\udc4d"]})";
    REQUIRE(try_parse(document));
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 5'000; ++i) {
        auto changed = document;
        changed[random() % changed.size()] = static_cast<char>(random() % 256);
        if (random() % 4 == 0) changed.resize(random() % changed.size());
        if (const auto value = try_parse(changed)) {
            // Whatever was read can be walked.
            for (const auto& name : value->members()) (void)value->text(name);
        }
    }
    SUCCEED();
}
