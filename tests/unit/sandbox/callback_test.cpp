#include "core/base/encode.hpp"
#include "core/sandbox/twilio/callback.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/rig.hpp"

#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace bkxsms;
using test::Form;
using test::Hook;
using test::Rig;

namespace {

constexpr const char* quick = R"("delivery":{"queued_ms":5,"sent_ms":10,"done_ms":20})";

/// X-Twilio-Signature as the receiver's side of docs/providers/twilio.md section 7 has it, on
/// its own: a map is sorted, and no name repeats in what the sandbox posts.
std::string signature_of(const std::string& url, const std::string& body,
                         const std::string& token) {
    auto text = url;
    for (const auto& [name, value] : test::decode(body)) text += name + value;
    return to_base64(as_bytes(security::hmac(security::Hash::sha1, token, text)));
}

Form with_callback(const std::string& url) {
    return {{"To", "+4915112345678"},
            {"From", "+15005550006"},
            {"Body", "Hello"},
            {"StatusCallback", url}};
}

std::vector<std::string> statuses(const Hook& hook) {
    std::vector<std::string> all;
    for (const auto& got : hook.got()) all.push_back(test::decode(got.body)["MessageStatus"]);
    return all;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("sandbox: the signature is Twilio's own published example", "[sandbox][callback]") {
    // docs/providers/twilio.md section 7, "Published check value".
    CHECK(sandbox::twilio_signature("12345", "https://example.com/myapp.php?foo=1&bar=2",
                                    {{"CallSid", "CA1234567890ABCDE"},
                                     {"Caller", "+14158675310"},
                                     {"Digits", "1234"},
                                     {"From", "+14158675310"},
                                     {"To", "+18005551212"}}) ==
          "L/OH5YylLD5NRKLltdqwSvS0BnU=");
}

TEST_CASE("sandbox: genuine recorded form webhooks have the signature we make",
          "[sandbox][callback]") {
    std::ifstream in(BKXSMS_SOURCE_DIR "/tests/fixtures/webhook-signatures-twilio.json");
    std::stringstream text;
    text << in.rdbuf();
    const auto document = json::parse(text.str());
    const auto vectors = document.is_array() ? document : document["vectors"];
    int compared = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto v = vectors.at(i);
        // Ports are the receiver's latitude: what we sign is the URL as it stands.
        if (v.text("scheme") != "twilio-form" || v["valid"].boolean() != true ||
            v.text("name").find("port") != std::string::npos)
            continue;
        sandbox::Fields fields;
        for (const auto& name : v["params"].members()) {
            const auto value = v["params"][name];
            if (value.is_string()) fields.emplace_back(name, *value.string());
            for (std::size_t j = 0; j < value.size(); ++j)
                fields.emplace_back(name, *value.at(j).string());
        }
        std::string wanted;
        for (const auto& name : v["headers"].members())
            if (name == "X-Twilio-Signature" || name == "x-twilio-signature")
                wanted = v["headers"].text(name);
        INFO(v.text("name"));
        CHECK(sandbox::twilio_signature(v.text("secret"), v.text("url"), fields) == wanted);
        ++compared;
    }
    CHECK(compared > 10);
}

TEST_CASE("sandbox: callbacks come in Twilio's order, signed, none for the first status",
          "[sandbox][callback]") {
    Hook hook;
    Rig rig(std::string("{") + quick + "}");
    const auto url = "http://" + hook.host() + "/hook/twilio?ref=abc&x=%20y";
    const auto sid = rig.send(with_callback(url)).json().text("sid");
    rig.settle();
    CHECK(statuses(hook) == Words{"sent", "delivered"});
    for (const auto& got : hook.got()) {
        CHECK(got.target == "/hook/twilio?ref=abc&x=%20y");
        CHECK(got.headers.at("host") == hook.host());
        CHECK(got.headers.at("x-twilio-signature") == signature_of(url, got.body, Rig::token));
        CHECK(got.headers.count("i-twilio-idempotency-token") == 1);
        auto fields = test::decode(got.body);
        CHECK(fields["MessageSid"] == sid);
        CHECK(fields["SmsSid"] == sid);
        CHECK(fields["SmsStatus"] == fields["MessageStatus"]);
        CHECK(fields["To"] == "+4915112345678");
        CHECK(fields["AccountSid"] == Rig::account);
        CHECK(fields["ApiVersion"] == "2010-04-01");
        CHECK(fields.count("ErrorCode") == 0);
    }
}

TEST_CASE("sandbox: only a service's message has a callback for queued",
          "[sandbox][callback]") {
    Hook hook;
    Rig rig(std::string("{") + quick + "}");
    rig.send({{"To", "+4915112345678"},
              {"MessagingServiceSid", "MG" + std::string(32, 'a')},
              {"Body", "Hello"},
              {"StatusCallback", "http://" + hook.host() + "/"}});
    rig.settle();
    CHECK(statuses(hook) == Words{"queued", "sent", "delivered"});
}

TEST_CASE("sandbox: each fate has its callbacks", "[sandbox][callback]") {
    struct Row {
        const char* fate;
        Words statuses;
    };
    const auto row = GENERATE(values<Row>({{"delivered", {"sent", "delivered"}},
                                           {"undelivered", {"sent", "undelivered"}},
                                           {"failed", {"failed"}},
                                           {"sent", {"sent"}}}));
    INFO(row.fate);
    Hook hook;
    Rig rig(
        std::string(R"({"delivery":{"sent_ms":5,"done_ms":10,"error_code":30006,"fate":")") +
        row.fate + "\"}}");
    rig.send(with_callback("http://" + hook.host() + "/"));
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    auto last = test::decode(hook.got().back().body);
    const bool bad = std::string(row.fate).find("ed") != std::string::npos &&
                     std::string(row.fate) != "delivered";
    CHECK(last["ErrorCode"] == (bad ? "30006" : ""));
}

TEST_CASE("sandbox: callbacks can be lost, doubled, turned round, late and forged",
          "[sandbox][callback]") {
    struct Row {
        const char* callbacks;
        Words statuses;
    };
    const auto row = GENERATE(values<Row>({
        {R"({"drop":true})", {}},
        {R"({"drop":["delivered"]})", {"sent"}},
        {R"({"copies":2})", {"sent", "sent", "delivered", "delivered"}},
        {R"({"reorder":true})", {"delivered", "sent"}},
        {R"({"delay_ms":150})", {"sent", "delivered"}},
        {R"({"forge":true})", {"sent", "delivered"}},
    }));
    INFO(row.callbacks);
    Hook hook;
    Rig rig(std::string("{") + quick + R"(,"rules":[{"do":{"callbacks":)" + row.callbacks +
            "}}]}");
    const auto url = "http://" + hook.host() + "/";
    const auto begin = std::chrono::steady_clock::now();
    rig.send(with_callback(url));
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    const std::string kind = row.callbacks;
    if (kind.find("delay") != std::string::npos)
        CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(150));
    for (const auto& got : hook.got())
        CHECK(
            (got.headers.at("x-twilio-signature") == signature_of(url, got.body, Rig::token)) ==
            (kind.find("forge") == std::string::npos));
}

