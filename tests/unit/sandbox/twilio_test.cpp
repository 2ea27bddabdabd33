#include "support/catch.hpp"
#include "unit/sandbox/rig.hpp"

#include <regex>
#include <string>
#include <vector>

using namespace bkxsms;
using test::Rig;

namespace {

const std::string hex32 = "0123456789abcdef0123456789abcdef";

} // namespace

TEST_CASE("sandbox: an accepted message is 201 with the field types Twilio uses",
          "[sandbox][twilio]") {
    Rig rig;
    const auto reply = rig.send_to("+4915112345678");
    REQUIRE(reply.status == 201);
    CHECK(reply.headers.at("content-type") == "application/json");
    CHECK(
        std::regex_match(reply.headers.at("twilio-request-id"), std::regex("RQ[0-9a-f]{32}")));
    const auto m = reply.json();
    CHECK(std::regex_match(m.text("sid"), std::regex("SM[0-9a-f]{32}")));
    CHECK(m.text("status") == "queued");
    CHECK(m["num_segments"].string() == "1");
    CHECK(m["num_media"].string() == "0");
    CHECK(m["direction"].string() == "outbound-api");
    CHECK(m["account_sid"].string() == Rig::account);
    for (const auto* name :
         {"price", "error_code", "error_message", "date_sent", "messaging_service_sid"}) {
        INFO(name);
        CHECK(m[name].is_null());
    }
    const std::regex rfc2822(
        "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] [A-Z][a-z]{2} 20[0-9]{2} "
        "[0-2][0-9]:[0-5][0-9]:[0-5][0-9] \\+0000");
    CHECK(std::regex_match(m.text("date_created"), rfc2822));
    CHECK(m.text("uri") == rig.messages() + "/" + m.text("sid") + ".json");
}

TEST_CASE("sandbox: text beyond ASCII comes back as escapes, pairs beyond the BMP",
          "[sandbox][twilio]") {
    Rig rig;
    const auto reply = rig.send(test::message_with("Body", "h\u00e4llo \U0001F600"));
    REQUIRE(reply.status == 201);
    CHECK(reply.body.find(R"("body":"h\u00e4llo \ud83d\ude00")") != std::string::npos);
    CHECK(reply.json().text("body") == "h\u00e4llo \U0001F600");
    CHECK(rig.ledger().at(0).text("body") == "h\u00e4llo \U0001F600");
}

TEST_CASE("sandbox: parts are counted as a string", "[sandbox][twilio]") {
    Rig rig;
    CHECK(rig.send(test::message_with("Body", std::string(161, 'a')))
              .json()["num_segments"]
              .string() == "2");
}

