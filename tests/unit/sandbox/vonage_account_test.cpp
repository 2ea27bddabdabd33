#include "support/catch.hpp"
#include "unit/sandbox/vectors.hpp"
#include "unit/sandbox/vonage_rig.hpp"

#include <set>
#include <string>

using namespace bkxsms;
using test::VonageRig;

TEST_CASE("sandbox: every other request of Vonage's own SDK succeeds", "[sandbox][vonage]") {
    VonageRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0}})",
                  [](auto& account) { account.numbers = {"447700900000"}; });
    const auto id = test::part(rig.sms({})).text("message-id");
    const std::set<std::string> elsewhere{"/sms/json", "/v1/messages",
                                          "/identity-insights/v1/requests", "/number/buy"};
    int asked = 0;
    for (const auto& v : test::read_vectors("requests-vonage.json")) {
        const auto request = v["request"];
        const auto path = request.text("path");
        if (elsewhere.count(path)) continue;
        INFO(v.text("name"));
        auto body = request.text("body");
        const std::string recorded = "0A0000000123ABCD1";
        if (const auto at = body.find(recorded); at != std::string::npos)
            body.replace(at, recorded.size(), id);
        // The number that one call cancels is there for the next.
        if (path == "/number/cancel") continue;
        const auto reply =
            rig.ask({.method = request.text("method"),
                     .path = path,
                     .body = body,
                     .content_type = request["headers"].text("content-type"),
                     .header = "Authorization: " + request["headers"].text("authorization")});
        CHECK(reply.status == (path == "/v1/redact/transaction" ? 204 : 200));
        ++asked;
    }
    CHECK(asked > 15);
}

TEST_CASE("sandbox: the account at Vonage", "[sandbox][vonage]") {
    VonageRig rig("{}", [](auto& account) { account.numbers = {"447700900000"}; });
    CHECK(rig.get("/account/get-balance").body == R"({"value":24.428075,"autoReload":false})");
    const auto nobody = rig.ask({.path = "/account/get-balance", .user = "abcd1234:wrong"});
    CHECK(nobody.status == 401);
    CHECK(nobody.body == R"({"error-code":"401","error-code-label":"authentication failed"})");
    const auto price = rig.get("/account/get-pricing/outbound/sms?country=KZ").json();
    CHECK(price.text("countryCode") == "KZ");
    CHECK(price["defaultPrice"].string() == "0.00750000");
    CHECK(rig.get("/account/get-pricing/outbound/sms").status == 400);
    CHECK(rig.get("/account/nothing").status == 404);
    CHECK(
        rig.ask({.method = "POST", .path = "/account/get-balance", .user = VonageRig::login()})
            .status == 405);

    const auto offer = rig.get("/number/search?country=GB").json()["numbers"].at(0);
    const test::Form number{{"country", "GB"}, {"msisdn", offer.text("msisdn")}};
    CHECK(rig.post_form("/number/buy", number).body ==
          R"({"error-code":"200","error-code-label":"success"})");
    CHECK(rig.get("/account/numbers").json()["count"].integer() == 2);
    CHECK(rig.post_form("/number/update", {{"country", "GB"},
                                           {"msisdn", offer.text("msisdn")},
                                           {"moHttpUrl", "https://sms.example/mo"}})
              .status == 200);
    CHECK(rig.get("/account/numbers").json()["numbers"].at(1).text("moHttpUrl") ==
          "https://sms.example/mo");
    CHECK(rig.post_form("/number/cancel", number).status == 200);
    CHECK(rig.post_form("/number/cancel", number).status == 420);
    CHECK(
        rig.post_form("/number/buy", {{"country", "GB"}, {"msisdn", "447700900011"}}).status ==
        420);
}

TEST_CASE("sandbox: Vonage's number insight has its errors in an answer of 200",
          "[sandbox][vonage]") {
    VonageRig rig;
    CHECK(rig.get("/ni/basic/json?number=447700900000").json()["status"].integer() == 0);
    const auto wrong = rig.get("/ni/basic/json?number=07999999999");
    CHECK(wrong.status == 200);
    CHECK(wrong.body == R"({"status":3,"status_message":"Invalid request :: Not valid number )"
                        R"(format detected [ 07999999999 ]"})");
    CHECK(rig.get("/ni/standard/json?number=447700900000")
              .json()["current_carrier"]
              .text("network_type") == "mobile");
}

TEST_CASE("sandbox: Vonage redacts what is done", "[sandbox][vonage]") {
    VonageRig rig(R"({"delivery":{"sent_ms":0,"done_ms":0},
        "rules":[{"when":{"to":"+49"},"do":{"delivery":{"done_ms":60000}}}]})");
    const auto redact = [&](const std::string& id) {
        return rig
            .post("/v1/redact/transaction",
                  R"({"id":")" + id + R"(","product":"sms","type":"outbound"})")
            .status;
    };
    CHECK(redact(test::part(rig.sms({})).text("message-id")) == 204);
    CHECK(redact(test::part(rig.sms({{"to", "4915112345678"}})).text("message-id")) == 403);
    CHECK(redact("0A0000000000000001") == 404);
}
