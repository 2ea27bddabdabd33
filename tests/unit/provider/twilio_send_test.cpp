#include "core/base/utf8.hpp"
#include "core/provider/form.hpp"
#include "core/provider/reading.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;

namespace {

Outcome send(int status, std::string body, transport::Headers headers = {}) {
    return test::twilio()->read_send(reply(status, std::move(body), std::move(headers)));
}

std::string accepted_body(std::string_view more) {
    return fmt::format(R"({{"sid":"{}","status":"queued"{}}})", test::message_sid, more);
}

Pairs form_of(const Outgoing& message) {
    const auto request = test::twilio()->send_request(message, TimePoint{});
    return decode_form(request.body).value();
}

} // namespace

TEST_CASE("twilio: an accepted message keeps the sid that webhooks will use",
          "[provider][twilio][send]") {
    const auto outcome = send(201, accepted_body(R"(,"num_segments":"2","price":null)"));
    REQUIRE(kind(outcome) == "accepted");
    const auto& accepted = std::get<Accepted>(outcome);
    CHECK(accepted.id == test::message_sid);
    CHECK(accepted.segments == 2);
    CHECK_FALSE(accepted.price);
    CHECK(kind(send(200, accepted_body(""))) == "accepted");
    CHECK(kind(send(202, R"({"sid":"MM0123456789abcdefABCDEF0123456789"})")) == "accepted");
}

TEST_CASE("twilio: a success that names no message is unknown, never sent again",
          "[provider][twilio][send]") {
    for (const auto* body :
         {"", "{}", "null", "[]", "<html>", R"({"sid":null})", R"({"sid":""})",
          R"({"sid":"SM42"})", R"({"sid":"SM0000000000000000000000000000000b02"})",
          R"({"sid":"SM0000000000000000000000000000000g"})",
          R"({"sid":"sm00000000000000000000000000000b02"})",
          R"({"sid":"AC00000000000000000000000000000b02"})",
          R"({"sid":"SM00000000000000000000000000000b02")",
          R"({"sid":"SM00000000000000000000000000000b02","sid":"SM0"})",
          R"(["SM00000000000000000000000000000b02"])",
          R"({"code":21610,"message":"in a 200"})"}) {
        INFO(body);
        const auto outcome = send(201, body);
        REQUIRE(kind(outcome) == "unknown");
        CHECK(failure_of(outcome)->remedy == Remedy::reconcile);
        CHECK(failure_of(outcome)->code == "http-201");
    }
}

TEST_CASE("twilio: segments and price are read from strings, and not known is not zero",
          "[provider][twilio][send]") {
    struct Row {
        std::string_view more;
        std::optional<int> segments;
        std::optional<Money> price;
    };
    const Row rows[] = {
        {R"(,"num_segments":"1")", 1, {}},
        {R"(,"num_segments":3)", 3, {}},
        {R"(,"num_segments":"0")", {}, {}},
        {R"(,"num_segments":"-1")", {}, {}},
        {R"(,"num_segments":"9999999999")", {}, {}},
        {R"(,"num_segments":"x")", {}, {}},
        {R"(,"price":"-0.00750","price_unit":"USD")", {}, Money{7'500'000, "USD"}},
        {R"(,"price":"0.0075","price_unit":"EUR")", {}, Money{7'500'000, "EUR"}},
        {R"(,"price":"0","price_unit":"USD")", {}, Money{0, "USD"}},
        {R"(,"price":-0.0075,"price_unit":"USD")", {}, Money{7'500'000, "USD"}},
        {R"(,"price":null,"price_unit":"USD")", {}, {}},
        {R"(,"price":"-0.0075")", {}, {}},
        {R"(,"price":"-0.0075","price_unit":"dollar")", {}, {}},
        {R"(,"price":"-7e-3","price_unit":"USD")", {}, {}},
    };
    for (const auto& row : rows) {
        INFO(row.more);
        const auto outcome = send(201, accepted_body(row.more));
        REQUIRE(kind(outcome) == "accepted");
        CHECK(std::get<Accepted>(outcome).segments == row.segments);
        CHECK(std::get<Accepted>(outcome).price == row.price);
    }
}

TEST_CASE("twilio: the code decides, but for 401 and for a server in trouble",
          "[provider][twilio][send]") {
    struct Row {
        int status;
        std::string_view body;
        std::string_view becomes;
        std::string_view code;
        Category category;
    };
    const Row rows[] = {
        {400, R"({"code":21610,"message":"x"})", "rejected", "21610", Category::opted_out},
        {400, R"({"code":"21610"})", "rejected", "21610", Category::opted_out},
        {404, R"({"code":21701})", "rejected", "21701", Category::invalid_sender},
        {429, R"({"code":20429})", "deferred", "20429", Category::rate_limited},
        {429, "<html>busy", "deferred", "http-429", Category::rate_limited},
        {429, R"({"code":21998})", "deferred", "21998", Category::rate_limited},
        {400, R"({"code":20429})", "deferred", "20429", Category::rate_limited},
        {401, R"({"code":20003})", "halted", "20003", Category::auth},
        {403, R"({"code":20003})", "halted", "20003", Category::auth},
        {401, "", "halted", "http-401", Category::auth},
        {401, R"({"code":20500})", "halted", "20500", Category::auth},
        {401, R"({"code":21999})", "halted", "21999", Category::auth},
        {500, R"({"code":20500})", "unknown", "20500", Category::provider_error},
        {503, R"({"code":20503})", "unknown", "20503", Category::provider_error},
        {503, R"({"code":20429})", "unknown", "20429", Category::rate_limited},
        {500, R"({"code":21211})", "unknown", "21211", Category::invalid_destination},
        {500, R"({"code":20003})", "unknown", "20003", Category::auth},
        {502, "<html>Bad Gateway", "unknown", "http-502", Category::provider_error},
        {400, R"({"code":20503})", "unknown", "20503", Category::provider_error},
        {307, R"({"code":21211})", "halted", "21211", Category::not_found},
        {302, R"({"code":21211})", "unknown", "21211", Category::unknown},
        {400, "not JSON", "rejected", "http-400", Category::invalid_request},
        {400, R"({"code":null})", "rejected", "http-400", Category::invalid_request},
        {400, R"({"code":{"a":1}})", "rejected", "http-400", Category::invalid_request},
        {404, R"({"code":20404})", "halted", "20404", Category::not_found},
    };
    for (const auto& row : rows) {
        INFO(row.status << ' ' << row.body);
        const auto outcome = send(row.status, std::string(row.body));
        CHECK(kind(outcome) == row.becomes);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK(failure_of(outcome)->category == row.category);
    }
}

