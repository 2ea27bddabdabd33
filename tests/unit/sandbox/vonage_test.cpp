#include "core/sandbox/vonage/signature.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/vectors.hpp"
#include "unit/sandbox/vonage_rig.hpp"

#include <regex>
#include <set>
#include <string>
#include <vector>

using namespace bkxsms;
using test::part, test::VonageRig;

TEST_CASE("sandbox: Vonage takes a text with 200 and strings for numbers",
          "[sandbox][vonage]") {
    VonageRig rig;
    const auto reply = rig.sms({{"client-ref", "tok en"}});
    REQUIRE(reply.status == 200);
    CHECK(std::regex_match(
        reply.body,
        std::regex(R"(\{"message-count":"1","messages":\[\{"to":"447700900000",)"
                   R"("message-id":"0A[0-9A-F]{12}01","status":"0",)"
                   R"("remaining-balance":"24\.42807500","message-price":"0\.00750000",)"
                   R"("network":"26201","client-ref":"tok en"\}\]\})")));
    const auto lines = rig.ledger();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].text("provider") == "vonage");
    CHECK(lines[0].text("account") == VonageRig::key);
    CHECK(lines[0].text("sid") == part(reply).text("message-id"));
    CHECK(lines[0].text("to") == "+447700900000");
    CHECK(lines[0].text("ref") == "tok en");
}

TEST_CASE("sandbox: every request of Vonage's own SDK to the SMS API succeeds",
          "[sandbox][vonage]") {
    VonageRig rig;
    int sent = 0;
    for (const auto& v : test::read_vectors("requests-vonage.json")) {
        const auto request = v["request"];
        // Signed sends, for which each method needs another account, are below.
        if (request.text("path") != "/sms/json" || !v["recorded"].boolean().value()) continue;
        INFO(v.text("name"));
        const auto reply =
            rig.ask({.method = "POST",
                     .path = "/sms/json",
                     .body = request.text("body"),
                     .content_type = request["headers"].text("content-type"),
                     .header = "Authorization: " + request["headers"].text("authorization")});
        CHECK(reply.status == 200);
        CHECK(part(reply).text("status") == "0");
        const bool long_text = v.text("name") == "sms_long_3_parts";
        if (long_text) CHECK(reply.json().text("message-count") == "3");
        ++sent;
    }
    CHECK(sent > 30);
    CHECK(rig.ledger().size() == static_cast<std::size_t>(sent));
}

TEST_CASE("sandbox: a signed send is let in with the account's method only",
          "[sandbox][vonage]") {
    using enum sandbox::VonageSigning;
    struct Row {
        sandbox::VonageSigning method;
        const char* name;
    };
    const auto row = GENERATE(values<Row>({{md5hash, "md5hash"},
                                           {md5, "md5"},
                                           {sha1, "sha1"},
                                           {sha256, "sha256"},
                                           {sha512, "sha512"}}));
    INFO(row.name);
    const auto vectors = test::read_vectors("requests-vonage.json");
    std::string own_secret;
    for (const auto& v : vectors)
        if (own_secret.empty()) own_secret = v.text("signature_secret");
    VonageRig rig("{}", [&](auto& account) {
        account.signing = row.method;
        account.signature_secret = security::Secret(own_secret);
    });
    int accepted = 0;
    int refused = 0;
    for (const auto& v : vectors) {
        if (v.text("signature_method").empty()) continue;
        INFO(v.text("name"));
        const auto reply =
            rig.ask({.method = "POST", .path = "/sms/json", .body = v["request"].text("body")});
        const bool ours = v.text("signature_method") == row.name;
        CHECK(part(reply).text("status") == (ours ? "0" : "14"));
        ++(ours ? accepted : refused);
    }
    CHECK(accepted == 4);
    CHECK(refused == 16);
}

