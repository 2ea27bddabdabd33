#include "core/base/error.hpp"
#include "plivo_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;
using test::reply;
using transport::NoReply;

namespace {

std::string record(std::string_view state, std::string_view more = "") {
    return fmt::format(
        R"({{"from_number":"15005550006","to_number":"14155550100","message_uuid":"{}",)"
        R"("message_direction":"outbound","message_state":"{}","message_type":"sms",)"
        R"("message_time":"2026-11-22 21:00:00+05:30",)"
        R"("message_updated_time":"2026-11-22 21:00:03.244057+05:30"{}}})",
        test::plivo_uuid, state, more);
}

const Lost lost{"+14155550100", "a2b3c4", parse_rfc3339("2026-11-22T15:30:00Z").value(),
                parse_rfc3339("2026-11-22T15:30:30Z").value()};

Question<Receipt> status_question() {
    return test::plivo()->status(test::plivo_uuid, TimePoint{}).value();
}

Question<Page> list_question(std::string_view next = "") {
    return test::plivo()->look_up(lost, next, TimePoint{}).value();
}

Answer<Receipt> read_status(std::string body) {
    return status_question().read(reply(200, std::move(body)));
}

Answer<Page> read_list(std::string_view objects, std::string_view meta,
                       std::string_view asked = "") {
    return list_question(asked).read(
        reply(200, fmt::format(R"({{"api_id":"x","meta":{},"objects":{}}})", meta, objects)));
}

constexpr auto last_page = R"({"limit":20,"next":null,"offset":0,"total_count":1})";

} // namespace

TEST_CASE("plivo: a record becomes a receipt, its times moved to UTC", "[provider][plivo]") {
    const auto answer = read_status(
        record("delivered", R"(,"units":2,"total_amount":"0.01300","total_rate":"0.00650",)"
                            R"("error_code":"000","error_message":"")"));
    REQUIRE(std::holds_alternative<Receipt>(answer));
    const auto& receipt = std::get<Receipt>(answer);
    CHECK(receipt.provider_message_id == test::plivo_uuid);
    CHECK(receipt.progress == Progress::delivered);
    CHECK(receipt.provider_status == "delivered");
    CHECK(receipt.segments == 2);
    CHECK(receipt.price == Money{13'000'000, "USD"});
    CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-11-22T15:30:03.244Z");
    CHECK_FALSE(receipt.failure);
}

TEST_CASE("plivo: every status has its progress, and a new one moves nothing",
          "[provider][plivo]") {
    struct Row {
        std::string_view status;
        Progress progress;
    };
    const Row rows[] = {
        {"queued", Progress::queued},           {"sent", Progress::sent},
        {"delivered", Progress::delivered},     {"read", Progress::delivered},
        {"undelivered", Progress::undelivered}, {"rejected", Progress::undelivered},
        {"failed", Progress::failed},           {"received", Progress::queued},
        {"teleported", Progress::queued},       {"Delivered", Progress::queued},
    };
    for (const auto& row : rows) {
        INFO(row.status);
        const auto receipt = std::get<Receipt>(read_status(record(row.status)));
        CHECK(receipt.progress == row.progress);
        CHECK(receipt.provider_status == row.status);
        CHECK(receipt.failure.has_value() ==
              (row.progress == Progress::undelivered || row.progress == Progress::failed));
        if (receipt.failure) CHECK(receipt.failure->code == row.status);
    }
}

TEST_CASE("plivo: a failed message says why, and the code of no error is none",
          "[provider][plivo]") {
    const auto failure = [](std::string_view code, std::string_view words) {
        const auto more = fmt::format(R"(,"error_code":{},"error_message":"{}")", code, words);
        return std::get<Receipt>(read_status(record("undelivered", more))).failure.value();
    };
    CHECK(failure("\"200\"", "").category == Category::opted_out);
    CHECK(failure("200", "").code == "200");
    CHECK(failure("\"200\"", "").why == find_plivo_code("200")->meaning);
    CHECK(failure("\"200\"", "STOP\\u001b").why == "STOP\\x1b");
    CHECK(failure("\"80\"", "").remedy == Remedy::later);
    CHECK(failure("\"4711\"", "").code == "4711");
    CHECK(failure("\"4711\"", "").category == Category::unknown);
    for (const auto* none : {"null", "\"\"", "\"000\"", "0"})
        CHECK(failure(none, "").code == "undelivered");
}