TEST_CASE("twilio: the remedy in a failure agrees with the outcome",
          "[provider][twilio][send]") {
    CHECK(failure_of(send(400, R"({"code":21609})"))->remedy == Remedy::reconcile);
    CHECK(failure_of(send(404, R"({"code":20404})"))->remedy == Remedy::fix);
    CHECK(failure_of(send(400, R"({"code":21608})"))->remedy == Remedy::fix);
    CHECK(failure_of(send(400, R"({"code":21212})"))->remedy == Remedy::fix);
    CHECK(failure_of(send(500, R"({"code":21611})"))->remedy == Remedy::reconcile);
}

TEST_CASE("twilio: Retry-After is kept, and a pumping block waits half an hour",
          "[provider][twilio][send]") {
    const auto wait = [](const Outcome& outcome) {
        return std::get<Deferred>(outcome).wait.count();
    };
    CHECK(wait(send(429, R"({"code":20429})", {{"retry-after", "7"}})) == 7);
    CHECK(wait(send(429, R"({"code":20429})")) == 0);
    CHECK(wait(send(400, R"({"code":30450})")) == 1800);
    CHECK(wait(send(400, R"({"code":30450})", {{"retry-after", "3600"}})) == 3600);
}

TEST_CASE("twilio: an error's words are kept harmless, short and without numbers",
          "[provider][twilio][send]") {
    const auto why = [](std::string_view message) {
        return failure_of(send(400, fmt::format(R"({{"code":21211,"message":"{}"}})", message)))
            ->why;
    };
    CHECK(why("The 'To' number +14155550100 is not valid.") ==
          "The 'To' number +1415*****100 is not valid.");
    CHECK(why(R"(a\u001b[2Jb\u202e)") == "a\\x1b[2Jb<U+202E>");
    CHECK(why("") == "the recipient's number is not valid");
    const auto longer = why(std::string(199, 'x') + "\xC3\xA9 and more");
    CHECK(longer == std::string(199, 'x'));
    const auto code =
        failure_of(send(400, R"({"code":"\u001b)" + std::string(100, 'c') + R"("})"))->code;
    CHECK(code.size() <= max_code_bytes);
    CHECK(code.starts_with("\\x1bccc"));
}

TEST_CASE("twilio: the reference travels in the callback, ahead of what is configured there",
          "[provider][twilio][send]") {
    struct Row {
        std::string url;
        std::string reference;
        std::optional<std::string> callback;
    };
    const Row rows[] = {
        {"https://h/s", "tok", "https://h/s?ref=tok#rc=3&rp=all"},
        {"https://h/s?x=a%20b", "tok", "https://h/s?ref=tok&x=a%20b#rc=3&rp=all"},
        {"https://h/s?", "tok", "https://h/s?ref=tok#rc=3&rp=all"},
        {"https://h/s?x#rc=5", "tok", "https://h/s?ref=tok&x#rc=5"},
        {"https://h/s#rc=5", "tok", "https://h/s?ref=tok#rc=5"},
        {"https://h/s?x=1", "", "https://h/s?x=1#rc=3&rp=all"},
        {"https://h/s", "a&b", "https://h/s?ref=a%26b#rc=3&rp=all"},
        {"", "tok", std::nullopt},
    };
    for (const auto& row : rows) {
        INFO(row.url);
        const auto form = form_of({"+14155550100", "", "Hi", row.reference, row.url, {}});
        const auto found = only(form, "StatusCallback");
        REQUIRE(found.has_value() == row.callback.has_value());
        if (found) CHECK(*found == *row.callback);
    }
}

TEST_CASE("twilio: the validity is given in Twilio's range or not at all",
          "[provider][twilio][send]") {
    const auto validity = [](int seconds) {
        const auto form = form_of({"+1", "", "Hi", "", "", std::chrono::seconds(seconds)});
        return std::string(only(form, "ValidityPeriod").value_or("none"));
    };
    CHECK(validity(0) == "none");
    CHECK(validity(-5) == "none");
    CHECK(validity(1) == "1");
    CHECK(validity(36'000) == "36000");
    CHECK(validity(36'001) == "36000");
}

TEST_CASE("twilio: a base URL may end in a slash", "[provider][twilio][send]") {
    auto account = test::twilio_account();
    account.base_url = "http://127.0.0.1:8080//";
    const auto request = make_twilio(std::move(account))->balance(TimePoint{}).value().request;
    CHECK(request.url == std::string("http://127.0.0.1:8080/2010-04-01/Accounts/") +
                             test::account_sid + "/Balance.json");
}