TEST_CASE("sandbox: who may send, and what Vonage says to the others", "[sandbox][vonage]") {
    VonageRig rig("{}", [](auto& account) { account.secrets.emplace_back("second"); });
    const test::Form text{{"to", "447700900000"}, {"from", "AcmeInc"}, {"text", "x"}};
    const auto with = [&](const test::Form& more) {
        auto form = text;
        form.insert(form.end(), more.begin(), more.end());
        const auto reply = rig.post_form("/sms/json", form, "");
        CHECK(reply.status == 200);
        return part(reply).text("status");
    };
    CHECK(with({{"api_key", "abcd1234"}, {"api_secret", "TestOnlySecret12"}}) == "0");
    CHECK(with({{"api_key", "abcd1234"}, {"api_secret", "second"}}) == "0");
    CHECK(with({{"api_key", "abcd1234"}, {"api_secret", "wrong"}}) == "4");
    CHECK(with({{"api_key", "nobody00"}, {"api_secret", "second"}}) == "4");
    CHECK(with({{"api_key", "abcd1234"}}) == "2");
    CHECK(with({}) == "2");
    CHECK(with({{"api_key", "abcd1234"}, {"timestamp", "1"}, {"sig", "00"}}) == "14");
    CHECK(with({{"api_key", "abcd1234"}, {"sig", "00"}}) == "2");
    CHECK(with({{"api_key", "abcd1234"}, {"api_secret", "second"}, {"sig", "00"}}) == "32");
    // In the query, too.
    const auto query = rig.ask({.method = "POST",
                                .path = "/sms/json?api_key=abcd1234&api_secret=second",
                                .body = test::encode(text)});
    CHECK(part(query).text("status") == "0");
    // Basic is looked at before the API is.
    const auto basic = rig.post_form("/sms/json", text, "abcd1234:wrong");
    CHECK(basic.status == 401);
    CHECK(basic.body == R"({"error-code":"401","error-code-label":"authentication failed"})");
    CHECK(rig.post_form("/sms/json", text).status == 200);
}

TEST_CASE("sandbox: each mistake in a text to Vonage is a status in an answer of 200",
          "[sandbox][vonage]") {
    struct Row {
        std::string name, value, status, says;
    };
    const std::vector<Row> rows{
        {"to", "-", "2", "Missing to param"},
        {"from", "-", "2", "Missing from param"},
        {"text", "-", "2", "Missing text param"},
        {"to", "+447700900000", "3", "Invalid to param"},
        {"to", "00447700900000", "3", "Invalid to param"},
        {"to", "447700", "3", "Invalid to param"},
        {"type", "wappush", "3", "Invalid type param"},
        {"ttl", "19999", "3", "Invalid ttl param"},
        {"ttl", "604800001", "3", "Invalid ttl param"},
        {"client-ref", std::string(101, 'r'), "3", "Invalid client-ref param"},
        {"message-class", "4", "3", "Invalid message-class param"},
        {"protocol-id", "256", "3", "Invalid protocol-id param"},
        {"text", std::string(3201, 'x'), "12", "Message too long"},
        {"callback", "hook", "23", "Invalid callback URL"},
        {"callback", "https://a.example/" + std::string(90, 'x'), "23", "Invalid callback URL"},
        {"to", "14155550100", "15", "Illegal Sender Address - rejected"},
    };
    VonageRig rig;
    for (const auto& row : rows) {
        INFO(row.name << " = " << row.value.substr(0, 40));
        const auto reply = rig.sms({{row.name, row.value}});
        CHECK(reply.status == 200);
        CHECK(reply.json().text("message-count") == "1");
        CHECK(part(reply)["status"].string() == row.status);
        CHECK(part(reply).text("error-text") == row.says);
        CHECK_FALSE(part(reply)["message-id"].present());
    }
    CHECK(part(rig.sms({{"type", "binary"}, {"body", "00"}})).text("status") == "2");
    CHECK(part(rig.sms({{"type", "binary"}, {"body", "0g"}, {"udh", "00"}})).text("status") ==
          "3");
    CHECK(rig.ledger().empty());
    CHECK(part(rig.sms({{"text", std::string(3200, 'x')}})).text("status") == "0");
}

TEST_CASE("sandbox: accounts of Vonage's without credit, in demo mode, with own numbers",
          "[sandbox][vonage]") {
    struct Row {
        std::function<void(sandbox::VonageAccount&)> adjust;
        std::string from, status;
    };
    const std::vector<Row> rows{
        {[](auto& account) { account.balance_nano = 0; }, "AcmeInc", "9"},
        {[](auto& account) { account.recipients = {"447700900001"}; }, "AcmeInc", "29"},
        {[](auto& account) { account.recipients = {"447700900000"}; }, "AcmeInc", "0"},
        {[](auto& account) { account.numbers = {"447700900009"}; }, "447700900008", "15"},
        {[](auto& account) { account.numbers = {"447700900009"}; }, "447700900009", "0"},
    };
    for (const auto& row : rows) {
        VonageRig rig("{}", row.adjust);
        CHECK(part(rig.sms({{"from", row.from}})).text("status") == row.status);
    }
}

