#include "core/provider/reading.hpp"
#include "plivo_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

constexpr auto other_uuid = "39062592-3ce1-44a0-a66e-ea65f064bf9e";

Outcome send(int status, std::string body, transport::Headers headers = {}) {
    return test::plivo()->read_send(reply(status, std::move(body), std::move(headers)));
}

std::string answer(std::string_view uuids, std::string_view more = "") {
    return fmt::format(R"({{"api_id":"{}","message":"message(s) queued","message_uuid":{}{}}})",
                       other_uuid, uuids, more);
}

std::string quoted_uuid() {
    return '"' + std::string(test::plivo_uuid) + '"';
}

} // namespace

TEST_CASE("plivo: an accepted message keeps the id that webhooks will use",
          "[provider][plivo][send]") {
    const std::string bodies[] = {
        answer('[' + quoted_uuid() + ']'),
        answer(quoted_uuid()),
        answer('[' + quoted_uuid() + R"(,"39062592-3ce1-44a0-a66e-ea65f064bf9e"])"),
        answer(R"([null,"x",)" + quoted_uuid() + ']'),
        // Some parts taken is taken.
        answer('[' + quoted_uuid() + ']', R"(,"invalid_number":["14155550100"])"),
    };
    for (const auto& body : bodies) {
        for (const int status : {200, 201, 202, 207}) {
            INFO(status << ' ' << body);
            const auto outcome = send(status, body);
            REQUIRE(kind(outcome) == "accepted");
            CHECK(std::get<Accepted>(outcome).id == test::plivo_uuid);
            CHECK_FALSE(std::get<Accepted>(outcome).segments);
            CHECK_FALSE(std::get<Accepted>(outcome).price);
        }
    }
}

TEST_CASE("plivo: a success without a recipient is a refusal", "[provider][plivo][send]") {
    const std::string bodies[] = {
        answer("[]", R"(,"invalid_number":["+1415"])"),
        answer("null", R"(,"invalid_number":["+1415"])"),
        R"({"api_id":"x","invalid_number":["+1415"]})",
    };
    for (const auto& body : bodies) {
        INFO(body);
        const auto outcome = send(202, body);
        REQUIRE(kind(outcome) == "rejected");
        CHECK(failure_of(outcome)->category == Category::invalid_destination);
        CHECK(failure_of(outcome)->code == "invalid_number");
    }
}

TEST_CASE("plivo: a success that names no message is unknown, never sent again",
          "[provider][plivo][send]") {
    const std::string bodies[] = {
        "",
        "{}",
        "[]",
        "<html>",
        answer("[]"),
        answer("null"),
        answer("[]", R"(,"invalid_number":[])"),
        answer("[]", R"(,"invalid_number":"+1415")"),
        answer("[]", R"(,"invalid_number":[1])"),
        answer("[42]", R"(,"invalid_number":["+1415"])"),
        answer("{}", R"(,"invalid_number":["+1415"])"),
        answer(R"(["5b40a428-bfc7-4daf-9d06-726c558bf3b"])"),
        answer(R"(["5b40a428-bfc7-4daf-9d06-726c558bf3b8a"])"),
        answer(R"(["5b40a428-bfc7-4daf-9d06-726c558bf3bg"])"),
        answer(R"(["5b40a428bfc7-4daf-9d06-726c558bf3b8-"])"),
        answer('[' + ('[' + quoted_uuid() + "]]")),
        answer(R"({"0":)" + quoted_uuid() + '}'),
        R"({"error":"Insufficient Credit"})",
        answer('[' + quoted_uuid() + ']') + "x",
    };
    for (const auto& body : bodies) {
        INFO(body);
        const auto outcome = send(202, body);
        REQUIRE(kind(outcome) == "unknown");
        CHECK(failure_of(outcome)->remedy == Remedy::reconcile);
        CHECK(failure_of(outcome)->code == "http-202");
    }
}