TEST_CASE("sandbox: the status is true whatever happens to its callbacks",
          "[sandbox][callback]") {
    Rig rig(std::string("{") + quick + R"(,"callbacks":{"drop":true}})");
    const auto sid = rig.send(with_callback("http://127.0.0.1:9/")).json().text("sid");
    std::this_thread::sleep_for(milliseconds(40));
    CHECK(rig.get(rig.messages() + "/" + sid + ".json").json().text("status") == "delivered");
}

TEST_CASE("sandbox: the fragment says what is repeated", "[sandbox][callback]") {
    struct Row {
        const char* fragment;
        int status;
        std::size_t tries;
    };
    const auto row = GENERATE(values<Row>({
        {"", 503, 1},
        {"#rc=3&rp=all", 503, 4},
        {"#rc=2&rp=5xx", 503, 3},
        {"#rc=2&rp=5xx", 404, 1},
        {"#rc=2&rp=4xx,ct", 404, 3},
        {"#rc=9&rp=all", 500, 2},
        {"#rc=3&rp=all", 204, 1},
        {"#rc=1&rp=all", 0, 2},
    }));
    INFO(row.fragment << ' ' << row.status);
    Hook hook([&](std::size_t) { return row.status; });
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})");
    const auto url = "http://" + hook.host() + "/s?ref=1";
    rig.send(with_callback(url + row.fragment));
    rig.settle();
    const auto got = hook.got();
    REQUIRE(got.size() == row.tries);
    for (const auto& each : got) {
        CHECK(each.target == "/s?ref=1");
        CHECK(each.headers.at("x-twilio-signature") ==
              signature_of(url, each.body, Rig::token));
        CHECK(each.headers.at("i-twilio-idempotency-token") ==
              got[0].headers.at("i-twilio-idempotency-token"));
    }
    CHECK(rig.stats()["callbacks"]["taken"].integer() == (row.status == 204 ? 1 : 0));
    CHECK(rig.stats()["callbacks"]["failed"].integer() == (row.status == 204 ? 0 : 1));
}

TEST_CASE("sandbox: no callback leaves this machine", "[sandbox][callback]") {
    const auto* const url =
        GENERATE("http://192.0.2.1/", "https://127.0.0.1/", "http://example.com/");
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})");
    CHECK(rig.send(with_callback(url)).status == 201);
    rig.settle();
    CHECK(rig.stats()["callbacks"]["refused"].integer() == 1);
}