TEST_CASE("plivo: every code of the table reaches a report", "[provider][plivo]") {
    for (const auto& row : plivo_codes()) {
        INFO(row.code);
        const auto more = fmt::format(R"(,"error_code":"{}")", row.code);
        const auto failure =
            std::get<Receipt>(read_status(record("failed", more))).failure.value();
        CHECK(failure.category == row.category);
        CHECK(failure.remedy == row.remedy);
        CHECK(failure.code == row.code);
    }
}

TEST_CASE("plivo: units and amounts may be numbers or strings, and 0 is no price while queued",
          "[provider][plivo]") {
    const auto receipt = [](std::string_view state, std::string_view more) {
        return std::get<Receipt>(read_status(record(state, more)));
    };
    CHECK(receipt("sent", R"(,"units":"3")").segments == 3);
    CHECK_FALSE(receipt("sent", R"(,"units":0)").segments);
    CHECK_FALSE(receipt("sent", R"(,"units":-1)").segments);
    CHECK_FALSE(receipt("sent", R"(,"units":9999999999)").segments);
    CHECK(receipt("sent", R"(,"total_amount":0.0065)").price == Money{6'500'000, "USD"});
    CHECK(receipt("failed", R"(,"total_amount":"0.00000")").price == Money{0, "USD"});
    CHECK_FALSE(receipt("queued", R"(,"total_amount":"0.00000")").price);
    CHECK_FALSE(receipt("sent", R"(,"total_amount":"-1")").price);
    CHECK_FALSE(receipt("sent", R"(,"total_amount":"1e3")").price);
    CHECK_FALSE(receipt("sent", "").price);
}

TEST_CASE("plivo: a time without an offset is not guessed", "[provider][plivo]") {
    auto body = record("sent");
    for (auto at = body.find("+05:30"); at != std::string::npos; at = body.find("+05:30"))
        body.erase(at, 6);
    CHECK_FALSE(std::get<Receipt>(read_status(body)).happened_at);
    const auto page = std::get<Page>(read_list('[' + body + ']', last_page));
    CHECK_FALSE(page.messages.at(0).created_at);
}

TEST_CASE("plivo: a question that got no answer is a failure that may be asked again",
          "[provider][plivo]") {
    struct Row {
        transport::Exchange exchange;
        Category category;
        Remedy remedy;
        std::string_view code;
    };
    const Row rows[] = {
        {reply(200, ""), Category::provider_error, Remedy::backoff, "unreadable"},
        {reply(200, "{}"), Category::provider_error, Remedy::backoff, "unreadable"},
        {reply(401, "x"), Category::auth, Remedy::fix, "http-401"},
        {reply(404, "{}"), Category::not_found, Remedy::fix, "http-404"},
        {reply(429, ""), Category::rate_limited, Remedy::backoff, "http-429"},
        {reply(503, ""), Category::provider_error, Remedy::backoff, "http-503"},
        {NoReply{NoReply::Why::timeout, true, "", {}}, Category::network, Remedy::backoff,
         "timeout"},
    };
    for (const auto& row : rows) {
        INFO(row.code);
        const auto answers = {
            std::get<Failure>(status_question().read(row.exchange)),
            std::get<Failure>(list_question().read(row.exchange)),
            std::get<Failure>(test::plivo()->balance(TimePoint{}).value().read(row.exchange)),
        };
        for (const auto& failure : answers) {
            CHECK(failure.category == row.category);
            CHECK(failure.remedy == row.remedy);
            CHECK(failure.code == row.code);
        }
    }
}

