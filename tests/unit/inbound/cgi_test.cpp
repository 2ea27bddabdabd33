#include "core/base/file.hpp"
#include "core/inbound/cgi.hpp"
#include "support/catch.hpp"

#include <fcntl.h>
#include <map>
#include <optional>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::inbound;
using namespace std::chrono_literals;

namespace {

using Variables = std::map<std::string, std::string>;

/// What Apache hands over for one of Twilio's status callbacks.
Variables good() {
    return {{"GATEWAY_INTERFACE", "CGI/1.1"},
            {"REQUEST_METHOD", "POST"},
            {"REQUEST_URI", "/hook/twilio/status?ref=abc"},
            {"PATH_INFO", "/twilio/status"},
            {"HTTPS", "on"},
            {"CONTENT_LENGTH", "3"},
            {"CONTENT_TYPE", "application/x-www-form-urlencoded"},
            {"HTTP_X_TWILIO_SIGNATURE", "c2lnbmF0dXJl"},
            {"REMOTE_ADDR", "203.0.113.7"}};
}

Variables with(std::string name, std::string value) {
    auto variables = good();
    variables[std::move(name)] = std::move(value);
    return variables;
}

Variables without(const std::string& name) {
    auto variables = good();
    variables.erase(name);
    return variables;
}

/// A pipe with `content` in it, whose other end is closed, or held open.
class Pipe {
public:
    explicit Pipe(std::string_view content, bool keep_open = false) {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        out_ = Fd(ends[0]);
        in_ = Fd(ends[1]);
        const auto written = ::write(in_.get(), content.data(), content.size());
        REQUIRE(written == static_cast<ssize_t>(content.size()));
        if (!keep_open) in_ = Fd();
    }
    int end() const noexcept { return out_.get(); }
    std::string rest() const { return read_all(out_.get(), 1 << 20); }

private:
    Fd out_, in_;
};

std::variant<WebhookFile, CgiRefusal> ask(const Variables& variables, int body,
                                          const CgiLimits& limits = {}) {
    const auto environment = [&variables](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    };
    return read_cgi_request(environment, body, limits);
}

/// The status of a refusal, 0 for a request that was taken.
int status_of(const std::variant<WebhookFile, CgiRefusal>& answer) {
    const auto* const refusal = std::get_if<CgiRefusal>(&answer);
    return refusal != nullptr ? refusal->status : 0;
}

int status_for(const Variables& variables, const CgiLimits& limits = {}) {
    const Pipe body("a=1");
    return status_of(ask(variables, body.end(), limits));
}

} // namespace

TEST_CASE("inbound: a request is taken with what its signature needs, and nothing else",
          "[inbound][cgi]") {
    auto variables = with("HTTP_HOST", "evil.example");
    variables["HTTP_X_FORWARDED_PROTO"] = "http";
    variables["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"] = "0b1c";
    const Pipe body("a=1");
    const auto before = SystemClock().now();
    const auto answer = ask(variables, body.end());
    REQUIRE(status_of(answer) == 0);
    const auto& request = std::get<WebhookFile>(answer);
    CHECK(request.provider == "twilio");
    CHECK(request.route == "status");
    CHECK(request.method == "POST");
    CHECK(request.request_uri == "/hook/twilio/status?ref=abc");
    CHECK(request.remote_addr == "203.0.113.7");
    CHECK(request.body == "a=1");
    CHECK(request.received_at >= before);
    CHECK(request.headers == std::vector<std::pair<std::string, std::string>>{
                                 {"content-type", "application/x-www-form-urlencoded"},
                                 {"x-twilio-signature", "c2lnbmF0dXJl"},
                                 {"i-twilio-idempotency-token", "0b1c"}});
}

