#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using json::parse;

TEST_CASE("json: members are found, in the document's order", "[base][json]") {
    const auto reply = parse(R"( {"sid":"SM42", "price":null, "error_code":30007,
                                  "parts":["a",{"b":true}], "":"empty name"} )");
    CHECK(reply.is_object());
    CHECK(reply["sid"].string() == "SM42");
    CHECK(reply["price"].present());
    CHECK(reply["price"].is_null());
    CHECK(reply["parts"].is_array());
    CHECK(reply["parts"].size() == 2);
    CHECK(reply["parts"].at(1)["b"].boolean() == true);
    CHECK(reply[""].string() == "empty name");
    CHECK(reply.members() ==
          std::vector<std::string>{"sid", "price", "error_code", "parts", ""});
}

TEST_CASE("json: asking for what is not there yields nothing", "[base][json]") {
    const auto list = parse(R"(["text", 7])");
    for (const auto& absent : {json::Value(), list["name"], list.at(2), list.at(0).at(0),
                               list.at(0)["x"]["y"], json::Value()["x"].at(3)}) {
        CHECK_FALSE(absent.present());
        CHECK_FALSE(absent.is_null());
        CHECK_FALSE(absent.is_object());
        CHECK_FALSE(absent.is_array());
        CHECK_FALSE(absent.is_string());
        CHECK_FALSE(absent.string());
        CHECK_FALSE(absent.integer());
        CHECK_FALSE(absent.boolean());
        CHECK_FALSE(absent.number_text());
        CHECK(absent.text("x").empty());
        CHECK(absent.size() == 0);
        CHECK(absent.members().empty());
    }
    CHECK_FALSE(list.at(0).integer());
    CHECK_FALSE(list.at(1).string());
    CHECK_FALSE(list.at(1).boolean());
}

TEST_CASE("json: a value outlives the variable its document was read into", "[base][json]") {
    json::Value inner;
    {
        const auto document =
            parse(R"({"a":{"b":"a text too long for the small-string buffer"}})");
        inner = document["a"]["b"];
    }
    CHECK(inner.string() == "a text too long for the small-string buffer");
}

TEST_CASE("json: numbers keep the text they were written with", "[base][json]") {
    for (const std::string text :
         {"0", "7", "-7", "0.0075", "-0.00790", "1e3", "1E+3", "1.50", "12.0", "-0.0", "1e-400",
          "9223372036854775807", "-9223372036854775808", "18446744073709551615",
          "18446744073709551616", "123456789012345678901234567890",
          "0.12345678901234567890123456789"}) {
        CAPTURE(text);
        CHECK(parse(text).number_text() == text);
        CHECK(parse("[" + text + "]").at(0).number_text() == text);
    }
    CHECK(parse("-0").number_text() == "0");
}

TEST_CASE("json: an integer is one that fits, also if written with .0", "[base][json]") {
    struct Row {
        const char* text;
        std::optional<std::int64_t> value;
    };
    const Row rows[] = {
        {"0", 0},
        {"-0", 0},
        {"-0.0", 0},
        {"12", 12},
        {"12.0", 12},
        {"12.000", 12},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"9223372036854775808", {}},
        {"-9223372036854775809", {}},
        {"18446744073709551615", {}},
        {"1e400000", {}},
        {"12.5", {}},
        {"12.0000000000000000000000001", {}},
        {"1e3", {}},
        {"12.0e1", {}},
        {"\"12\"", {}},
        {"true", {}},
        {"null", {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto value = json::try_parse(row.text);
        CHECK((value ? value->integer() : std::nullopt) == row.value);
    }
}

TEST_CASE("json: a code is read whether the provider quotes it or not", "[base][json]") {
    const auto v = parse(R"({"a":21610,"b":"21610","c":null,"d":true,"e":[1],"f":0.5})");
    CHECK(v.text("a") == "21610");
    CHECK(v.text("b") == "21610");
    CHECK(v.text("c").empty());
    CHECK(v.text("d").empty());
    CHECK(v.text("e").empty());
    CHECK(v.text("f") == "0.5");
    CHECK(v.text("g").empty());
}

TEST_CASE("json: escapes are undone", "[base][json]") {
    CHECK(parse(R"("\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\udc4d")").string() ==
          "\"\\/\b\f\n\r\t\u00E9\u20AC\U0001F44D");
    CHECK(parse(R"("a\u0000b")").string() == std::string("a\0b", 3));
}
