#include "core/provider/request.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

TEST_CASE("request: user and password become a Basic authorization", "[provider][request]") {
    // RFC 7617 section 2.
    CHECK(basic_authorization("Aladdin", security::Secret("open sesame")).reveal() ==
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_CASE("request: a base URL has no slash at its end", "[provider][request]") {
    CHECK(base_of("https://api.example.com") == "https://api.example.com");
    CHECK(base_of("https://api.example.com/v1//") == "https://api.example.com/v1");
    CHECK(base_of("").empty());
}

TEST_CASE("request: a question becomes a POST with its body and its type",
          "[provider][request]") {
    auto request = get_request("https://api.example.com/a", security::Secret("Basic eA=="));
    CHECK(request.method == "GET");
    CHECK(request.headers == transport::Headers{{"Accept", "application/json"}});
    CHECK(request.authorization->reveal() == "Basic eA==");

    auto form = request;
    post_form(&form, {{"a b", "&"}, {"c", ""}});
    CHECK(form.method == "POST");
    CHECK(form.body == "a%20b=%26&c=");
    CHECK(only(form.headers, "Content-Type") == "application/x-www-form-urlencoded");
    CHECK(only(form.headers, "Accept") == "application/json");

    post_json(&request, "{}");
    CHECK(request.method == "POST");
    CHECK(request.body == "{}");
    CHECK(only(request.headers, "Content-Type") == "application/json");
}
