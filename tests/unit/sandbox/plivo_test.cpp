#include "core/base/parse.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/plivo_rig.hpp"
#include "unit/sandbox/vectors.hpp"

#include <regex>
#include <set>
#include <string>
#include <vector>

using namespace bkxsms;
using test::PlivoRig;

namespace {

const std::string uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

} // namespace

TEST_CASE("sandbox: Plivo takes a message with 202 and a list of one uuid",
          "[sandbox][plivo]") {
    PlivoRig rig;
    const auto reply = rig.send({{"url", "https://sms.example/hook?ref=abc"}});
    REQUIRE(reply.status == 202);
    CHECK(std::regex_match(
        reply.body, std::regex(R"(\{"api_id":")" + uuid +
                               R"(","message":"message\(s\) queued","message_uuid":\[")" +
                               uuid + R"("\]\})")));
    const auto lines = rig.ledger();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].text("provider") == "plivo");
    CHECK(lines[0].text("account") == PlivoRig::auth_id);
    CHECK(lines[0].text("sid") == reply.json()["message_uuid"].at(0).string());
    CHECK(lines[0].text("to") == "+4915112345678");
    CHECK(lines[0].text("from") == "15005550006");
    CHECK(lines[0].text("body") == "Hello");
    CHECK(lines[0].text("ref") == "abc");
}

TEST_CASE("sandbox: every request of Plivo's own SDK succeeds", "[sandbox][plivo]") {
    PlivoRig rig;
    const auto known = rig.send_one();
    for (const auto& v : test::read_vectors("requests-plivo.json")) {
        INFO(v.text("name"));
        auto path = v.text("path");
        const std::string recorded = "5b40a428-bfc7-4daf-9d06-726c558bf3b8";
        if (const auto at = path.find(recorded); at != std::string::npos)
            path.replace(at, recorded.size(), known);
        const auto reply =
            rig.ask({.method = v.text("method"),
                     .path = path,
                     .body = v.text("body"),
                     .content_type = "application/json",
                     .header = "Authorization: " + v["headers"].text("Authorization")});
        const bool send = v.text("method") == "POST" && path.ends_with("/Message/");
        const bool buy = v.text("method") == "POST" && !send;
        // A name as sender, to the United States: the SDK does not mind, Plivo does.
        const bool refused = v.text("name") == "send-alphanumeric-sender";
        CHECK(reply.status == (refused ? 400 : send ? 202 : buy ? 201 : 200));
        CHECK(reply.json()["api_id"].is_string());
    }
}

TEST_CASE("sandbox: Plivo's credentials are the account's, a token's or a parent's",
          "[sandbox][plivo]") {
    test::Rig rig("{}", [](sandbox::Options& options) {
        sandbox::PlivoAccount main;
        main.auth_id = "MA000000000000000001";
        main.tokens.emplace_back("one");
        main.tokens.emplace_back("two");
        sandbox::PlivoAccount sub;
        sub.auth_id = "SA000000000000000002";
        sub.tokens.emplace_back("three");
        sub.parent = main.auth_id;
        options.plivo = {main, sub};
    });
    struct Row {
        const char* user;
        const char* path;
        int status;
        const char* body; ///< "" to not look
    };
    const auto row = GENERATE(values<Row>({
        {"MA000000000000000001:one", "/v1/Account/MA000000000000000001/", 200, ""},
        {"MA000000000000000001:two", "/v1/Account/MA000000000000000001/", 200, ""},
        {"MA000000000000000001:one", "/v1/Account/MA000000000000000001//", 200, ""},
        {"MA000000000000000001:one", "/v1/Account/SA000000000000000002/", 200, ""},
        {"SA000000000000000002:three", "/v1/Account/SA000000000000000002/", 200, ""},
        {"SA000000000000000002:three", "/v1/Account/MA000000000000000001/", 404, "{}"},
        {"MA000000000000000001:one", "/v1/Account/MA000000000000000009/", 404, "{}"},
        {"MA000000000000000001:one", "/v1/Account/MA000000000000000001", 404, "{}"},
        {"MA000000000000000001:three", "/v1/Account/MA000000000000000001/", 401,
         R"({"error":"authentication credentials were not provided"})"},
        {"", "/v1/Account/MA000000000000000001/", 401,
         R"({"error":"authentication credentials were not provided"})"},
    }));
    INFO(row.user << ' ' << row.path);
    const auto reply = rig.ask({.path = row.path, .user = row.user});
    CHECK(reply.status == row.status);
    if (*row.body) CHECK(reply.body == row.body);
}

