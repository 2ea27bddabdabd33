#include "core/provider/form.hpp"
#include "support/catch.hpp"

using namespace bkxsms::provider;

TEST_CASE("form: a space is written %20, and what is written is read again",
          "[provider][form]") {
    const Pairs pairs{
        {"To", "+14155550100"}, {"Body", "a b&c=d+%\n\xF0\x9F\x91\x8D"}, {"e", ""}};
    const auto text = encode_form(pairs);
    CHECK(text == "To=%2B14155550100&Body=a%20b%26c%3Dd%2B%25%0A%F0%9F%91%8D&e=");
    CHECK(decode_form(text) == pairs);
    CHECK(encode_form({}).empty());
}

TEST_CASE("form: decoding keeps order and repeats, and refuses a stray percent sign",
          "[provider][form]") {
    struct Row {
        std::string_view text;
        std::optional<Pairs> pairs;
    };
    const Row rows[] = {
        {"", Pairs{}},
        {"&&", Pairs{}},
        {"a=1&b=2&a=1", Pairs{{"a", "1"}, {"b", "2"}, {"a", "1"}}},
        {"a+b=c+d", Pairs{{"a b", "c d"}}},
        {"bare", Pairs{{"bare", ""}}},
        {"a=", Pairs{{"a", ""}}},
        {"=v", Pairs{{"", "v"}}},
        {"a=b=c", Pairs{{"a", "b=c"}}},
        {"a=%41%2b%2B", Pairs{{"a", "A++"}}},
        {"a=%00", Pairs{{"a", std::string(1, '\0')}}},
        {"a=%", std::nullopt},
        {"a=%4", std::nullopt},
        {"a=%zz", std::nullopt},
        {"%=a", std::nullopt},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        CHECK(decode_form(row.text) == row.pairs);
    }
}

TEST_CASE("form: a thousand pairs are read, one more is refused", "[provider][form]") {
    std::string text;
    for (std::size_t i = 0; i < max_pairs; ++i) text += "a=1&";
    REQUIRE(decode_form(text));
    CHECK(decode_form(text)->size() == max_pairs);
    CHECK(decode_form(text + "b=1") == std::nullopt);
}

TEST_CASE("form: a name that comes twice has no value", "[provider][form]") {
    const Pairs pairs{{"a", "1"}, {"b", "2"}, {"a", "1"}, {"c", ""}};
    CHECK(only(pairs, "a") == std::nullopt);
    CHECK(only(pairs, "b") == "2");
    CHECK(only(pairs, "c") == "");
    CHECK(only(pairs, "d") == std::nullopt);
    CHECK(contains(pairs, "a"));
    CHECK_FALSE(contains(pairs, "A"));
}

TEST_CASE("form: a URL is cut at its seams and nowhere else", "[provider][form]") {
    struct Row {
        std::string_view url, scheme, userinfo, host, port, path, query, fragment;
    };
    const Row rows[] = {
        {"https://h.example/p?q=1#f", "https://", "", "h.example", "", "/p", "?q=1", "#f"},
        {"https://h:8443/p", "https://", "", "h", ":8443", "/p", "", ""},
        {"https://u:p@h:1/p", "https://", "u:p@", "h", ":1", "/p", "", ""},
        {"https://a@b@h/", "https://", "a@b@", "h", "", "/", "", ""},
        {"https://h/p@x:80/y", "https://", "", "h", "", "/p@x:80/y", "", ""},
        {"https://h?x@y:1", "https://", "", "h", "", "", "?x@y:1", ""},
        {"https://h#x@y?z", "https://", "", "h", "", "", "", "#x@y?z"},
        {"http://[::1]:8080/p", "http://", "", "[::1]", ":8080", "/p", "", ""},
        {"http://[::1]/p", "http://", "", "[::1]", "", "/p", "", ""},
        {"https://h:/p", "https://", "", "h:", "", "/p", "", ""},
        {"https://h:80a/p", "https://", "", "h:80a", "", "/p", "", ""},
        {"/p?a#b", "", "", "", "", "/p", "?a", "#b"},
        {"", "", "", "", "", "", "", ""},
    };
    for (const auto& row : rows) {
        INFO(row.url);
        const auto parts = cut_url(row.url);
        CHECK(parts.scheme == row.scheme);
        CHECK(parts.userinfo == row.userinfo);
        CHECK(parts.host == row.host);
        CHECK(parts.port == row.port);
        CHECK(parts.path == row.path);
        CHECK(parts.query == row.query);
        CHECK(parts.fragment == row.fragment);
    }
}