TEST_CASE("plivo: a sighting has what a lost message is known by", "[provider][plivo]") {
    const auto page = std::get<Page>(read_list('[' + record("queued") + ']', last_page));
    CHECK(page.next.empty());
    REQUIRE(page.messages.size() == 1);
    const auto& seen = page.messages[0];
    CHECK(seen.receipt.provider_message_id == test::plivo_uuid);
    CHECK(seen.to == "+14155550100");
    CHECK(seen.from == "+15005550006");
    CHECK(seen.text.empty());
    CHECK(seen.outbound);
    CHECK(format_rfc3339(seen.created_at.value()) == "2026-11-22T15:30:00Z");

    auto inbound = record("received");
    inbound.replace(inbound.find("outbound"), 8, "inbound");
    CHECK_FALSE(std::get<Page>(read_list('[' + inbound + ']', last_page)).messages[0].outbound);
}

TEST_CASE("plivo: the list is asked for a number and a time in UTC", "[provider][plivo]") {
    const auto query =
        decode_form(cut_url(list_question().request.url).query.substr(1)).value();
    const Pairs expected = {
        {"limit", "20"},
        {"offset", "0"},
        {"message_direction", "outbound"},
        {"to_number", "14155550100"},
        {"message_time__gte", "2026-11-22 15:15:00"},
        {"message_time__lt", "2026-11-22 15:45:30"},
    };
    CHECK(query == expected);
    const auto oldest = test::plivo()->look_up({}, "", TimePoint{}).value().request.url;
    CHECK(oldest.find("gte=1970-01-01%2000%3A00%3A00&") != std::string::npos);
}

TEST_CASE("plivo: further pages are the same question further on, until the list says it ends",
          "[provider][plivo]") {
    const auto next = [](const Answer<Page>& answer) { return std::get<Page>(answer).next; };
    const auto one = '[' + record("sent") + ']';
    const auto two = '[' + record("sent") + ',' + record("sent") + ']';
    CHECK(next(read_list(one, R"({"next":"/v1/evil","offset":0})")) == "1");
    CHECK(next(read_list(two, R"({"next":null,"offset":0,"total_count":3})")) == "2");
    CHECK(next(read_list(two, R"({"next":"/x","offset":40})", "40")) == "42");
    CHECK(next(read_list(one, R"({"next":null,"offset":2,"total_count":3})", "2")).empty());
    CHECK(next(read_list("[]", R"({"next":null,"offset":20,"total_count":20})", "20")).empty());

    const auto first = list_question().request.url;
    auto third = list_question("40").request.url;
    third.replace(third.find("offset=40"), 9, "offset=0");
    CHECK(third == first);
    for (const auto* hostile :
         {"-1", "x", "/v1/Account/x/", "1&limit=1", "99999999999999999999"})
        CHECK_THROWS_AS(list_question(hostile), Error);
}

TEST_CASE("plivo: a list is read whole or not at all", "[provider][plivo]") {
    for (const auto* objects :
         {"null", "{}", "\"x\"", "[null]", "[{}]", "[1]",
          R"([{"message_uuid":"x","message_state":"sent"}])",
          R"([{"message_uuid":"5b40a428-bfc7-4daf-9d06-726c558bf3b8"}])"}) {
        INFO(objects);
        CHECK(std::holds_alternative<Failure>(read_list(objects, last_page)));
    }
    const auto half = '[' + record("sent") + R"(,{"message_uuid":"x"}])";
    CHECK(std::holds_alternative<Failure>(read_list(half, last_page)));
    // Without a word on whether there is more, with another page, or cut off.
    for (const auto* meta :
         {"null", "{}", "[]", R"({"next":0})", R"({"next":{}})", R"({"next":null,"offset":20})",
          R"({"next":"/x","offset":0})", R"({"next":null,"offset":0,"total_count":7})"}) {
        INFO(meta);
        CHECK(std::holds_alternative<Failure>(read_list("[]", meta)));
    }
    CHECK(std::get<Page>(read_list("[]", R"({"next":null})")).messages.empty());
}