TEST_CASE("sandbox: who is let in", "[sandbox][twilio]") {
    const std::string main_sid = "AC" + std::string(32, '1');
    const std::string sub_sid = "AC" + std::string(32, '2');
    Rig rig("{}", [&](sandbox::Options& options) {
        options.twilio[0].keys.emplace_back("SK" + hex32, security::Secret("keysecret"));
        sandbox::TwilioAccount other;
        other.sid = main_sid;
        other.token = security::Secret("main");
        options.twilio.push_back(other);
        other.sid = sub_sid;
        other.token = security::Secret("sub");
        other.parent = main_sid;
        options.twilio.push_back(other);
    });
    struct Row {
        std::string name, user, account;
        int status;
        std::string code;
    };
    const std::vector<Row> rows{
        {"the token", rig.login(), Rig::account, 200, ""},
        {"an API key", "SK" + hex32 + ":keysecret", Rig::account, 200, ""},
        {"no credentials", "", Rig::account, 401, "20003"},
        {"a wrong token", std::string(Rig::account) + ":nope", Rig::account, 401, "20003"},
        {"a key's wrong secret", "SK" + hex32 + ":nope", Rig::account, 401, "20003"},
        {"another account's token", main_sid + ":main", Rig::account, 401, "20003"},
        {"the parent's token", main_sid + ":main", sub_sid, 200, ""},
        {"the child's own token", sub_sid + ":sub", sub_sid, 200, ""},
        {"the child's token upwards", sub_sid + ":sub", main_sid, 401, "20003"},
        {"an account nobody has", rig.login(), "AC" + std::string(32, '9'), 404, "20404"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const auto reply =
            rig.ask({.path = "/2010-04-01/Accounts/" + row.account + "/Balance.json",
                     .user = row.user});
        CHECK(reply.status == row.status);
        CHECK(reply.code() == row.code);
        if (row.status == 401) CHECK(reply.headers.count("www-authenticate") == 1);
    }
}

TEST_CASE("sandbox: each mistake in a message has its code, and is not accepted",
          "[sandbox][twilio]") {
    struct Row {
        std::string name, value, code;
    };
    const std::vector<Row> rows{
        {"To", "", "21604"},
        {"To", "4915112345678", "21211"},
        {"To", "+0915112345678", "21211"},
        {"To", "+49 151 12345678", "21211"},
        {"To", "+491511234567890123", "21211"},
        {"To", "+12", "21211"},
        {"From", "", "21603"},
        {"From", "+12", "21212"},
        {"From", "a much too long name", "21212"},
        {"Body", "", "21602"},
        {"Body", "\xff\xfe", "21602"},
        {"Body", std::string(1601, 'x'), "21617"},
        {"StatusCallback", "hook", "21609"},
        {"StatusCallback", "https://my_host.example/x", "21609"},
        {"StatusCallback", "https://a.example/" + std::string(4000, 'x'), "21609"},
        {"MessagingServiceSid", "MGnope", "21701"},
    };
    Rig rig;
    for (const auto& row : rows) {
        INFO(row.name << " = " << row.value.substr(0, 40));
        const auto reply = rig.send(test::message_with(row.name, row.value));
        CHECK(reply.status == 400);
        const auto error = reply.json();
        CHECK(error["code"].integer() == std::stoi(row.code));
        CHECK(error["status"].integer() == 400);
        CHECK(error["message"].is_string());
        CHECK(error.text("more_info") == "https://www.twilio.com/docs/errors/" + row.code);
    }
    CHECK(rig.ledger().empty());
}

TEST_CASE("sandbox: what is still in order", "[sandbox][twilio]") {
    Rig rig;
    CHECK(rig.send(test::message_with("Body", std::string(1600, 'x'))).status == 201);
    std::string emoji;
    for (int i = 0; i < 1600; ++i) emoji += "\U0001F600";
    CHECK(rig.send(test::message_with("Body", emoji)).status == 201);
    CHECK(rig.send(test::message_with("From", "Salon Rosa")).status == 201);
    CHECK(rig.send(test::message_with("From", "12345")).status == 201);
    const auto media = rig.send({{"To", "+4915112345678"},
                                 {"From", "+15005550006"},
                                 {"MediaUrl", "https://a.example/1.png"},
                                 {"MediaUrl", "https://a.example/2.png"}});
    CHECK(media.status == 201);
    CHECK(media.json()["num_media"].string() == "2");
    CHECK(media.json().text("sid").substr(0, 2) == "MM");
    CHECK(rig.ledger().size() == 5);
}

TEST_CASE("sandbox: the body may use '+' for a space", "[sandbox][twilio]") {
    Rig rig;
    const auto reply = rig.ask({.method = "POST",
                                .path = rig.messages() + ".json",
                                .body = "To=%2B4915112345678&From=%2B15005550006&Body=a+b",
                                .user = rig.login()});
    CHECK(reply.json().text("body") == "a b");
}

TEST_CASE("sandbox: magic numbers answer with their codes in every account",
          "[sandbox][twilio]") {
    Rig rig;
    struct Row {
        std::string name, number, code;
    };
    const std::vector<Row> rows{
        {"From", "+15005550001", "21212"}, {"From", "+15005550007", "21606"},
        {"From", "+15005550008", "21611"}, {"To", "+15005550001", "21211"},
        {"To", "+15005550002", "21612"},   {"To", "+15005550003", "21408"},
        {"To", "+15005550004", "21610"},   {"To", "+15005550009", "21614"},
    };
    for (const auto& row : rows) {
        INFO(row.name << " = " << row.number);
        CHECK(rig.send(test::message_with(row.name, row.number)).code() == row.code);
    }
    CHECK(rig.send(test::message_with("From", "+15005550006")).status == 201);
}

TEST_CASE("sandbox: test credentials only send, and only from the magic number",
          "[sandbox][twilio]") {
    Rig rig("{}", [](sandbox::Options& options) { options.twilio[0].test = true; });
    CHECK(rig.send(test::message_with("From", "+15005550006")).status == 201);
    CHECK(rig.send(test::message_with("From", "+4915112345678")).code() == "21606");
    const auto service = rig.send(test::message_with("MessagingServiceSid", "MG" + hex32));
    CHECK(service.status == 403);
    CHECK(service.code() == "20008");
    const auto sid = rig.ledger().at(0).text("sid");
    for (const auto& path :
         {rig.messages() + ".json", rig.messages() + "/" + sid + ".json",
          std::string("/2010-04-01/Accounts/") + Rig::account + "/Balance.json"}) {
        INFO(path);
        CHECK(rig.get(path).status == 403);
    }
}

TEST_CASE("sandbox: an account with numbers sends from those only", "[sandbox][twilio]") {
    Rig rig("{}", [](sandbox::Options& options) {
        options.twilio[0].numbers = {"+4930111111"};
        options.twilio[0].services = {"MG" + std::string(32, 'a')};
    });
    CHECK(rig.send(test::message_with("From", "+4930111111")).status == 201);
    CHECK(rig.send(test::message_with("From", "+4930111112")).code() == "21606");
    CHECK(rig.send(test::message_with("MessagingServiceSid", "MG" + hex32)).code() == "21701");
}

TEST_CASE("sandbox: paths, methods and the suffix", "[sandbox][twilio]") {
    Rig rig;
    struct Row {
        std::string method, path;
        int status;
        std::string code;
    };
    const std::vector<Row> rows{
        {"GET", rig.messages() + "/SM" + hex32 + ".json", 404, "20404"},
        {"DELETE", rig.messages() + ".json", 405, "20004"},
        {"POST", rig.messages() + "/SM" + hex32 + ".json", 405, "20004"},
        {"GET", "/2010-04-01/Accounts.json", 404, "20404"},
        {"GET", rig.messages() + "/a/b.json", 404, "20404"},
        {"GET", "/2010-04-01/Accounts//Messages.json", 404, "20404"},
    };
    for (const auto& row : rows) {
        INFO(row.method << ' ' << row.path);
        const auto reply =
            rig.ask({.method = row.method, .path = row.path, .user = rig.login()});
        CHECK(reply.status == row.status);
        CHECK(reply.code() == row.code);
    }
    CHECK(rig.get("/nobody/knows").status == 404);

    const auto xml = rig.ask({.method = "POST",
                              .path = rig.messages(),
                              .body = test::encode(test::message_with("Body", "x")),
                              .user = rig.login()});
    CHECK(xml.status == 404);
    CHECK(xml.headers.at("content-type") == "application/xml");
    CHECK(xml.body.find("<Code>20404</Code>") != std::string::npos);
    CHECK(rig.ledger().empty());
}

TEST_CASE("sandbox: a body that is no form has no parameters", "[sandbox][twilio]") {
    Rig rig;
    const auto reply = rig.ask({.method = "POST",
                                .path = rig.messages() + ".json",
                                .body = R"({"To":"+4915112345678"})",
                                .content_type = "application/json",
                                .user = rig.login()});
    CHECK(reply.code() == "21604");
}
