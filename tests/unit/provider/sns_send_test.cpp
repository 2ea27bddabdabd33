#include "core/base/error.hpp"
#include "core/provider/form.hpp"
#include "core/provider/reading.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

Outcome send(const transport::Reply& answer) {
    return test::sns()->read_send(answer);
}

std::string error_body(std::string_view code, std::string_view words = "m") {
    return fmt::format("<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>{}"
                       "</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                       code, words);
}

std::string accepted_body(std::string_view inside) {
    return fmt::format("<PublishResponse><PublishResult>{}</PublishResult></PublishResponse>",
                       inside);
}

constexpr auto id_element = "<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId>";

Pairs form_of(SnsAccount account, const Outgoing& message) {
    return decode_form(make_sns(std::move(account))->send_request(message, TimePoint{}).body)
        .value();
}

} // namespace

TEST_CASE("sns: an accepted message keeps the id that the logs will use",
          "[provider][sns][send]") {
    const auto outcome = send(test::recorded_reply("publish_simple"));
    REQUIRE(kind(outcome) == "accepted");
    CHECK(std::get<Accepted>(outcome).id == test::sns_message_id);
    CHECK_FALSE(std::get<Accepted>(outcome).segments);
    CHECK_FALSE(std::get<Accepted>(outcome).price);
    CHECK(kind(send(reply(200, accepted_body(id_element)))) == "accepted");
    CHECK(kind(send(reply(202, "<?xml version=\"1.0\"?>\n" + accepted_body(id_element)))) ==
          "accepted");
}

TEST_CASE("sns: a success that names no message is unknown, never sent again",
          "[provider][sns][send]") {
    const std::string id = id_element;
    for (const auto& body :
         {std::string(), std::string("<html>"), std::string("{}"), accepted_body(""),
          accepted_body("<MessageId/>"), accepted_body("<MessageId>1</MessageId>"),
          accepted_body(id + id), accepted_body("<x>" + id + "</x>"),
          accepted_body("<MessageId> 94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId>"),
          accepted_body("<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90g</MessageId>"),
          accepted_body("<MessageId>94f20ce6+13c5-43a0-9a9e-ca52d816e90b</MessageId>"),
          accepted_body(id) + "x", "<!DOCTYPE x>" + accepted_body(id),
          "<PublishBatchResponse><PublishResult>" + id +
              "</PublishResult></PublishBatchResponse>",
          std::string("{\"MessageId\":\"94f20ce6-13c5-43a0-9a9e-ca52d816e90b\"}"),
          error_body("Throttled")}) {
        INFO(body);
        const auto outcome = send(reply(200, body));
        REQUIRE(kind(outcome) == "unknown");
        CHECK(failure_of(outcome)->remedy == Remedy::reconcile);
        CHECK(failure_of(outcome)->code == "http-200");
    }
}

