#include "core/transport/request_rules.hpp"
#include "support/catch.hpp"

#include <string>

using namespace bkxsms;
using transport::Breach, transport::Request, transport::RequestRules, transport::Target;

namespace {

Request to(std::string url) {
    Request request;
    request.url = std::move(url);
    return request;
}

std::variant<Target, Breach> check(const Request& request) {
    return RequestRules().check(request);
}

} // namespace

TEST_CASE("transport: only https leaves this machine", "[transport][rules]") {
    struct Row {
        const char* url;
        bool lawful;
    };
    const auto row = GENERATE(values<Row>({
        {"https://api.example/2010-04-01/Messages.json?a=b%20c", true},
        {"HTTPS://api.example/", true},
        {"https://127.0.0.1:8443/", true},
        {"http://127.0.0.1:8080/x", true},
        {"http://127.255.255.254/", true},
        {"http://[::1]:8080/x", true},
        {"http://localhost:8080/x", true},
        {"http://LOCALHOST/x", false}, // not worth a rule of its own
        {"http://api.example/", false},
        {"http://128.0.0.1/", false},
        {"http://127.0.0.1.evil.example/", false},
        {"http://127.0.0.1@evil.example/", false},
        {"http://localhost.evil.example/", false},
        {"http://evil.example/#@localhost", false},
        {"http://evil.example\\@localhost/", false},
        {"http://[::ffff:127.0.0.1]/", false},
        {"http://0.0.0.0/", false},
        {"ftp://127.0.0.1/", false},
        {"file:///etc/passwd", false},
        {"gopher://127.0.0.1/", false},
        {"api.example/x", false},
        {"https://", false},
        {"", false},
        {"https://user@api.example/", false},
        {"https://user:word@api.example/", false},
        {"https://api.example/a b", false},
        {"https://api.example/a\r\nHost: evil", false},
        {"https://api.example/\xc3\xa9", false},
    }));
    INFO(row.url);
    CHECK(std::holds_alternative<Target>(check(to(row.url))) == row.lawful);
}

TEST_CASE("transport: a zero byte does not end a URL's check", "[transport][rules]") {
    using namespace std::string_literals;
    CHECK(std::holds_alternative<Breach>(check(to("https://api.example/\0.evil"s))));
}

TEST_CASE("transport: no second header hides in a first", "[transport][rules]") {
    using namespace std::string_literals;
    struct Row {
        std::string name;
        std::string value;
        bool lawful;
    };
    const auto row = GENERATE(values<Row>({
        {"X-Ref", "42.1", true},
        {"X-Ref", "", true},
        {"X-Ref", "caf\xc3\xa9\tok", true},
        {"X-Ref", "a\r\nX-Evil: b", false},
        {"X-Ref", "a\nb", false},
        {"X-Ref", "a\rb", false},
        {"X-Ref", "a\0b"s, false},
        {"X-Ref", "a\x7f", false},
        {"", "a", false},
        {"X Ref", "a", false},
        {"X-Ref:", "a", false},
        {"X-Ref\r\nX-Evil", "a", false},
        {"X-Ref\0"s, "a", false},
        {"Host", "evil.example", false},
        {"content-length", "0", false},
        {"Transfer-Encoding", "chunked", false},
        {"AUTHORIZATION", "Basic eA==", false},
        {"Expect", "100-continue", false},
        {"Connection", "close", false},
    }));
    INFO(row.name << ": " << row.value);
    auto request = to("https://api.example/");
    request.headers = {{"Accept", "*/*"}, {row.name, row.value}};
    CHECK(std::holds_alternative<Target>(check(request)) == row.lawful);

    auto secret = to("https://api.example/");
    secret.secret_headers = {{"X-Token", security::Secret("hush")},
                             {row.name, security::Secret(row.value)}};
    CHECK(std::holds_alternative<Target>(check(secret)) == row.lawful);
}

TEST_CASE("transport: what a breach says repeats neither URL nor value", "[transport][rules]") {
    auto request = to("http://evil.example/hush");
    CHECK(std::get<Breach>(check(request)).rule.find("hush") == std::string::npos);

    request.headers = {{"X-Ref", "hush\n"}};
    CHECK(std::get<Breach>(check(request)).rule.find("hush") == std::string::npos);

    request = to("https://api.example/");
    request.authorization = security::Secret("Basic hush\r\nX: y");
    const auto rule = std::get<Breach>(check(request)).rule;
    CHECK(rule == "the credentials have a control character");

    request = to("https://api.example/");
    request.secret_headers = {{"X-Token", security::Secret("hush\n")}};
    CHECK(std::get<Breach>(check(request)).rule ==
          "the value of header 'X-Token' has a control character");
}

TEST_CASE("transport: methods are GET, POST and DELETE, and only a POST has a body",
          "[transport][rules]") {
    struct Row {
        const char* method;
        const char* body;
        bool lawful;
    };
    const auto row = GENERATE(values<Row>({
        {"GET", "", true},
        {"POST", "", true},
        {"POST", "a=b", true},
        {"DELETE", "", true},
        {"GET", "a=b", false},
        {"DELETE", "a=b", false},
        {"PUT", "a=b", false},
        {"post", "a=b", false},
        {"GET / HTTP/1.1\r\nX: y\r\n\r\n", "", false},
        {"", "", false},
    }));
    auto request = to("https://api.example/");
    request.method = row.method;
    request.body = row.body;
    INFO(row.method);
    CHECK(std::holds_alternative<Target>(check(request)) == row.lawful);
}

TEST_CASE("transport: a target's origin names scheme, host and port", "[transport][rules]") {
    CHECK(std::get<Target>(check(to("https://api.example/x?y"))).origin ==
          "https://api.example:443");
    CHECK(std::get<Target>(check(to("http://[::1]:81/"))).loopback);
    CHECK_FALSE(std::get<Target>(check(to("https://api.example/"))).loopback);
}

TEST_CASE("transport: a URL found lawful stays lawful, and does not excuse the rest",
          "[transport][rules]") {
    RequestRules rules;
    auto request = to("https://api.example/");
    for (int i = 0; i < 200; ++i) {
        auto other = to("https://api" + std::to_string(i) + ".example/");
        CHECK(std::get<Target>(rules.check(other)).origin ==
              "https://api" + std::to_string(i) + ".example:443");
        CHECK(std::get<Target>(rules.check(request)).origin == "https://api.example:443");
    }
    request.headers = {{"X-Ref", "a\nb"}};
    CHECK(std::holds_alternative<Breach>(rules.check(request)));
    CHECK(std::holds_alternative<Breach>(rules.check(to("http://api.example/"))));
    CHECK(std::holds_alternative<Breach>(rules.check(to("http://api.example/"))));
}
