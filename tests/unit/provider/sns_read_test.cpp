#include "core/base/error.hpp"
#include "core/provider/sns_log.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;
using transport::NoReply;

namespace {

const Lost lost{"+15005550123", "ref", test::recorded_at, test::recorded_at};

std::string entry(std::string_view id, std::string_view status, std::string_view more = "") {
    json::Writer message;
    message.string(fmt::format(
        R"({{"notification":{{"messageId":"{}","timestamp":"2026-03-14 15:09:27.001"}},)"
        R"("delivery":{{"destination":"+15005550123"{}}},"status":"{}"}})",
        id, more, status));
    return fmt::format(R"({{"timestamp":1773500967000,"message":{},"eventId":"1"}})",
                       message.str());
}

transport::Reply log_page(std::string_view events, std::string_view token = "") {
    auto body = fmt::format(R"({{"events":[{}])", events);
    if (!token.empty()) body += fmt::format(R"(,"nextToken":"{}")", token);
    return reply(200, body + '}');
}

Question<Page> look_up(std::string_view next = "") {
    return test::sns()->look_up(lost, next, test::recorded_at).value();
}

Question<Receipt> status_question() {
    return test::sns()->status(test::sns_message_id, test::recorded_at).value();
}

std::string group_of(const transport::Request& request) {
    return json::parse(request.body).text("logGroupName");
}

/// What became of a message with that entry in the log.
Receipt receipt_of(std::string_view status, std::string_view more = "") {
    const auto answer =
        status_question().read(log_page(entry(test::sns_message_id, status, more)));
    REQUIRE(std::holds_alternative<Receipt>(answer));
    return std::get<Receipt>(answer);
}

} // namespace

TEST_CASE("sns: a status has all that the log tells", "[provider][sns]") {
    const auto answer =
        status_question().read(test::recorded_reply("logs_filter_success_by_message_id"));
    REQUIRE(std::holds_alternative<Receipt>(answer));
    const auto& receipt = std::get<Receipt>(answer);
    CHECK(receipt.provider_message_id == test::sns_message_id);
    CHECK(receipt.progress == Progress::delivered); // the handset acknowledged it
    CHECK(receipt.provider_status == "SUCCESS");
    CHECK(receipt.segments == 1);
    CHECK(receipt.price == Money{6'450'000, "USD"});
    CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-03-14T15:09:27Z");
    CHECK_FALSE(receipt.failure);
    CHECK(receipt.reference.empty());
}

TEST_CASE("sns: success is the carrier's unless the handset has acknowledged it",
          "[provider][sns]") {
    CHECK(receipt_of("SUCCESS").progress == Progress::sent);
    CHECK(receipt_of("SUCCESS", R"(,"dwellTimeMs":599)").progress == Progress::sent);
    CHECK(receipt_of("SUCCESS", R"(,"dwellTimeMsUntilDeviceAck":null)").progress ==
          Progress::sent);
    CHECK(receipt_of("SUCCESS", R"(,"dwellTimeMsUntilDeviceAck":1344)").progress ==
          Progress::delivered);
    CHECK(receipt_of("SUCCESS", R"(,"dwellTimeMsUntilDeviceAck":"1344")").progress ==
          Progress::delivered);
}

TEST_CASE("sns: a failure says why, and whether the message ever left", "[provider][sns]") {
    const auto failed = [](std::string_view response) {
        return receipt_of("FAILURE", fmt::format(R"(,"providerResponse":"{}")", response));
    };
    const auto opted_out = failed("Phone number is opted out");
    CHECK(opted_out.progress == Progress::failed);
    REQUIRE(opted_out.failure);
    CHECK(opted_out.failure->category == Category::opted_out);
    CHECK(opted_out.failure->code == "FAILURE");
    CHECK(opted_out.failure->why == "Phone number is opted out");
    CHECK(failed("This delivery would exceed max price").progress == Progress::failed);
    CHECK(failed("Blocked as spam by phone carrier").progress == Progress::undelivered);
    CHECK(failed("Unknown error attempting to reach phone").failure->category ==
          Category::unknown);
    CHECK(failed("to +14155550100 \\u001b").failure->why == "to +1415*****100 \\x1b");
    CHECK_FALSE(receipt_of("FAILURE").failure->why.empty());
}

TEST_CASE("sns: numbers may be strings, and what is no number is not known",
          "[provider][sns]") {
    CHECK(receipt_of("SUCCESS", R"(,"priceInUSD":"0.02")").price == Money{20'000'000, "USD"});
    CHECK(receipt_of("SUCCESS", R"(,"numberOfMessageParts":"3")").segments == 3);
    for (const auto* more : {R"(,"priceInUSD":-1,"numberOfMessageParts":0)",
                             R"(,"priceInUSD":1e-3,"numberOfMessageParts":1.5)",
                             R"(,"priceInUSD":"x","numberOfMessageParts":99999999999)",
                             R"(,"priceInUSD":{},"numberOfMessageParts":[])"}) {
        INFO(more);
        CHECK_FALSE(receipt_of("SUCCESS", more).price);
        CHECK_FALSE(receipt_of("SUCCESS", more).segments);
    }
}

