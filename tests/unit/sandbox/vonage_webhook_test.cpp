#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/vonage/signature.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/vectors.hpp"
#include "unit/sandbox/vonage_rig.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <string>
#include <vector>

using namespace bkxsms;
using test::Hook, test::VonageRig;

namespace {

constexpr const char* quick = R"("delivery":{"sent_ms":10,"done_ms":20})";

using FieldMap = std::map<std::string, std::string>;

/// The fields of a webhook, however it came.
FieldMap fields_of(const Hook::Got& got) {
    if (got.method == "GET") return test::decode(got.target.substr(got.target.find('?') + 1));
    if (got.headers.at("content-type") != "application/json") return test::decode(got.body);
    FieldMap fields;
    const auto document = json::parse(got.body);
    for (const auto& name : document.members()) fields[name] = document.text(name);
    return fields;
}

/// Whether `sig` is that of docs/providers/vonage.md section 7.1, on its own: HMAC-SHA256.
bool genuine(FieldMap fields) {
    const auto sig = fields["sig"];
    fields.erase("sig");
    std::string text;
    for (const auto& [name, value] : fields)
        text += "&" + name + "=" + std::regex_replace(value, std::regex("[&=]"), "_");
    return ascii_lower(sig) == to_hex(as_bytes(security::hmac(
                                   security::Hash::sha256, VonageRig::signature_secret, text)));
}

std::vector<std::string> statuses(const Hook& hook) {
    std::vector<std::string> all;
    for (const auto& got : hook.got()) all.push_back(fields_of(got)["status"]);
    return all;
}

using Words = std::vector<std::string>;

sandbox::VonageSigning method_named(const std::string& name) {
    using enum sandbox::VonageSigning;
    if (name == "md5hash") return md5hash;
    if (name == "md5") return md5;
    if (name == "sha1") return sha1;
    return name == "sha256" ? sha256 : sha512;
}

} // namespace

TEST_CASE("sandbox: genuine recorded Vonage webhooks have the signature we make",
          "[sandbox][vonage][callback]") {
    const std::string prefix = "sms-sig-";
    int compared = 0;
    for (const auto& v : test::read_vectors("webhook-signatures-vonage.json")) {
        const auto scheme = v.text("scheme");
        const auto fields = test::fields_of(v["params"]);
        const auto has_sig = std::ranges::count_if(
            fields, [](const auto& field) { return field.first == "sig"; });
        // A name twice is refused by the receiver, and never sent.
        if (!scheme.starts_with(prefix) || v["valid"].boolean() != true || has_sig != 1 ||
            v.text("name").starts_with("duplicate"))
            continue;
        INFO(v.text("name"));
        CHECK(sandbox::vonage_signature(method_named(scheme.substr(prefix.size())),
                                        v.text("secret"),
                                        fields) == ascii_lower(v["params"].text("sig")));
        ++compared;
    }
    CHECK(compared > 40);
}

TEST_CASE("sandbox: Vonage's receipts come as the account has chosen, signed",
          "[sandbox][vonage][callback]") {
    using enum sandbox::VonagePush;
    const auto push = GENERATE(get, form, json);
    INFO(static_cast<int>(push));
    Hook hook;
    VonageRig rig(std::string("{") + quick + "}", [&](auto& account) { account.push = push; });
    const auto id = test::part(rig.sms({{"callback", "http://" + hook.host() + "/dlr"},
                                        {"client-ref", "a & b=c"}}))
                        .text("message-id");
    rig.settle();
    CHECK(statuses(hook) == Words{"accepted", "delivered"});
    for (const auto& got : hook.got()) {
        CHECK(got.method == (push == get ? "GET" : "POST"));
        CHECK(got.target.substr(0, got.target.find('?')) == "/dlr");
        auto fields = fields_of(got);
        CHECK(genuine(fields));
        CHECK(fields["msisdn"] == "447700900000"); // the recipient
        CHECK(fields["to"] == "AcmeInc");          // the sender
        CHECK(fields["messageId"] == id);
        CHECK(fields["err-code"] == "0");
        CHECK(fields["client-ref"] == "a & b=c");
        CHECK(fields["api-key"] == VonageRig::key);
        CHECK(fields["scts"].size() == 10);
        CHECK(fields["message-timestamp"].size() == 19);
        CHECK(fields["price"] == "0.00750000");
    }
    if (push != json) {
        const auto& got = hook.got()[0];
        CHECK((got.body + got.target).find("client-ref=a+%26+b%3Dc") != std::string::npos);
    }
}

TEST_CASE("sandbox: each part of a text at Vonage has receipts of its own",
          "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig(std::string("{") + quick + "}");
    const auto sent =
        rig.sms({{"callback", "http://" + hook.host() + "/"}, {"text", std::string(161, 'x')}});
    rig.settle();
    std::map<std::string, Words> by_part;
    for (const auto& got : hook.got()) {
        auto fields = fields_of(got);
        by_part[fields["messageId"]].push_back(fields["status"]);
    }
    REQUIRE(by_part.size() == 2);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(by_part[test::part(sent, i).text("message-id")] ==
              Words{"accepted", "delivered"});
}

