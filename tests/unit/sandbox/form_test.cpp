#include "core/sandbox/form.hpp"
#include "support/catch.hpp"

using namespace bkxsms::sandbox;

TEST_CASE("sandbox: a form is decoded field by field, in order", "[sandbox][form]") {
    const auto fields =
        parse_form("To=%2B49151&Body=a+b%20c&Empty=&Bare&MediaUrl=1&MediaUrl=2");
    REQUIRE(fields);
    CHECK(*fields == Fields{{"To", "+49151"},
                            {"Body", "a b c"},
                            {"Empty", ""},
                            {"Bare", ""},
                            {"MediaUrl", "1"},
                            {"MediaUrl", "2"}});
    CHECK(first(*fields, "MediaUrl") == "1");
    CHECK(first(*fields, "to").empty());
    CHECK(parse_form("")->empty());
    CHECK_FALSE(parse_form("Body=50%"));
    CHECK_FALSE(parse_form("Body=%zz"));
}

TEST_CASE("sandbox: a form survives writing and reading", "[sandbox][form]") {
    const Fields fields{{"Body", "50% + 1 = 3 & more\n😀"}, {"To", "+4915112345678"}};
    CHECK(parse_form(format_form(fields)) == fields);
}

TEST_CASE("sandbox: a URL is cut, not decoded", "[sandbox][form]") {
    const auto url = parse_url("https://user:pw@Hook.example:8443/a%20b?ref=x&y=1#rc=3");
    REQUIRE(url);
    CHECK(url->scheme == "https");
    CHECK(url->host == "Hook.example");
    CHECK(url->port == 8443);
    CHECK(url->authority == "Hook.example:8443");
    CHECK(url->path == "/a%20b");
    CHECK(url->query == "ref=x&y=1");
    CHECK(url->fragment == "rc=3");

    const auto bare = parse_url("http://[::1]:80");
    REQUIRE(bare);
    CHECK(bare->host == "::1");
    CHECK(bare->path == "/");
    CHECK(parse_url("http://[::1]")->port == 80);
}

TEST_CASE("sandbox: what is no absolute URL with a proper host", "[sandbox][form]") {
    const auto* const text = GENERATE("", "hook", "ftp://a.example/", "http://", "http:///x",
                                      "http://my_host.example/", "http://a b/", "http://a:0/",
                                      "http://a:70000/", "http://-a/", "http://a\r\nX: y/");
    INFO(text);
    CHECK_FALSE(parse_url(text));
}