TEST_CASE("sandbox: a long text at Vonage is one acceptance with an id for each part",
          "[sandbox][vonage]") {
    VonageRig rig;
    const auto reply = rig.sms({{"text", std::string(307, 'x')}});
    CHECK(reply.json().text("message-count") == "3");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < 3; ++i) ids.insert(part(reply, i).text("message-id"));
    CHECK(ids.size() == 3);
    REQUIRE(rig.ledger().size() == 1);
    CHECK(rig.ledger()[0].text("sid") == part(reply).text("message-id"));
}

TEST_CASE("sandbox: Vonage guesses no alphabet", "[sandbox][vonage]") {
    VonageRig rig;
    rig.sms({{"text", "Привет €"}});
    CHECK(rig.ledger().at(0).text("body") == "?????? €");
    std::string cyrillic;
    for (int i = 0; i < 71; ++i) cyrillic += "ж";
    const auto unicode = rig.sms({{"text", cyrillic}, {"type", "unicode"}});
    CHECK(unicode.json().text("message-count") == "2");
    CHECK(rig.ledger().at(1).text("body") == cyrillic);
    CHECK(rig.sms({{"text", std::string(71, 'x')}, {"type", "unicode"}})
              .json()
              .text("message-count") == "2");
    CHECK(rig.sms({{"text", std::string(134, 'x')}, {"type", "unicode"}})
              .json()
              .text("message-count") == "2");
    CHECK(rig.sms({{"text", std::string(135, 'x')}, {"type", "unicode"}})
              .json()
              .text("message-count") == "3");
}

TEST_CASE("sandbox: faults of Vonage's SMS API", "[sandbox][vonage][fault]") {
    struct Row {
        const char* action;
        int status;
        const char* part_status;
        const char* body;
    };
    const auto row = GENERATE(values<Row>({
        {R"("code":9)", 200, "9", ""},
        {R"("code":1)", 200, "1",
         R"({"message-count":"1","messages":[{"status":"1","error-text":)"
         R"("Throughput Rate Exceeded - please wait [ 250 ] and retry"}]})"},
        {R"("code":99)", 200, "99", ""},
        {R"("status":401)", 401, "",
         R"({"error-code":"401","error-code-label":"authentication failed"})"},
        {R"("status":420)", 420, "",
         R"({"error-code":"420","error-code-label":"Enhance Your Calm"})"},
        {R"("status":500)", 500, "", "<html>oops</html>"},
    }));
    INFO(row.action);
    VonageRig rig(std::string(R"({"rules":[{"when":{"provider":"vonage"},)") +
                  R"("do":{"fault":"error",)" + row.action + "}}]}");
    const auto reply = rig.sms({});
    CHECK(reply.status == row.status);
    if (*row.part_status) CHECK(part(reply).text("status") == row.part_status);
    if (*row.body) CHECK(reply.body == row.body);
    CHECK(rig.ledger().empty());
    CHECK(rig.send_to("+4915112345678").status == 201);
}

TEST_CASE("sandbox: Vonage can accept a text in part", "[sandbox][vonage][fault]") {
    VonageRig rig(R"({"rules":[{"do":{"fault":"error","accept":true,"code":9}}]})");
    const auto reply = rig.sms({{"text", std::string(161, 'x')}});
    CHECK(part(reply, 0).text("status") == "0");
    CHECK(part(reply, 1).text("status") == "9");
    CHECK(part(reply, 1).text("error-text") == "Quota Exceeded - rejected");
    CHECK_FALSE(part(reply, 1)["message-id"].present());
    CHECK(rig.ledger().size() == 1);
}

TEST_CASE("sandbox: too many requests at Vonage have no body", "[sandbox][vonage][fault]") {
    VonageRig rig(
        R"({"rules":[{"when":{"to":"+44"},"do":{"fault":"error","status":429,"retry_after_s":2}}]})");
    const auto reply = rig.sms({});
    CHECK(reply.status == 429);
    CHECK(reply.body.empty());
    CHECK(reply.headers.at("retry-after") == "2");
    CHECK(rig.sms({{"to", "4915112345678"}}).status == 200);
}