TEST_CASE("sandbox: each mistake in a message to Plivo is 400 with words only",
          "[sandbox][plivo]") {
    struct Row {
        std::string name, value, says;
    };
    const std::vector<Row> rows{
        {"dst", "-", "dst parameter is missing"},
        {"dst", "abc", "dst parameter is invalid"},
        {"dst", "+491511234567890", "dst parameter is invalid"}, // 15 digits
        {"src", "-", "exactly one of src and powerpack_uuid is needed"},
        {"powerpack_uuid", "86bbb125", "exactly one of src and powerpack_uuid is needed"},
        {"src", "AMuchTooLongName", "src parameter is invalid"},
        {"src", "+4915112345678", "src and dst cannot be the same"},
        {"text", "-", "text parameter is missing"},
        {"text", std::string(1601, 'x'), "text parameter is too long"},
        {"url", "hook", "url parameter is invalid"},
        {"method", "PUT", "method parameter is invalid"},
        {"type", "fax", "type parameter is invalid"},
        {"message_expiry", "4", "message_expiry parameter is invalid"},
        {"message_expiry", "10800", "message_expiry parameter is invalid"},
        {"log", "sometimes", "log parameter is invalid"},
    };
    PlivoRig rig;
    for (const auto& row : rows) {
        INFO(row.name << " = " << row.value.substr(0, 40));
        const auto reply = rig.send({{row.name, row.value}});
        CHECK(reply.status == 400);
        CHECK(reply.json().text("error") == row.says);
        CHECK(reply.json()["api_id"].is_string());
        CHECK(reply.json().members().size() == 2);
    }
    CHECK(rig.post("not json").status == 400);
    CHECK(rig.ask({.method = "POST",
                   .path = PlivoRig::root() + "Message/",
                   .body = "src=1&dst=2&text=x",
                   .user = PlivoRig::login()})
              .status == 400);
    CHECK(rig.send({{"type", "whatsapp"}}).status == 501);
    CHECK(rig.ledger().empty());
}

TEST_CASE("sandbox: Plivo's length limits are 1600 and 737 characters", "[sandbox][plivo]") {
    std::string cyrillic;
    for (int i = 0; i < 737; ++i) cyrillic += "ж";
    PlivoRig rig;
    CHECK(rig.send({{"text", std::string(1600, 'x')}}).status == 202);
    CHECK(rig.send({{"text", cyrillic}}).status == 202);
    CHECK(rig.send({{"text", cyrillic + "ж"}}).status == 400);
}

TEST_CASE("sandbox: Plivo keeps letters and digits of a sender, and America wants a number",
          "[sandbox][plivo]") {
    PlivoRig rig("{}", [](auto& account) { account.numbers = {"15005550006"}; });
    CHECK(rig.send({{"src", "Dr. Winter"}}).status == 202);
    CHECK(rig.ledger().at(0).text("from") == "DrWinter");
    const auto refused = rig.send({{"src", "DrWinter"}, {"dst", "+14155550100"}});
    CHECK(refused.status == 400);
    CHECK(refused.json().text("error") == "This caller id is not allowed for outbound message");
    CHECK(rig.send({{"src", "+15005550007"}}).status == 400);
    CHECK(rig.send({{"src", "-"}, {"powerpack_uuid", "86bbb125"}}).status == 202);
    CHECK(rig.ledger().at(1).text("service") == "86bbb125");
}

TEST_CASE("sandbox: a 202 of Plivo's can hold recipients that were refused",
          "[sandbox][plivo]") {
    PlivoRig rig;
    const auto reply =
        rig.send({{"dst", "+4915112345678<nobody<49 (151) 123.456-78<+4915199999999<12"}});
    REQUIRE(reply.status == 202);
    CHECK(reply.json()["message_uuid"].size() == 2);
    const auto invalid = reply.json()["invalid_number"];
    REQUIRE(invalid.size() == 2);
    CHECK(invalid.at(0).string() == "nobody");
    CHECK(invalid.at(1).string() == "12");
    REQUIRE(rig.ledger().size() == 2);
    CHECK(rig.ledger()[0].text("to") == "+4915112345678");
    CHECK(rig.ledger()[1].text("to") == "+4915199999999");

    std::string many = "+4915100000000";
    for (int i = 1; i <= 1000; ++i) many += "<+49152" + std::to_string(10'000'000 + i);
    CHECK(rig.send({{"dst", many}}).status == 400);
    CHECK(rig.send({{"dst", many.substr(15)}}).json()["message_uuid"].size() == 1000);
}