TEST_CASE("sns: a status is looked for in both logs, page by page", "[provider][sns]") {
    const auto now = test::recorded_at;
    const auto first = status_question();
    CHECK(group_of(first.request).ends_with("/DirectPublishToPhoneNumber"));
    const auto empty = log_page("");
    const auto missing = std::get<Failure>(first.read(empty));
    CHECK(missing.category == Category::not_found);
    CHECK(missing.remedy == Remedy::later);

    // An empty page with a token is not the end.
    const auto second = first.more(log_page("", "tok"), now);
    REQUIRE(second);
    CHECK(group_of(second->request) == group_of(first.request));
    CHECK(json::parse(second->request.body).text("nextToken") == "tok");

    const auto failures = second->more(empty, now);
    REQUIRE(failures);
    CHECK(group_of(failures->request).ends_with("/DirectPublishToPhoneNumber/Failure"));
    CHECK_FALSE(json::parse(failures->request.body)["nextToken"].present());
    const auto found = failures->read(test::recorded_reply("logs_filter_failure_window"));
    CHECK(std::get<Receipt>(found).failure->category == Category::opted_out);
    CHECK_FALSE(failures->more(test::recorded_reply("logs_filter_failure_window"), now));
    CHECK_FALSE(failures->more(empty, now));

    CHECK_FALSE(first.more(log_page(entry(test::sns_message_id, "SUCCESS")), now));
    CHECK_FALSE(first.more(reply(500, ""), now));
    CHECK_FALSE(first.more(reply(200, "<html>"), now));
    CHECK_FALSE(first.more(NoReply{}, now));

    // Where nothing has succeeded yet, there may be a log of failures all the same.
    const auto gone = test::recorded_reply("logs_group_missing");
    CHECK(std::holds_alternative<Failure>(first.read(gone)));
    REQUIRE(first.more(gone, now));
    CHECK(group_of(first.more(gone, now)->request).ends_with("/Failure"));
    CHECK(std::get<Failure>(failures->read(gone)).code == "not-logged");
    CHECK_FALSE(failures->more(gone, now));

    // Another message's entry is not this one's.
    const auto other = log_page(entry("94f20ce6-13c5-43a0-9a9e-000000000000", "SUCCESS"));
    CHECK(std::holds_alternative<Failure>(first.read(other)));
}

TEST_CASE("sns: a server cannot lead on for ever, and the questions outlive the provider",
          "[provider][sns]") {
    auto question = status_question(); // whose provider has gone
    int pages = 1;
    while (true) {
        auto next = question.more(log_page("", "again"), test::recorded_at);
        if (!next) break;
        question = std::move(*next);
        REQUIRE(++pages <= 100);
    }
    CHECK(pages == 100);
}

TEST_CASE("sns: without delivery logs there is no status, without all of them no look-up",
          "[provider][sns]") {
    auto account = test::sns_account();
    CHECK(make_sns(account)->settling().possible);
    CHECK(make_sns(account)->settling().again >= std::chrono::hours(72));
    account.logs_every_message = false;
    auto sns = make_sns(account);
    CHECK_FALSE(sns->settling().possible); // absence would prove nothing
    CHECK_FALSE(sns->look_up(lost, "", test::recorded_at));
    CHECK(sns->status(test::sns_message_id, test::recorded_at));
    account.logs_every_message = true;
    account.account_id = "";
    sns = make_sns(account);
    CHECK_FALSE(sns->settling().possible);
    CHECK_FALSE(sns->look_up(lost, "", test::recorded_at));
    CHECK_FALSE(sns->status(test::sns_message_id, test::recorded_at));
    CHECK_FALSE(sns->balance(test::recorded_at));
    CHECK_FALSE(sns->prices("US", test::recorded_at));
}

TEST_CASE("sns: a look-up reads both logs to their ends", "[provider][sns]") {
    const auto seen = std::get<Page>(
        look_up().read(log_page(entry(test::sns_message_id, "SUCCESS") + ',' +
                                    entry("94f20ce6-13c5-43a0-9a9e-000000000000", "FAILURE"),
                                "tok+/=1")));
    REQUIRE(seen.messages.size() == 2);
    CHECK(seen.next == "success:tok+/=1");
    CHECK(seen.messages[0].receipt.provider_message_id == test::sns_message_id);
    CHECK(seen.messages[0].to == "+15005550123");
    CHECK(seen.messages[0].outbound);
    CHECK(format_rfc3339(seen.messages[0].created_at.value()) == "2026-03-14T15:09:27.001Z");

    const auto next = look_up(seen.next);
    CHECK(json::parse(next.request.body).text("nextToken") == "tok+/=1");
    const auto end = std::get<Page>(next.read(log_page("")));
    CHECK(end.messages.empty());
    CHECK(end.next == "failure:");
    const auto failures = look_up(end.next);
    CHECK(group_of(failures.request).ends_with("/Failure"));
    CHECK(std::get<Page>(failures.read(log_page("", "t"))).next == "failure:t");
    CHECK(std::get<Page>(failures.read(log_page(""))).next.empty());

    // No failure yet is no log of failures; no success yet is no proof of anything.
    const auto gone = test::recorded_reply("logs_group_missing");
    CHECK(std::get<Page>(failures.read(gone)).messages.empty());
    CHECK(std::get<Page>(failures.read(gone)).next.empty());
    CHECK(std::get<Failure>(look_up().read(gone)).category == Category::not_found);

    for (const auto* page : {"x", "success", "tok", "\r\n"})
        CHECK_THROWS_AS(look_up(page), Error);
}