TEST_CASE("inbound: Vonage may ask with GET, and try the address", "[inbound][cgi]") {
    auto variables = with("REQUEST_METHOD", "GET");
    variables["PATH_INFO"] = "/vonage/status";
    variables["REQUEST_URI"] = "/hook/vonage/status?messageId=1&sig=2";
    variables["HTTP_AUTHORIZATION"] = "Bearer a.b.c";
    variables.erase("CONTENT_LENGTH");
    const Pipe nothing("");
    const auto answer = ask(variables, nothing.end());
    REQUIRE(status_of(answer) == 0);
    const auto& request = std::get<WebhookFile>(answer);
    CHECK(request.provider == "vonage");
    CHECK(request.method == "GET");
    CHECK(request.request_uri == "/hook/vonage/status?messageId=1&sig=2");
    CHECK(request.body.empty());
    CHECK(std::ranges::count(request.headers, std::pair<std::string, std::string>(
                                                  "authorization", "Bearer a.b.c")) == 1);
    variables["REQUEST_URI"] = "/hook/vonage/status";
    CHECK(status_for(variables) == 204);
}

TEST_CASE("inbound: every hostile environment gets its status", "[inbound][cgi]") {
    const std::string long_value(8 * 1024 + 1, 'a');
    struct Row {
        std::string what;
        Variables variables;
        int status;
    };
    const Row rows[] = {
        {"not a CGI", without("GATEWAY_INTERFACE"), 500},
        {"no path", without("PATH_INFO"), 404},
        {"another path", with("PATH_INFO", "/twilio/statuses"), 404},
        {"a path above", with("PATH_INFO", "/twilio/status/.."), 404},
        {"a path glued on", with("PATH_INFO", "/hook-twilio/status"), 404},
        {"the document's path", with("PATH_INFO", "/wp-json/bookingx/v1/sms/twilio/status"), 0},
        {"GET", with("REQUEST_METHOD", "GET"), 405},
        {"Plivo's path", with("PATH_INFO", "/hook/plivo/status"), 0},
        {"Vonage's path", with("PATH_INFO", "/hook/vonage/status"), 0},
        {"HEAD", with("REQUEST_METHOD", "HEAD"), 405},
        {"lower case", with("REQUEST_METHOD", "post"), 405},
        {"no method", without("REQUEST_METHOD"), 405},
        {"plain HTTP", without("HTTPS"), 403},
        {"HTTPS off", with("HTTPS", "off"), 403},
        {"a header that says HTTPS",
         [] {
             auto variables = without("HTTPS");
             variables["HTTP_X_FORWARDED_PROTO"] = "https";
             variables["HTTP_HTTPS"] = "on";
             return variables;
         }(),
         403},
        {"HTTPS as a scheme",
         [] {
             auto variables = without("HTTPS");
             variables["REQUEST_SCHEME"] = "https";
             return variables;
         }(),
         0},
        {"no length", without("CONTENT_LENGTH"), 411},
        {"empty length", with("CONTENT_LENGTH", ""), 411},
        {"negative length", with("CONTENT_LENGTH", "-1"), 400},
        {"signed length", with("CONTENT_LENGTH", "+3"), 400},
        {"hexadecimal length", with("CONTENT_LENGTH", "0x3"), 400},
        {"two lengths", with("CONTENT_LENGTH", "3, 3"), 400},
        {"a length with a blank", with("CONTENT_LENGTH", " 3"), 400},
        {"one byte too long", with("CONTENT_LENGTH", "65537"), 413},
        {"a length that overflows", with("CONTENT_LENGTH", "18446744073709551619"), 413},
        {"URI without a slash", with("REQUEST_URI", "hook/twilio/status"), 400},
        {"absolute URI", with("REQUEST_URI", "https://evil.example/twilio/status"), 400},
        {"no URI", without("REQUEST_URI"), 400},
        {"line feed in the URI", with("REQUEST_URI", "/a\nb"), 400},
        {"carriage return in the type", with("CONTENT_TYPE", "a\rb"), 400},
        {"NUL cuts the URI off", with("REQUEST_URI", std::string("/a\0\n", 4)), 0},
        {"NUL before the URI", with("REQUEST_URI", std::string("\0/a", 3)), 400},
        {"escape in the address", with("REMOTE_ADDR", "\x1b[2J"), 400},
        {"DEL in the signature", with("HTTP_X_TWILIO_SIGNATURE", "a\x7f"), 400},
        {"raw UTF-8 in the URI", with("REQUEST_URI", "/\xC3\xA9"), 400},
        {"ill-formed bytes in the path", with("PATH_INFO", "\xFF/twilio/status"), 400},
        {"long URI", with("REQUEST_URI", '/' + long_value), 400},
        {"long signature", with("HTTP_X_TWILIO_SIGNATURE", long_value), 400},
        {"long length", with("CONTENT_LENGTH", std::string(8 * 1024 + 1, '1')), 400},
        {"a long variable nobody reads", with("HTTP_COOKIE", long_value + '\n'), 0},
        {"no signature: import says so", without("HTTP_X_TWILIO_SIGNATURE"), 0},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        CHECK(status_for(row.variables) == row.status);
    }
}