TEST_CASE("sandbox: each fate at Vonage has its receipts", "[sandbox][vonage][callback]") {
    struct Row {
        const char* delivery;
        Words statuses;
        const char* code;
    };
    const auto row = GENERATE(values<Row>({
        {R"("fate":"undelivered")", {"accepted", "failed"}, "1"},
        {R"("fate":"undelivered","error_code":9)", {"accepted", "failed"}, "9"},
        {R"("fate":"failed","error_code":11)", {"rejected"}, "11"},
        {R"("fate":"sent")", {"accepted"}, "0"},
    }));
    INFO(row.delivery);
    Hook hook;
    VonageRig rig(std::string(R"({"delivery":{"sent_ms":5,"done_ms":10,)") + row.delivery +
                  "}}");
    rig.sms({{"callback", "http://" + hook.host() + "/"}});
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    CHECK(fields_of(hook.got().back())["err-code"] == row.code);
}

TEST_CASE("sandbox: receipts that nobody wants, and those of the account's URL",
          "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})");
    const auto url = "http://" + hook.host() + "/account";
    CHECK(rig.post_form("/account/settings", {{"drCallBackUrl", url}})
              .json()
              .text("dr-callback-url") == url);
    for (const auto* no : {"false", "0"}) rig.sms({{"status-report-req", no}});
    rig.settle();
    CHECK(hook.got().empty());
    for (const auto* yes : {"true", "1"}) rig.sms({{"status-report-req", yes}});
    rig.settle();
    CHECK(hook.got().size() == 2);
    CHECK(hook.got().at(0).target == "/account");
}

TEST_CASE("sandbox: the account's settings choose how receipts are made",
          "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})");
    const auto choose = [&](const char* method) {
        return rig.post_form("/account/settings", {{"httpForwardMethod", method}}).status;
    };
    const auto receipt = [&] {
        rig.sms({{"callback", "http://" + hook.host() + "/"}});
        rig.settle();
        return hook.got().back();
    };
    CHECK(choose("GET_QUERY_PARAMS") == 200);
    CHECK(receipt().method == "GET");
    CHECK(receipt().target.starts_with("/?msisdn="));
    CHECK(choose("POST_JSON") == 200);
    CHECK(receipt().headers["content-type"] == "application/json");
    CHECK(choose("POST_QUERY_PARAMS") == 200);
    CHECK(receipt().body.starts_with("msisdn="));
    CHECK(choose("GET") == 400);
    CHECK(receipt().method == "POST");
}

TEST_CASE("sandbox: Vonage's receipts can be lost, doubled, turned round, forged, unsigned",
          "[sandbox][vonage][callback]") {
    struct Row {
        const char* callbacks;
        Words statuses;
        bool genuine;
    };
    const auto row = GENERATE(values<Row>({
        {R"({"drop":true})", {}, true},
        {R"({"drop":["accepted"],"copies":2})", {"delivered", "delivered"}, true},
        {R"({"reorder":true})", {"delivered", "accepted"}, true},
        {R"({"forge":true})", {"accepted", "delivered"}, false},
    }));
    INFO(row.callbacks);
    Hook hook;
    VonageRig rig(std::string("{") + quick + R"(,"callbacks":)" + row.callbacks + "}");
    rig.sms({{"callback", "http://" + hook.host() + "/"}});
    rig.settle();
    CHECK(statuses(hook) == row.statuses);
    for (const auto& got : hook.got()) CHECK(genuine(fields_of(got)) == row.genuine);

    VonageRig plain(R"({"delivery":{"sent_ms":0,"fate":"sent"}})",
                    [](auto& account) { account.signs_webhooks = false; });
    Hook other;
    plain.sms({{"callback", "http://" + other.host() + "/"}});
    plain.settle();
    for (const auto* name : {"sig", "nonce", "timestamp"})
        CHECK(fields_of(other.got().at(0)).count(name) == 0);
}

TEST_CASE("sandbox: Vonage repeats after 5xx and not after 4xx",
          "[sandbox][vonage][callback]") {
    const auto status = GENERATE(200, 403, 503);
    INFO(status);
    Hook hook([&](std::size_t) { return status; });
    VonageRig rig(R"({"delivery":{"sent_ms":0,"fate":"sent"}})");
    rig.sms({{"callback", "http://" + hook.host() + "/"}});
    rig.settle();
    CHECK(hook.got().size() == (status == 503 ? 6 : 1));
}

TEST_CASE("sandbox: somebody writes to a number at Vonage, a webhook for each part",
          "[sandbox][vonage][callback]") {
    Hook hook;
    VonageRig rig;
    const std::string text = "Stop it € " + std::string(200, 'x');
    const auto reply = rig.control("POST", "inbound",
                                   R"({"provider":"vonage","from":"+4915112345678",)"
                                   R"("to":"+447700900009","body":")" +
                                       text + R"(","url":"http://)" + hook.host() + "/in\"}");
    REQUIRE(reply.status == 201);
    rig.settle();
    REQUIRE(hook.got().size() == 2);
    std::map<std::string, std::string> by_part;
    for (const auto& got : hook.got()) {
        auto fields = fields_of(got);
        CHECK(genuine(fields));
        CHECK(fields["msisdn"] == "4915112345678");
        CHECK(fields["to"] == "447700900009");
        CHECK(fields["keyword"] == "STOP");
        CHECK(fields["type"] == "text");
        CHECK(fields["concat-total"] == "2");
        by_part[fields["concat-part"]] = fields["text"];
    }
    CHECK(by_part["1"].size() == 154); // 152 characters, of which '€' has two septets
    CHECK(by_part["1"] + by_part["2"] == text);
}
