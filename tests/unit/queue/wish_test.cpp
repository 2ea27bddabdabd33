#include "core/queue/wish.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;

namespace {

std::string refusal(std::string_view document) {
    try {
        wish_from_json(document);
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::data);
        return error.what() + (error.hint().empty() ? "" : " | " + error.hint());
    }
    return {};
}

} // namespace

TEST_CASE("queue: a JSON document says all that a wish can hold") {
    auto wish = wish_from_json(R"({
        "to": "+4915112345678", "from": "Clinic", "text": "Hi", "template": "reminder_24h",
        "language": "de", "region": "DE", "type": "custom", "booking": 1041, "customer": "77",
        "key": "k1", "provider": "twilio", "priority": "high", "at": "2026-11-24T09:00:00Z",
        "timezone": "Europe/Berlin", "ttl": "2h",
        "values": {"fname": "Ana", "count": 3, "price": {"amount": "45.50", "currency": "EUR"}}
    })");
    const std::map<std::string, std::string> expected = {{"to", "+4915112345678"},
                                                         {"from", "Clinic"},
                                                         {"text", "Hi"},
                                                         {"template", "reminder_24h"},
                                                         {"language", "de"},
                                                         {"region", "DE"},
                                                         {"type", "custom"},
                                                         {"booking", "1041"},
                                                         {"customer", "77"},
                                                         {"key", "k1"},
                                                         {"provider", "twilio"},
                                                         {"priority", "high"},
                                                         {"at", "2026-11-24T09:00:00Z"},
                                                         {"timezone", "Europe/Berlin"},
                                                         {"ttl", "2h"}};
    CHECK(field_names().size() == expected.size());
    for (const auto name : field_names()) {
        CAPTURE(name);
        CHECK(field(wish, name) == expected.at(std::string(name)));
    }
    CHECK(wish.values == std::map<std::string, std::string>{{"fname", "Ana"}, {"count", "3"}});
    REQUIRE(wish.amounts.contains("price"));
    CHECK(wish.amounts.at("price") == Money{45'500'000'000, "EUR"});
}

TEST_CASE("queue: a null says nothing") {
    const auto wish = wish_from_json(R"({"to": null, "text": "x", "values": null})");
    CHECK(wish.to.empty());
    CHECK(wish.values.empty());
}

TEST_CASE("queue: a document that is no wish is refused with what helps") {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"[1]", "the document is no JSON object"},
        {R"({"tto": "x"})", "unknown member 'tto' | did you mean 'to'?"},
        {R"({"value": {}})", "unknown member 'value' | did you mean 'values'?"},
        {R"({"something": 1})", "unknown member 'something' | bkxsms-send(1) lists them"},
        {R"({"to": ["x"]})", "member 'to' must be a text"},
        {R"({"to": true})", "member 'to' must be a text"},
        {R"({"values": "x"})", "member 'values' must be an object"},
        {R"({"values": {"a": []}})", "member 'values.a' must be a text"},
        {R"({"values": {"a": {"amount": "1,50", "currency": "EUR"}}})",
         "member 'values.a' is no amount of money | write {\"amount\":\"45.00\",\"currency\":"
         "\"EUR\"}"},
        {R"({"values": {"a": {"amount": "1", "currency": "euro"}}})",
         "member 'values.a' is no amount of money | write {\"amount\":\"45.00\",\"currency\":"
         "\"EUR\"}"},
        {R"({"values": {"a": {}}})",
         "member 'values.a' is no amount of money | write {\"amount\":\"45.00\",\"currency\":"
         "\"EUR\"}"},
    };
    for (const auto& [document, expected] : cases) {
        CAPTURE(document);
        CHECK(refusal(document) == expected);
    }
    CHECK_FALSE(refusal(R"({"to": "x")").empty());
    CHECK_FALSE(refusal(R"({"to": "x", "to": "y"})").empty());
}

TEST_CASE("queue: a column that is none of a wish's own is a variable") {
    Wish wish;
    set_field(wish, "to", "x");
    set_field(wish, "fname", "Ana");
    set_field(wish, "service", "");
    CHECK(wish.to == "x");
    CHECK(wish.values == std::map<std::string, std::string>{{"fname", "Ana"}});
}