TEST_CASE("inbound: plain HTTP is taken where tests allow it", "[inbound][cgi]") {
    CgiLimits limits;
    limits.allow_http = true;
    CHECK(status_for(without("HTTPS"), limits) == 0);
}

TEST_CASE("inbound: a query that looks like arguments is part of the URL only",
          "[inbound][cgi]") {
    auto variables = with("REQUEST_URI", "/hook/twilio/status?queue-run+--all");
    variables["QUERY_STRING"] = "queue-run+--all";
    const Pipe body("a=1");
    const auto answer = ask(variables, body.end());
    REQUIRE(status_of(answer) == 0);
    CHECK(std::get<WebhookFile>(answer).request_uri == "/hook/twilio/status?queue-run+--all");
}

TEST_CASE("inbound: exactly the announced bytes are read, whatever they are",
          "[inbound][cgi]") {
    const std::string bytes("\0\n\r\xFF", 4);
    const Pipe body(bytes + "and more");
    const auto answer = ask(with("CONTENT_LENGTH", "4"), body.end());
    REQUIRE(status_of(answer) == 0);
    CHECK(std::get<WebhookFile>(answer).body == bytes);
    CHECK(body.rest() == "and more");
}

TEST_CASE("inbound: the longest body is taken, an empty one too", "[inbound][cgi]") {
    CgiLimits limits;
    limits.body_bytes = 4096;
    const std::string longest(4096, 'x');
    const Pipe body(longest);
    const auto answer = ask(with("CONTENT_LENGTH", "4096"), body.end(), limits);
    REQUIRE(status_of(answer) == 0);
    CHECK(std::get<WebhookFile>(answer).body == longest);
    CHECK(status_for(with("CONTENT_LENGTH", "0")) == 0);
    CHECK(status_for(with("CONTENT_LENGTH", "000000003")) == 0);
}

TEST_CASE("inbound: a request that is refused has no byte of its body read", "[inbound][cgi]") {
    for (const auto& variables : {with("CONTENT_LENGTH", "65537"), with("PATH_INFO", "/x"),
                                  with("REQUEST_METHOD", "GET"), without("HTTPS")}) {
        const Pipe body("a=1");
        CHECK(status_of(ask(variables, body.end())) != 0);
        CHECK(body.rest() == "a=1");
    }
}

TEST_CASE("inbound: a body shorter than announced is refused", "[inbound][cgi]") {
    const Pipe body("a=");
    CHECK(status_of(ask(good(), body.end())) == 400);
    const Pipe nothing("");
    CHECK(status_of(ask(good(), nothing.end())) == 400);
    CHECK(status_of(ask(good(), -1)) != 0);
}

TEST_CASE("inbound: a slow body is cut at the deadline", "[inbound][cgi]") {
    CgiLimits limits;
    limits.deadline = 100ms;
    const Pipe body("a=", true);
    const auto start = std::chrono::steady_clock::now();
    CHECK(status_of(ask(good(), body.end(), limits)) == 408);
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took >= 100ms);
    CHECK(took < 5s);
}

TEST_CASE("inbound: an answer is a status line, and tells no reason", "[inbound][cgi]") {
    CHECK(cgi_answer(204) == "Status: 204 No Content\r\nCache-Control: no-store\r\n\r\n");
    CHECK(cgi_answer(405) == "Status: 405 Method Not Allowed\r\nCache-Control: no-store\r\n"
                             "Allow: POST\r\nContent-Type: text/plain\r\n\r\n");
    CHECK(cgi_answer(503).starts_with("Status: 503 Service Unavailable\r\n"));
    CHECK(cgi_answer(999).starts_with("Status: 500 Internal Server Error\r\n"));
    for (const int status : {400, 403, 404, 408, 411, 413, 500})
        CHECK(cgi_answer(status).starts_with("Status: " + std::to_string(status) + ' '));
}