TEST_CASE("sandbox: a local server can stand behind the public name", "[sandbox][callback]") {
    Hook hook;
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})",
            [&](sandbox::Options& options) { options.callback_connect_to = hook.host(); });
    rig.send(with_callback("https://user:pw@sms.example/hook?ref=1#rc=1"));
    rig.settle();
    REQUIRE(hook.got().size() == 1);
    const auto got = hook.got()[0];
    CHECK(got.target == "/hook?ref=1");
    CHECK(got.headers.at("host") == "sms.example");
    CHECK(got.headers.at("x-forwarded-proto") == "https");
    CHECK(got.headers.at("x-twilio-signature") ==
          signature_of("https://sms.example/hook?ref=1", got.body, Rig::token));
}

TEST_CASE("sandbox: another secret signs when it is told so", "[sandbox][callback]") {
    Hook hook;
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})",
            [](sandbox::Options& options) { options.callback_secret = "other"; });
    const auto url = "http://" + hook.host() + "/";
    rig.send(with_callback(url));
    rig.settle();
    CHECK(hook.got().at(0).headers.at("x-twilio-signature") ==
          signature_of(url, hook.got()[0].body, "other"));
}

TEST_CASE("sandbox: a CGI program gets the callback as from a web server",
          "[sandbox][callback]") {
    const test::TempFolder folder;
    const auto out = folder.path() / "out";
    const auto program =
        folder.write("hook", "#!/bin/sh\nenv > '" + out.string() + "'\ncat > '" + out.string() +
                                 ".body'\necho 'Status: 204 No Content'\necho\n");
    chmod(program.c_str(), 0700);
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})", [&](sandbox::Options& options) {
        options.callback_exec = program;
        options.callback_environment = {"BKXSMS_SPOOL=/some/where"};
    });
    const std::string url = "https://sms.example/hook/twilio%20x?ref=1";
    rig.send(with_callback(url + "#rc=1&rp=all"));
    rig.settle();
    CHECK(rig.stats()["callbacks"]["taken"].integer() == 1);

    std::map<std::string, std::string> env;
    std::ifstream in(out);
    for (std::string line; std::getline(in, line);)
        env[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    std::stringstream body;
    body << std::ifstream(out.string() + ".body").rdbuf();
    CHECK(env["GATEWAY_INTERFACE"] == "CGI/1.1");
    CHECK(env["REQUEST_METHOD"] == "POST");
    CHECK(env["PATH_INFO"] == "/hook/twilio x");
    CHECK(env["QUERY_STRING"] == "ref=1");
    CHECK(env["REQUEST_URI"] == "/hook/twilio%20x?ref=1");
    CHECK(env["CONTENT_LENGTH"] == std::to_string(body.str().size()));
    CHECK(env["CONTENT_TYPE"].find("application/x-www-form-urlencoded") == 0);
    CHECK(env["HTTP_HOST"] == "sms.example");
    CHECK(env["HTTPS"] == "on");
    CHECK(env["REMOTE_ADDR"] == "127.0.0.1");
    CHECK(env["SERVER_PORT"] == "443");
    CHECK(env["BKXSMS_SPOOL"] == "/some/where");
    CHECK(env["HTTP_X_TWILIO_SIGNATURE"] == signature_of(url, body.str(), Rig::token));
}

TEST_CASE("sandbox: a CGI program that fails is an answer of 500", "[sandbox][callback]") {
    const auto* const script =
        GENERATE("exit 1", "kill -9 $$", "echo nonsense", "echo 'Status: 503 Busy'; echo");
    INFO(script);
    const test::TempFolder folder;
    const auto program = folder.write("hook", std::string("#!/bin/sh\n") + script + "\n");
    chmod(program.c_str(), 0700);
    Rig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})",
            [&](sandbox::Options& options) { options.callback_exec = program; });
    rig.send(with_callback("https://sms.example/#rc=2&rp=5xx"));
    rig.settle();
    CHECK(rig.stats()["callbacks"]["made"].integer() == 3);
    CHECK(rig.stats()["callbacks"]["failed"].integer() == 1);
}

TEST_CASE("sandbox: somebody can write to us", "[sandbox][callback]") {
    Hook hook;
    Rig rig;
    const auto url = "http://" + hook.host() + "/inbound";
    const auto reply =
        rig.control("POST", "inbound",
                    R"({"from":"+4915112345678","to":"+4930111111","body":"STOP",)"
                    R"("url":")" +
                        url + "\"}");
    REQUIRE(reply.status == 201);
    rig.settle();
    REQUIRE(hook.got().size() == 1);
    const auto got = hook.got()[0];
    CHECK(got.headers.at("x-twilio-signature") == signature_of(url, got.body, Rig::token));
    auto fields = test::decode(got.body);
    CHECK(fields["Body"] == "STOP");
    CHECK(fields["SmsStatus"] == "received");
    CHECK(fields["MessageSid"] == reply.json().text("sid"));
    CHECK(rig.ledger().empty());
    const auto listed = rig.get(rig.messages() + ".json?To=%2B4930111111").json()["messages"];
    REQUIRE(listed.size() == 1);
    CHECK(listed.at(0).text("direction") == "inbound");
    CHECK(listed.at(0).text("status") == "received");
    CHECK(rig.control("POST", "inbound", "{}").status == 400);
}
