#include "core/transport/reply_reader.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace bkxsms;
using transport::ReplyReader;

namespace {

ReplyReader fed(const std::vector<std::string>& lines) {
    ReplyReader reader;
    for (const auto& line : lines) REQUIRE(reader.take_line(line));
    return reader;
}

} // namespace

TEST_CASE("transport: a reply's header names are lower case, values trimmed",
          "[transport][reply]") {
    auto reader =
        fed({"HTTP/1.1 429 Too Many Requests\r\n", "Retry-After:  7 \r\n", "X-Empty:\r\n",
             "X-Folded: one\r\n", "\t two\r\n", "no colon\r\n", "retry-after: 9\r\n", "\r\n"});
    REQUIRE(reader.head_is_whole());
    REQUIRE(reader.take_body("{}"));
    const auto reply = reader.finish();
    CHECK(reply.status == 429);
    CHECK(reply.header("retry-after") == "7");
    CHECK(reply.header("x-empty").empty());
    CHECK(reply.header("x-folded") == "one two");
    CHECK(reply.header("absent").empty());
    CHECK(reply.headers.size() == 4);
    CHECK(reply.body == "{}");
}

TEST_CASE("transport: interim heads and trailers leave nothing in the reply",
          "[transport][reply]") {
    auto reader = fed({"HTTP/1.1 103 Early Hints\r\n", "Retry-After: 1\r\n", "\r\n"});
    CHECK_FALSE(reader.head_is_whole());
    REQUIRE(reader.take_line("HTTP/1.1 200 OK\r\n"));
    CHECK_FALSE(reader.head_is_whole());
    REQUIRE(reader.take_line("A: b\r\n"));
    REQUIRE(reader.take_line("\r\n"));
    CHECK(reader.head_is_whole());
    REQUIRE(reader.take_line("Retry-After: 5\r\n"));
    const auto reply = reader.finish();
    CHECK(reply.status == 200);
    CHECK(reply.headers == transport::Headers{{"a", "b"}});
}

TEST_CASE("transport: a reply's memory has a limit in every direction", "[transport][reply]") {
    SECTION("body") {
        auto reader = fed({"HTTP/1.1 200 OK\r\n", "\r\n"});
        CHECK(reader.take_body(std::string(transport::usual_reply_bytes, 'x')));
        CHECK_FALSE(reader.too_large());
        CHECK_FALSE(reader.take_body("x"));
        CHECK(reader.too_large());
    }
    SECTION("body, as large as the request lets it be") {
        ReplyReader reader(3);
        CHECK(reader.take_body("xxx"));
        CHECK_FALSE(reader.take_body("x"));
        reader.finish();
        CHECK_FALSE(reader.take_body("xxxx"));
    }
    SECTION("head bytes") {
        auto reader = fed({"HTTP/1.1 200 OK\r\n"});
        CHECK_FALSE(reader.take_line("A: " + std::string(transport::max_head_bytes, 'x')));
    }
    SECTION("number of headers") {
        auto reader = fed({"HTTP/1.1 200 OK\r\n"});
        std::size_t taken = 0;
        while (reader.take_line("A: b\r\n")) ++taken;
        CHECK(taken == transport::max_header_count + 1);
    }
    SECTION("interim heads without end") {
        ReplyReader reader;
        int taken = 0;
        while (reader.take_line("HTTP/1.1 100 Continue\r\n") && reader.take_line("\r\n"))
            ++taken;
        CHECK(taken < 10'000);
        CHECK(reader.too_large());
    }
}

TEST_CASE("transport: a reader begins afresh after each reply", "[transport][reply]") {
    auto reader = fed({"HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n"});
    reader.take_body("first");
    reader.finish();
    CHECK_FALSE(reader.head_is_whole());
    REQUIRE(reader.take_line("HTTP/1.1 204 \r\n"));
    REQUIRE(reader.take_line("\r\n"));
    const auto second = reader.finish();
    CHECK(second.status == 204);
    CHECK(second.headers.empty());
    CHECK(second.body.empty());
}

TEST_CASE("transport: a status line without a number is no status", "[transport][reply]") {
    const auto* const line = GENERATE("HTTP/1.1\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 \r\n",
                                      "HTTP/1.1 -20\r\n", "HTTP/1.1 99 x\r\n");
    auto reader = fed({line, "\r\n"});
    INFO(line);
    CHECK_FALSE(reader.head_is_whole());
}
