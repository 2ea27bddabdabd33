#include "core/config/document.hpp"
#include "support/catch.hpp"

#include <string>

using namespace bkxsms;
using config::read_document;

namespace {

std::string refusal(std::string_view text) {
    try {
        read_document("f", text);
    } catch (const Error& e) {
        return e.what();
    }
    return "was accepted";
}

} // namespace

TEST_CASE("document: items come in the order of the file, with their places", "[config]") {
    const auto d =
        read_document("f", "\xEF\xBB\xBFz = 1\r\n[b]\r\n  y = \"é\"\n[a]\nx.w = true\n"
                           "[[r]]\nk = 1\n[[r]]\nk = 2\n");
    std::string seen;
    for (const auto& item : d.items)
        seen += item.name + (item.row < 0 ? "" : "#" + std::to_string(item.row)) + "@" +
                std::to_string(item.key_at.line) + ":" + std::to_string(item.key_at.column) +
                "/" + std::to_string(item.value_at.column) + " ";
    CHECK(seen == "z@1:1/5 b@2:2/2 b.y@3:3/7 a@4:2/2 a.x@5:1/1 a.x.w@5:3/7 "
                  "r#0@6:1/1 r.k#0@7:1/5 r#1@8:1/1 r.k#1@9:1/5 ");
}

TEST_CASE("document: a number keeps the digits of the file", "[config]") {
    struct Row {
        const char* written;
        const char* text;
        bool whole;
    };
    const auto row = GENERATE(values<Row>({{"0.10", "0.10", false},
                                           {"+1_0.5_0", "10.50", false},
                                           {"-2.0", "-2.0", false},
                                           {"5e2", "5e2", false},
                                           {"1_000", "1000", true},
                                           {"0xff", "255", true},
                                           {"0.1000000000000000055511151231257827",
                                            "0.1000000000000000055511151231257827", false}}));
    INFO(row.written);
    const auto d = read_document("f", std::string("\"é\" = { \"ä\" = ") + row.written + " }");
    const auto& number = std::get<config::Number>(d.items.at(1).value);
    CHECK(number.text == row.text);
    CHECK(number.whole == row.whole);
}

TEST_CASE("document: what is no TOML is refused with its place", "[config]") {
    CHECK(refusal("a = \"x") == "f:1:7: encountered end-of-file");
    CHECK(refusal("a : 1") == "f:1:3: expected '=', saw ':'");
    CHECK(refusal("a = 1\na = 2") == "f:2:5: cannot redefine existing integer 'a'");
    CHECK(refusal("a = yes") == "f:1:5: could not determine value type");
    CHECK(refusal("a = 99999999999999999999") ==
          "f:1:25: the number is not representable in 64 bits");
    CHECK(refusal("a = \"\xFF\"") == "f:1:5: encountered invalid utf-8 sequence");
    CHECK(refusal(std::string("a = 1\n\0", 7)) != "was accepted");
    CHECK(refusal("a = tru\x1b[31m") == "f:1:8: expected 'true', saw 'tru\\u001B'");
}

TEST_CASE("document: nesting has an end", "[config]") {
    std::string deep = "a";
    for (int i = 0; i < 20; ++i) deep += ".a";
    CHECK(refusal(deep + " = 1").find("nested too deep") != std::string::npos);
    CHECK(refusal("a = " + std::string(100'000, '[')) != "was accepted");
}
