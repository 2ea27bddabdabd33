#include "support/catch.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

// The Messages API: one id for a message, and problem+json (RFC 9457) for errors.

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

Outcome send(int status, std::string body) {
    return test::vonage_messages()->read_send(reply(status, std::move(body)));
}

std::string problem(std::string_view type) {
    return fmt::format(R"({{"type":"{}","title":"t","detail":"d"}})", type);
}

} // namespace

TEST_CASE("vonage-messages: a message is accepted with its uuid, and with nothing else",
          "[provider][vonage][send]") {
    const auto outcome =
        test::vonage_messages()->read_send(test::vonage_answer("messages_sms_basic_auth"));
    REQUIRE(kind(outcome) == "accepted");
    CHECK(std::get<Accepted>(outcome).id == test::vonage_uuid);
    CHECK(std::get<Accepted>(outcome).part_ids.empty());
    CHECK_FALSE(std::get<Accepted>(outcome).price);
    CHECK(kind(send(202, R"({"message_uuid":"AAAAAAAA-bbbb-cccc-dddd-0123456789ab",)"
                         R"("workflow_id":"x"})")) == "accepted");
    for (
        const auto* body :
        {"", "{}", "[]", R"({"message_uuid":null})", R"({"message_uuid":""})",
         R"({"message_uuid":"0A0000000123ABCD1"})",
         R"({"message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789abc"})",
         R"({"message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789a"})",
         R"({"message_uuid":"aaaaaaaabbbb-cccc-dddd-0123456789abc-"})",
         R"({"message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789ag"})",
         R"({"message-count":"1","messages":[{"status":"0","message-id":"0A0000000123ABCD1"}]})"}) {
        INFO(body);
        CHECK(kind(send(202, body)) == "unknown");
    }
}

TEST_CASE("vonage-messages: the recorded errors", "[provider][vonage][send]") {
    struct Row {
        const char* recorded;
        std::string_view outcome;
        Category category;
        std::string_view code;
    };
    const Row rows[] = {
        {"messages_http_401_67", "halted", Category::auth, "http-401"},
        {"messages_http_402_68", "halted", Category::account, "http-402"},
        {"messages_http_403_69", "halted", Category::account, "http-403"},
        {"messages_http_422_70", "rejected", Category::invalid_sender, "1120"},
        {"messages_http_422_71", "rejected", Category::invalid_request, "1150"},
        {"messages_http_429_72", "deferred", Category::rate_limited, "1010"},
        {"messages_http_500_73", "unknown", Category::provider_error, "1000"},
    };
    for (const auto& row : rows) {
        INFO(row.recorded);
        const auto outcome =
            test::vonage_messages()->read_send(test::vonage_answer(row.recorded));
        CHECK(kind(outcome) == row.outcome);
        REQUIRE(failure_of(outcome) != nullptr);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK(failure_of(outcome)->why.size() > 10);
    }
}

TEST_CASE("vonage-messages: the status decides, the code tells a plain refusal apart",
          "[provider][vonage][send]") {
    struct Row {
        int status;
        std::string_view type;
        std::string_view outcome;
        std::string_view code;
    };
    const Row rows[] = {
        {422, "https://developer.nexmo.com/api-errors/messages-olympus#1240", "rejected",
         "1240"},
        {400, "https://developer.vonage.com/api-errors/messages#1000", "deferred", "1000"},
        {422, "#1070", "halted", "1070"},
        {422, "#1320", "unknown", "1320"}, // a duplicate: it was sent before
        {422, "#1030", "unknown", "1030"},
        {422, "#1330", "unknown", "1330"},
        {422, "#9999", "rejected", "9999"},
        {422, "#forbidden", "rejected", "http-422"},
        {422, "#", "rejected", "http-422"},
        {422, "1240", "rejected", "http-422"},
        {429, "#1240", "deferred", "1240"},
        {500, "#1120", "unknown", "1120"},
        {503, "#1000", "unknown", "1000"},
        {404, "#1120", "halted", "1120"},
        {408, "#1120", "unknown", "1120"},
    };
    for (const auto& row : rows) {
        INFO(row.status << ' ' << row.type);
        const auto outcome = send(row.status, problem(row.type));
        CHECK(kind(outcome) == row.outcome);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK(failure_of(outcome)->why == "d");
    }
    for (const int status : {400, 401, 402, 422, 429})
        CHECK(kind(send(status, R"({"message_uuid":"x"})")) == "unknown");
}
