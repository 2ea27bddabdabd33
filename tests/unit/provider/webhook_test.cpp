#include "core/provider/webhook.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

TEST_CASE("webhook: the media type is the one header's, without parameters and case",
          "[provider][webhook]") {
    const auto type = [](transport::Headers headers) {
        return media_type({"POST", "https://x.example", std::move(headers), ""});
    };
    CHECK(type({{"content-type", "Application/JSON; charset=utf-8"}}) == "application/json");
    CHECK(type({{"content-type", " text/plain "}}) == "text/plain");
    CHECK(type({}).empty());
    CHECK(type({{"content-type", "a/b"}, {"content-type", "a/b"}}).empty());
}

TEST_CASE("webhook: the query is what stands behind the mark, undecoded",
          "[provider][webhook]") {
    const auto query = [](const char* url) {
        const WebhookRequest webhook{"GET", url, {}, ""};
        return std::string(query_of(webhook));
    };
    CHECK(query("https://x.example/h?a=%41#f") == "a=%41");
    CHECK(query("https://x.example/h?").empty());
    CHECK(query("https://x.example/h").empty());
}

TEST_CASE("webhook: a parameter may be absent, but not come twice", "[provider][webhook]") {
    const Pairs pairs{{"a", "1"}, {"b", ""}, {"c", "2"}, {"c", "2"}};
    CHECK(single(pairs, "a") == "1");
    CHECK(single(pairs, "b").empty());
    CHECK(single(pairs, "d").empty());
    CHECK(test::fault_of([&] { single(pairs, "c"); }) == Fault::data);
}

TEST_CASE("webhook: what cannot be a reference of ours is none", "[provider][webhook]") {
    CHECK(reference_or_none("a2b3-C4_d.5") == "a2b3-C4_d.5");
    CHECK(reference_or_none(std::string(64, 'a')).size() == 64);
    for (const auto& text : {std::string(65, 'a'), std::string("a b"), std::string("a\n"),
                             std::string("\xC3\xA4"), std::string("a/b"), std::string("")})
        CHECK(reference_or_none(text).empty());
}