TEST_CASE("sns: every recorded error has its outcome", "[provider][sns][send]") {
    struct Row {
        const char* name;
        std::string_view then;
        Category category;
        std::string_view code;
    };
    const Row rows[] = {
        {"error_invalid_parameter_phone", "rejected", Category::invalid_destination,
         "InvalidParameter"},
        {"error_invalid_parameter_attribute", "rejected", Category::invalid_request,
         "InvalidParameter"},
        {"error_parameter_value_invalid", "rejected", Category::invalid_request,
         "ParameterValueInvalid"},
        {"error_validation", "rejected", Category::invalid_request, "ValidationException"},
        {"error_throttling_400", "deferred", Category::rate_limited, "Throttling"},
        {"error_throttling_exception_400", "deferred", Category::rate_limited,
         "ThrottlingException"},
        {"error_throttled_429", "deferred", Category::rate_limited, "Throttled"},
        {"error_authorization_error", "halted", Category::permission, "AuthorizationError"},
        {"error_invalid_client_token", "halted", Category::auth, "InvalidClientTokenId"},
        {"error_signature_does_not_match", "halted", Category::auth, "SignatureDoesNotMatch"},
        {"error_signature_expired", "halted", Category::auth, "SignatureDoesNotMatch"},
        {"error_expired_token", "halted", Category::auth, "ExpiredToken"},
        {"error_incomplete_signature", "halted", Category::auth, "IncompleteSignature"},
        {"error_missing_auth_token", "halted", Category::auth, "MissingAuthenticationToken"},
        {"error_opt_in_required", "halted", Category::account, "OptInRequired"},
        {"error_opted_out", "rejected", Category::opted_out, "OptedOut"},
        {"error_user_error", "rejected", Category::invalid_request, "UserError"},
        {"error_internal_error", "unknown", Category::provider_error, "InternalError"},
        {"error_service_unavailable", "unknown", Category::provider_error,
         "ServiceUnavailable"},
        {"error_non_xml_502", "unknown", Category::provider_error, "http-502"},
        {"error_empty_503", "unknown", Category::provider_error, "http-503"},
        {"logs_throttled", "deferred", Category::rate_limited, "ThrottlingException"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const auto outcome = send(test::recorded_reply(row.name));
        CHECK(kind(outcome) == row.then);
        REQUIRE(failure_of(outcome) != nullptr);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK_FALSE(failure_of(outcome)->why.empty());
    }
    // What tells a wrong clock from a wrong key.
    CHECK(failure_of(send(test::recorded_reply("error_signature_expired")))
              ->why.starts_with("Signature expired"));
}

TEST_CASE("sns: the code decides unless the status makes it doubtful",
          "[provider][sns][send]") {
    struct Row {
        int status;
        std::string_view code;
        std::string_view then;
    };
    const Row rows[] = {
        {400, "Throttling", "deferred"},
        {503, "SlowDown", "deferred"},
        {503, "Throttling", "deferred"},
        {500, "Throttling", "unknown"},
        {502, "Throttled", "unknown"},
        {503, "ServiceUnavailable", "unknown"},
        {500, "InvalidParameter", "unknown"},
        {503, "OptedOut", "unknown"},
        {504, "", "unknown"},
        {400, "InternalFailure", "unknown"},
        {429, "", "deferred"},
        {429, "New", "deferred"},
        {400, "New", "rejected"},
        {400, "", "rejected"},
        {403, "New", "halted"},
        {403, "AccessDenied", "halted"},
        {400, "AccessDeniedException", "halted"},
        {401, "Throttled", "halted"},
        {404, "NotFound", "halted"},
        {404, "", "halted"},
        {408, "", "unknown"},
        {413, "", "rejected"},
        {302, "Throttled", "unknown"},
        {307, "Throttled", "halted"},
        {0, "Throttled", "unknown"},
        {700, "OptedOut", "unknown"},
    };
    for (const auto& row : rows) {
        INFO(row.status << ' ' << row.code);
        CHECK(kind(send(reply(row.status, error_body(row.code)))) == row.then);
        const auto json = fmt::format(R"({{"__type":"com.amazonaws.x#{}"}})", row.code);
        CHECK(kind(send(reply(row.status, json))) == row.then);
    }
}

TEST_CASE("sns: an error's code is read wherever AWS writes it", "[provider][sns][send]") {
    const auto code = [](const transport::Reply& answer) {
        return failure_of(send(answer))->code;
    };
    CHECK(code(reply(400, R"({"__type":"Throttling","message":"x"})")) == "Throttling");
    CHECK(code(reply(400, R"({"__type":"a.b#Throttling:http://x/"})")) == "Throttling");
    CHECK(code(reply(400, "{}", {{"x-amzn-errortype", "Throttling:http://x/"}})) ==
          "Throttling");
    CHECK(code(reply(400, "", {{"x-amzn-errortype", "Throttling"}})) == "Throttling");
    CHECK(code(reply(400, error_body("Throttling"))) == "Throttling");
    CHECK(code(reply(400, R"({"__type":7})")) == "7");
    for (const auto* body :
         {"", "{}", "[]", "<html>", "<ErrorResponse/>", R"({"__type":{}})",
          "<ErrorResponse><Error/></ErrorResponse>",
          "<ErrorResponse><Error><Code>A</Code></Error><Error><Code>B</Code></Error>"
          "</ErrorResponse>",
          "<ErrorResponse><Error><Code>A</Code><Code>B</Code></Error></ErrorResponse>",
          "<x><Error><Code>Throttled</Code></Error></x>"}) {
        INFO(body);
        CHECK(code(reply(400, body)) == "http-400");
    }
    CHECK(failure_of(send(reply(400, R"({"Message":"In capitals"})")))->why == "In capitals");
    CHECK(failure_of(send(reply(400, error_body("UserError",
                                                "+14155550100 &lt;&#x202E;&gt; &amp; more"))))
              ->why == "+1415*****100 <<U+202E>> & more");
}

TEST_CASE("sns: Retry-After is kept", "[provider][sns][send]") {
    const auto slower = send(reply(429, error_body("Throttled"), {{"retry-after", "7"}}));
    CHECK(std::get<Deferred>(slower).wait.count() == 7);
}

TEST_CASE("sns: digits are an origination number, anything else is a sender id",
          "[provider][sns][send]") {
    struct Row {
        std::string from;
        std::string attribute;
    };
    const Row rows[] = {
        {"+15005550006", "AWS.MM.SMS.OriginationNumber"},
        {"15005550006", "AWS.MM.SMS.OriginationNumber"},
        {"72345", "AWS.MM.SMS.OriginationNumber"},
        {"Clinic", "AWS.SNS.SMS.SenderID"},
        {"4Clinic", "AWS.SNS.SMS.SenderID"},
        {"+", "AWS.SNS.SMS.SenderID"},
        {"1234567890123456", "AWS.SNS.SMS.SenderID"},
    };
    for (const auto& row : rows) {
        INFO(row.from);
        auto account = test::sns_account();
        account.sms_type = "";
        const auto form = form_of(account, {"+14155550100", row.from, "Hi", "", "", {}});
        CHECK(only(form, "MessageAttributes.entry.1.Name") == row.attribute);
        CHECK(only(form, "MessageAttributes.entry.1.Value.DataType") == "String");
        CHECK(only(form, "MessageAttributes.entry.1.Value.StringValue") == row.from);
        CHECK_FALSE(contains(form, "MessageAttributes.entry.2.Name"));
    }
}

TEST_CASE("sns: an attribute without a value is left out, and the others are counted on",
          "[provider][sns][send]") {
    auto account = test::sns_account();
    const auto bare = form_of(account, {"+1", "", "Hi", "", "", {}});
    CHECK(only(bare, "MessageAttributes.entry.1.Value.StringValue") == "Transactional");
    CHECK_FALSE(contains(bare, "MessageAttributes.entry.2.Name"));
    account.sms_type = "";
    account.max_price = "0.50";
    const auto priced = form_of(account, {"+1", "+15005550006", "Hi", "", "", {}});
    CHECK(only(priced, "MessageAttributes.entry.1.Value.DataType") == "Number");
    CHECK(only(priced, "MessageAttributes.entry.2.Name") == "AWS.MM.SMS.OriginationNumber");
    account.max_price = "";
    CHECK(
        form_of(account, {"+1", "", "Hi", "ref", "https://h/", std::chrono::hours(1)}).size() ==
        4);
}

TEST_CASE("sns: requests go to the region's hosts, or to those configured",
          "[provider][sns][send]") {
    const auto urls = [](SnsAccount account) {
        const auto sns = make_sns(std::move(account));
        const auto status = sns->status(test::sns_message_id, TimePoint{}).value();
        return sns->send_request({}, TimePoint{}).url + ' ' + status.request.url;
    };
    auto account = test::sns_account();
    account.region = "eu-central-1";
    CHECK(urls(account) == "https://sns.eu-central-1.amazonaws.com/ "
                           "https://logs.eu-central-1.amazonaws.com/");
    account.region = "cn-north-1";
    CHECK(urls(account) == "https://sns.cn-north-1.amazonaws.com.cn/ "
                           "https://logs.cn-north-1.amazonaws.com.cn/");
    account.base_url = "http://127.0.0.1:8080/sns//";
    account.logs_url = "http://127.0.0.1:8081";
    CHECK(urls(account) == "http://127.0.0.1:8080/sns/ http://127.0.0.1:8081/");
}

TEST_CASE("sns: an account that cannot be one is refused", "[provider][sns][send]") {
    const auto refused = [](auto change) {
        auto account = test::sns_account();
        change(account);
        try {
            make_sns(std::move(account));
        } catch (const Error& error) {
            return error.fault() == Fault::config && !error.hint().empty();
        }
        return false;
    };
    for (const auto* region : {"", "US-EAST-1", "us east", "x@evil.example/", "us.east"})
        CHECK(refused([region](SnsAccount& account) { account.region = region; }));
    for (const auto* id : {"1", "1234567890123", "12345678901x"})
        CHECK(refused([id](SnsAccount& account) { account.account_id = id; }));
    for (const auto* type : {"transactional", "x"})
        CHECK(refused([type](SnsAccount& account) { account.sms_type = type; }));
    for (const auto* price : {"0", "-1", "1,5", "x"})
        CHECK(refused([price](SnsAccount& account) { account.max_price = price; }));
    CHECK_FALSE(refused([](SnsAccount& account) { account.account_id = ""; }));
}