TEST_CASE("plivo: the HTTP status decides, and the words where they say more",
          "[provider][plivo][send]") {
    struct Row {
        int status;
        std::string_view body;
        std::string_view becomes;
        Category category;
    };
    const Row rows[] = {
        {400, R"({"api_id":"x","error":"missing dst"})", "rejected", Category::invalid_request},
        {400, "not JSON", "rejected", Category::invalid_request},
        {400, "{}", "rejected", Category::invalid_request},
        {400, R"({"error":{"error":"x"}})", "rejected", Category::invalid_request},
        {400, R"({"error":"This caller id is not allowed for outbound message"})", "rejected",
         Category::invalid_sender},
        {400, R"({"error":"Insufficient Credit"})", "halted", Category::account},
        {402, R"({"error":"Insufficient Credit"})", "halted", Category::account},
        {403, R"({"error":{"error":"insufficient credit"}})", "halted", Category::account},
        {402, "", "halted", Category::account},
        {401, R"({"error":"authentication credentials were not provided"})", "halted",
         Category::auth},
        {401, R"({"error":"Insufficient Credit"})", "halted", Category::auth},
        {403, "", "rejected", Category::permission},
        {403, "<html><h1>Access denied</h1></html>", "halted", Category::account},
        {403, R"({"error":"country not enabled"})", "rejected", Category::permission},
        {403, R"({"error":"IP address not in the list"})", "halted", Category::account},
        {403, R"({"error":"not whitelisted"})", "halted", Category::account},
        {404, "{}", "halted", Category::not_found},
        {405, "", "halted", Category::not_found},
        {406, "", "rejected", Category::invalid_request},
        {409, "", "rejected", Category::invalid_request},
        {422, "", "rejected", Category::invalid_request},
        {408, R"({"error":"Insufficient Credit"})", "unknown", Category::provider_error},
        {429, R"({"error":"too many requests"})", "deferred", Category::rate_limited},
        {429, R"({"error":"Insufficient Credit"})", "deferred", Category::rate_limited},
        {500, R"({"error":"Insufficient Credit"})", "unknown", Category::provider_error},
        {502, "<html>", "unknown", Category::provider_error},
        {302, R"({"error":"Insufficient Credit"})", "unknown", Category::unknown},
        {308, "", "halted", Category::not_found},
    };
    for (const auto& row : rows) {
        INFO(row.status << ' ' << row.body);
        const auto outcome = send(row.status, std::string(row.body));
        CHECK(kind(outcome) == row.becomes);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == fmt::format("http-{}", row.status));
        CHECK_FALSE(failure_of(outcome)->why.empty());
    }
}

TEST_CASE("plivo: an error's words may be a string or an object, and are kept harmless",
          "[provider][plivo][send]") {
    const auto why = [](std::string body) {
        return failure_of(send(400, std::move(body)))->why;
    };
    CHECK(why(R"({"error":"+14155550100 is wrong\u001b"})") == "+1415*****100 is wrong\\x1b");
    CHECK(why(R"({"error":{"error":"inner"}})") == "inner");
    CHECK(why(R"({"error":{"message":"inner"}})") == "inner");
    CHECK(why(R"({"message":"outer"})") == "outer");
    CHECK(why(R"({"error":["x"]})") == "the request was refused");
    CHECK(why(R"({"error":")" + std::string(1'000, 'x') + R"("})").size() == max_words_bytes);
}

TEST_CASE("plivo: Retry-After is kept", "[provider][plivo][send]") {
    const auto outcome = send(429, "", {{"retry-after", "7"}});
    CHECK(std::get<Deferred>(outcome).wait.count() == 7);
}

TEST_CASE("plivo: the table has each code of Plivo's page, in order", "[provider][plivo]") {
    const auto codes = plivo_codes();
    CHECK(codes.size() == 19);
    for (const auto& row : codes) {
        INFO(row.code);
        CHECK(find_plivo_code(row.code) == &row);
        CHECK_FALSE(row.meaning.empty());
    }
    for (const auto* code : {"", "0", "000", "1", "2000", "380", "x"})
        CHECK(find_plivo_code(code) == nullptr);
    CHECK(find_plivo_code("200")->category == Category::opted_out);
    CHECK(find_plivo_code("900")->remedy == Remedy::fix);
    CHECK(test::plivo()->codes().data() == codes.data());
}