TEST_CASE("sns: a page of a log is read whole or not at all", "[provider][sns]") {
    const auto good = entry(test::sns_message_id, "SUCCESS");
    for (const auto& events :
         {std::string("null"), std::string("{}"), std::string("{\"message\":\"\"}"),
          std::string("{\"message\":\"{}\"}"), std::string("{\"message\":{}}"),
          entry("1", "SUCCESS"), entry(test::sns_message_id, "success"),
          entry(test::sns_message_id, ""), good + ",{}"}) {
        INFO(events);
        CHECK(std::holds_alternative<Failure>(look_up().read(log_page(events))));
        CHECK(std::holds_alternative<Failure>(status_question().read(log_page(events))));
    }
    for (const auto* body : {"", "{}", "[]", "<html>", R"({"events":{}})", R"({"events":1})"})
        CHECK(std::holds_alternative<Failure>(look_up().read(reply(200, body))));
    CHECK(std::holds_alternative<Failure>(
        look_up().read(log_page("", std::string(100'000, 't')))));
    CHECK(std::get<Failure>(look_up().read(test::recorded_reply("logs_throttled"))).category ==
          Category::rate_limited);
    CHECK(std::get<Failure>(look_up().read(reply(500, ""))).remedy == Remedy::backoff);
}

TEST_CASE("sns: nothing that is typed gets out of a filter's quotes", "[provider][sns]") {
    CHECK(sns::pattern_for_recipient("+1\" || $.x = \"2") ==
          "{ $.delivery.destination = \"+12\" }");
    CHECK(sns::pattern_for_message("a\\\"}b-c") == "{ $.notification.messageId = \"ab-c\" }");
}

TEST_CASE("sns: a page of long entries is below the limit of a reply", "[provider][sns]") {
    const auto limit = json::parse(look_up().request.body)["limit"].integer().value();
    const auto recorded = test::recorded_reply("logs_filter_success_by_message_id");
    CHECK(static_cast<std::size_t>(limit) * recorded.body.size() * 2 <
          transport::usual_reply_bytes);
}

TEST_CASE("sns: number() tells who has opted out", "[provider][sns]") {
    const auto question = test::sns()->number("+15005550123", test::recorded_at).value();
    const auto out = question.read(test::recorded_reply("check_opted_out_true"));
    CHECK(std::get<NumberFacts>(out).opted_out == true);
    CHECK(std::get<NumberFacts>(out).number == "+15005550123");
    const auto in = question.read(test::recorded_reply("check_opted_out_false"));
    CHECK(std::get<NumberFacts>(in).opted_out == false);
    for (const auto* body :
         {"", "<html>", "<CheckIfPhoneNumberIsOptedOutResponse/>",
          "<CheckIfPhoneNumberIsOptedOutResponse><CheckIfPhoneNumberIsOptedOutResult>"
          "<isOptedOut>no</isOptedOut></CheckIfPhoneNumberIsOptedOutResult>"
          "</CheckIfPhoneNumberIsOptedOutResponse>",
          "<x><CheckIfPhoneNumberIsOptedOutResult><isOptedOut>false</isOptedOut>"
          "</CheckIfPhoneNumberIsOptedOutResult></x>"}) {
        INFO(body);
        CHECK(std::holds_alternative<Failure>(question.read(reply(200, body))));
    }
    CHECK(
        std::get<Failure>(question.read(test::recorded_reply("error_throttled_429"))).remedy ==
        Remedy::backoff);
}

TEST_CASE("sns: own numbers are listed to the last page", "[provider][sns]") {
    const auto question = test::sns()->own_numbers(test::recorded_at).value();
    const auto recorded = test::recorded_reply("list_origination_numbers");
    const auto all = std::get<std::vector<OwnNumber>>(question.read(recorded));
    REQUIRE(all.size() == 1);
    CHECK(all[0].number == "+15005550006");
    CHECK(all[0].country == "US");
    CHECK(all[0].texts);
    CHECK_FALSE(question.more(recorded, test::recorded_at));

    auto half = recorded;
    half.body.insert(half.body.find("</ListOriginationNumbersResult>"),
                     "<NextToken>t+1</NextToken>");
    CHECK(std::get<Failure>(question.read(half)).code == "incomplete");
    const auto next = question.more(half, test::recorded_at);
    REQUIRE(next);
    CHECK(next->request.body.find("&NextToken=t%2B1&MaxResults=30") != std::string::npos);
    CHECK(std::get<std::vector<OwnNumber>>(next->read(recorded)).size() == 2);

    auto broken = recorded;
    broken.body.replace(broken.body.find("+15005550006"), 1, "x");
    CHECK(std::holds_alternative<Failure>(question.read(broken)));
}