TEST_CASE("sandbox: without credit Plivo sends nothing", "[sandbox][plivo]") {
    PlivoRig rig("{}", [](auto& account) { account.credits_nano = 0; });
    const auto reply = rig.send({});
    CHECK(reply.status == 402);
    CHECK(reply.json().text("error") == "Insufficient Credit");
    CHECK(rig.get("").json()["cash_credits"].string() == "0.00000");
}

TEST_CASE("sandbox: Plivo's paths, methods and catalogue", "[sandbox][plivo]") {
    PlivoRig rig("{}", [](auto& account) { account.numbers = {"15005550006"}; });
    struct Row {
        const char* method;
        const char* path;
        int status;
    };
    const std::vector<Row> rows{
        {"GET", "Message/00000000-0000-4000-8000-000000000000/", 404},
        {"DELETE", "Message/", 405},
        {"POST", "Pricing/", 405},
        {"GET", "Nothing/", 404},
        {"GET", "Message/a/b/c/", 404},
        {"GET", "Number/15005550006/", 200},
        {"GET", "Number/15005550007/", 404},
        {"GET", "Powerpack/", 200},
    };
    for (const auto& row : rows) {
        INFO(row.method << ' ' << row.path);
        CHECK(rig.ask({.method = row.method,
                       .path = PlivoRig::root() + row.path,
                       .content_type = "application/json",
                       .user = PlivoRig::login()})
                  .status == row.status);
    }
    const auto account = rig.get("").json();
    CHECK(account["cash_credits"].string() == "20.00000");
    CHECK(account.text("auth_id") == PlivoRig::auth_id);
    CHECK_FALSE(account["currency"].present());
    const auto price = rig.get("Pricing/?country_iso=DE").json();
    CHECK(price["message"]["outbound"]["rate"].string() == "0.00750");
    CHECK(price["message"]["outbound_networks_list"].at(0)["rate"].string() == "0.00750");
    CHECK(rig.get("Number/").json()["objects"].at(0).text("number") == "15005550006");
    const auto offer = rig.get("PhoneNumber/?country_iso=US").json()["objects"].at(0);
    const auto bought =
        rig.ask({.method = "POST",
                 .path = PlivoRig::root() + "PhoneNumber/" + offer.text("number") + "/",
                 .body = "{}",
                 .content_type = "application/json",
                 .user = PlivoRig::login()});
    CHECK(bought.status == 201);
    CHECK(bought.json().text("status") == "fulfilled");
    const auto found =
        rig.ask({.path = "/v1/Number/+4915112345678?type=carrier", .user = PlivoRig::login()})
            .json();
    CHECK(found["format"].text("e164") == "+4915112345678");
    CHECK(found["carrier"].text("type") == "mobile");
}

TEST_CASE("sandbox: a fault can be Plivo's alone", "[sandbox][plivo][fault]") {
    PlivoRig rig(R"({"rules":[{"when":{"provider":"plivo","nth":1},"do":
        {"fault":"error","status":429,"retry_after_s":3}},
        {"when":{"provider":"plivo","nth":1},"do":{"fault":"error","accept":true}},
        {"when":{"provider":"plivo","nth":1},
         "do":{"fault":"error","status":402,"code":"Insufficient Credit"}},
        {"when":{"provider":"plivo"},"do":{"fault":"hang_up"}}]})");
    CHECK(rig.send_to("+4915112345678").status == 201); // Twilio
    const auto limited = rig.send({});
    CHECK(limited.status == 429);
    CHECK(limited.json().text("error") == "too many requests");
    CHECK(limited.headers.at("retry-after") == "3");
    CHECK(rig.ledger().size() == 1);
    CHECK(rig.send({}).status == 500);
    CHECK(rig.ledger().size() == 2);
    const auto poor = rig.send({});
    CHECK(poor.status == 402);
    CHECK(poor.json().text("error") == "Insufficient Credit");
    CHECK(rig.send({}).curl != 0);
    CHECK(rig.ledger().size() == 3);
    CHECK(rig.send_to("+4915112345678").status == 201);
    CHECK(rig.stats()["refused"]["429"].integer() == 1);
}

TEST_CASE("sandbox: a head is enough for Plivo to hang up", "[sandbox][plivo][fault]") {
    PlivoRig rig(R"({"rules":[{"when":{"provider":"plivo"},
                               "do":{"fault":"hang_up","before_reading":true}}]})");
    CHECK(rig.send({}).curl != 0);
    CHECK(rig.ledger().empty());
    CHECK(rig.send_to("+4915112345678").status == 201);
}
