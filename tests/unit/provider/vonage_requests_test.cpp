#include "core/base/encode.hpp"
#include "core/provider/form.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_numbers.hpp"
#include "core/provider/vonage_signature.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "vonage_rig.hpp"

#include <map>
#include <set>

// The requests that Vonage's own SDK puts on the wire, built again from what they say.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

/// Recorded, and not ours to send; why.
const std::map<std::string, std::string> not_ours = {
    {"sms_type_text_explicit", "type 'text' is the default: left out"},
    {"sms_special_characters", "its tab is not GSM-7: see the case about it"},
    {"sms_no_receipt", "receipts are always wanted"},
    {"sms_account_ref", "needs an agreement with Vonage"},
    {"sms_india_dlt", "India's DLT ids are not a part of Outgoing"},
    {"sms_flash_class_0", "no message classes"},
    {"sms_binary", "texts only"},
    {"sms_trusted_and_pool", "needs Fraud Defender or number pools"},
    {"sms_all_useful", "has account-ref and the DLT ids"},
    {"top_up", "we move no money"},
    {"account_settings", "the settings are a person's"},
    {"pricing_prefix", "prices are asked for by country"},
    {"pricing_all", "prices are asked for by country"},
    {"insight_basic", "Number Insight ends 2027-02-04"},
    {"insight_standard", "Number Insight ends 2027-02-04"},
    {"insight_advanced", "Number Insight ends 2027-02-04"},
    {"insight_advanced_async", "Number Insight ends 2027-02-04"},
    {"insight_error", "Number Insight ends 2027-02-04"},
    {"numbers_search", "by a pattern: see the case about it"},
    {"numbers_cancel", "numbers are given up by a person"},
    {"numbers_update_webhook", "the settings are a person's"},
    {"numbers_owned", "by country: see the case about it"},
    {"redact_sms", "not a question of ours"},
    {"messages_sms_jwt", "see the case about it"},
    {"messages_sms_options", "has the DLT ids and an encoding"},
    {"messages_sms_class", "the fields of messages_sms_basic_auth, in another order"},
    {"messages_sms_trusted_pool", "needs Fraud Defender or number pools"},
    {"identity_insights_format_carriers", "asks for the first carrier too"},
    {"reports_records_by_window", "asks for the texts too: see the case about it"},
};

std::string url_of(const json::Value& request) {
    return request.text("scheme") + "://" + request.text("host") + request.text("path");
}

Outgoing outgoing_of(const json::Value& input) {
    Outgoing message;
    message.to = '+' + input.text("to");
    message.from = input.text("from");
    if (message.from.find_first_not_of("0123456789") == std::string::npos)
        message.from.insert(0, 1, '+');
    message.text = input.text("text");
    message.reference = input.text("clientRef");
    message.callback_url = input.text("callback");
    if (const auto ttl = input["ttl"].integer())
        message.validity = std::chrono::seconds(*ttl / 1000);
    return message;
}

std::optional<transport::Request> built(const std::string& name, const json::Value& vector) {
    const auto sms = provider::test::vonage();
    if (name.starts_with("sms_") && !name.starts_with("sms_signed_"))
        return sms->send_request(outgoing_of(vector["input"]), provider::test::recorded_at);
    if (name.starts_with("messages_"))
        return provider::test::vonage_messages()->send_request(outgoing_of(vector["input"]),
                                                               provider::test::recorded_at);
    if (name.starts_with("balance")) return sms->balance({})->request;
    if (name == "pricing_country") return sms->prices("KZ", {})->request;
    if (name == "numbers_buy") return sms->buy_number("GB", "+447700900000", {})->request;
    if (name == "reports_records_by_id")
        return sms->status(provider::test::vonage_part_id, {})->request;
    return std::nullopt;
}

Outgoing hello() {
    Outgoing message;
    message.to = "+447700900000";
    message.from = "AcmeInc";
    message.text = "Hello from bkxsms";
    return message;
}

json::Value sent_json(const Provider& provider, const Outgoing& message) {
    return json::parse(provider.send_request(message, provider::test::recorded_at).body);
}

} // namespace

TEST_CASE("vonage: requests are those of Vonage's own SDK, byte for byte",
          "[provider][vonage][requests]") {
    const auto vectors = provider::test::fixture("requests-vonage.json");
    REQUIRE(vectors.size() == 97);
    std::set<std::string> passed_over;
    int reproduced = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        const auto name = vector.text("name");
        INFO(name);
        if (not_ours.contains(name)) {
            passed_over.insert(name);
            continue;
        }
        if (name.starts_with("sms_signed_send_")) continue; // a case of their own
        const auto request = built(name, vector);
        REQUIRE(request);
        const auto recorded = vector["request"];
        CHECK(request->method == recorded.text("method"));
        CHECK(request->url == url_of(recorded));
        CHECK(request->body == recorded.text("body"));
        const auto type = recorded["headers"].text("content-type");
        CHECK(only(request->headers, "Content-Type").value_or("") == type);
        CHECK(only(request->headers, "Accept") == "application/json");
        CHECK(request->headers.size() == (type.empty() ? 1 : 2));
        REQUIRE(request->authorization);
        CHECK(request->authorization->reveal() == recorded["headers"].text("authorization"));
        ++reproduced;
    }
    CHECK(passed_over.size() == not_ours.size());
    CHECK(reproduced == 48);
}

TEST_CASE("vonage: an application's token is the one of Vonage's own SDK",
          "[provider][vonage][requests]") {
    for (const auto* name : {"messages_sms_jwt", "identity_insights_format_carriers"}) {
        INFO(name);
        const auto vector = provider::test::vonage_request(name);
        REQUIRE(vector["clock_unix"].integer() ==
                to_millis(provider::test::recorded_at) / 1000);
        const auto token = vonage::application_token(
            provider::test::vonage_application,
            security::Secret(vector.text("jwt_private_key_pem")),
            "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5", provider::test::recorded_at);
        CHECK("Bearer " + std::string(token.reveal()) ==
              vector["request"]["headers"].text("authorization"));
    }
}

TEST_CASE("vonage: as an application, a message goes with a token of its own",
          "[provider][vonage][requests]") {
    const auto messages = make_vonage_messages(provider::test::application_account());
    const auto bearer = [&](const Outgoing& message, TimePoint now) {
        const auto request = messages->send_request(message, now);
        return std::string(request.authorization.value().reveal());
    };
    auto other = hello();
    other.reference = "other";
    const auto first = bearer(hello(), provider::test::recorded_at);
    REQUIRE(first.starts_with("Bearer "));
    CHECK(first == bearer(hello(), provider::test::recorded_at));
    const auto jti = [](const std::string& token) {
        const auto start = token.find('.') + 1;
        const auto claims = token.substr(start, token.find('.', start) - start);
        return json::parse(from_base64url(claims).value()).text("jti");
    };
    CHECK(jti(first).size() == 36);
    CHECK(jti(first) != jti(bearer(other, provider::test::recorded_at)));
    CHECK(jti(first) != jti(bearer(hello(), provider::test::recorded_at + milliseconds(1))));

    // Everything but Messages and Identity Insights goes by key and secret.
    const auto sms = make_vonage(provider::test::application_account());
    CHECK(sms->send_request(hello(), {}).authorization->reveal().starts_with("Basic "));
    CHECK(messages->balance({})->request.authorization->reveal().starts_with("Basic "));
}

TEST_CASE("vonage: an application needs a key that signs, and is told so before the first send",
          "[provider][vonage]") {
    auto account = provider::test::application_account();
    account.private_key = security::Secret("-----BEGIN PRIVATE KEY-----\nAAAA\n");
    CHECK(bkxsms::test::fault_of([&] { make_vonage_messages(account); }) == Fault::config);
    CHECK(bkxsms::test::fault_of([&] { make_vonage(account); }) == Fault::config);
    account.private_key = {};
    CHECK(bkxsms::test::fault_of([&] { make_vonage_messages(account); }) == Fault::config);
}

TEST_CASE("vonage: signed sends have the signature of Vonage's PHP SDK, and no secret",
          "[provider][vonage][requests]") {
    const std::map<std::string, VonageSignature> methods = {
        {"md5hash", VonageSignature::md5hash},
        {"md5", VonageSignature::md5},
        {"sha1", VonageSignature::sha1},
        {"sha256", VonageSignature::sha256},
        {"sha512", VonageSignature::sha512}};
    const auto vectors = provider::test::fixture("requests-vonage.json");
    int count = 0;
    int whole = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (!vector.text("name").starts_with("sms_signed_send_")) continue;
        INFO(vector.text("name"));
        auto account = provider::test::vonage_account();
        account.sign_sends = true;
        account.signature_secret = security::Secret(vector.text("signature_secret"));
        account.signature_method = methods.at(vector.text("signature_method"));

        const auto parameters = vector["signed_params"];
        Pairs pairs;
        for (const auto& name : parameters.members())
            pairs.emplace_back(name, parameters.text(name));
        const auto content = vonage::signed_content(pairs, vonage::Empty::signed_too);
        CHECK(vonage::sign(account.signature_method, account.signature_secret, content) ==
              ascii_lower(vector.text("sig")));
        ++count;

        const auto request = make_vonage(account)->send_request(outgoing_of(vector["input"]),
                                                                provider::test::recorded_at);
        CHECK_FALSE(request.authorization);
        const auto sorted = [](std::string_view body) {
            std::map<std::string, std::string> out;
            const auto form = decode_form(body).value();
            for (const auto& [name, value] : form)
                out[name] = name == "sig" ? ascii_lower(value) : value;
            return out;
        };
        const auto recorded = vector["request"];
        CHECK(request.url == url_of(recorded));
        // PHP writes "1" where the documentation and we write "true", and signs it.
        if (vector["input"]["status-report-req"].present()) continue;
        CHECK(sorted(request.body) == sorted(recorded.text("body")));
        ++whole;
    }
    CHECK(count == 20);
    CHECK(whole == 15);
}

TEST_CASE("vonage: the SMS API is told which alphabet a text needs, for it would not see",
          "[provider][vonage][requests]") {
    const auto type = [](std::string text) {
        auto message = hello();
        message.text = std::move(text);
        return sent_json(*provider::test::vonage(), message).text("type");
    };
    CHECK(type("Hello @ 12 \xC3\xA4\xC3\xB6\xC3\xBC").empty());
    CHECK(type("5 \xE2\x82\xAC [x] {y} \\ ~").empty()); // the extension table
    CHECK(type("a\tb") == "unicode");
    CHECK(type("\xC3\xA7") == "unicode"); // ç: only its capital is in the alphabet
    CHECK(type("\xF0\x9F\x91\x8D") == "unicode");
    CHECK(type("bad \xFF") == "unicode");
    // The recorded one, but for the tab.
    const auto vector = provider::test::vonage_request("sms_special_characters");
    auto body = provider::test::vonage()->send_request(outgoing_of(vector["input"]), {}).body;
    const std::string added = R"(,"type":"unicode")";
    REQUIRE(body.find(added) != std::string::npos);
    CHECK(body.erase(body.find(added), added.size()) == vector["request"].text("body"));
}

TEST_CASE("vonage: a message may be tried for milliseconds in one API and seconds in the other",
          "[provider][vonage][requests]") {
    const auto ttl = [](const Provider& provider, std::chrono::seconds validity) {
        auto message = hello();
        message.validity = validity;
        return sent_json(provider, message).text("ttl");
    };
    using std::chrono::seconds;
    const auto sms = provider::test::vonage();
    const auto messages = provider::test::vonage_messages();
    CHECK(ttl(*sms, seconds(0)).empty());
    CHECK(ttl(*messages, seconds(0)).empty());
    CHECK(ttl(*sms, seconds(900)) == "900000");
    CHECK(ttl(*messages, seconds(900)) == "900");
    CHECK(ttl(*sms, seconds(1)) == "20000");
    CHECK(ttl(*messages, seconds(1)) == "20");
    CHECK(ttl(*sms, seconds::max()) == "604800000");
    CHECK(ttl(*messages, seconds::max()) == "604800");
}

TEST_CASE("vonage: a callback URL that the SMS API would refuse is left out, the reference not",
          "[provider][vonage][requests]") {
    auto message = hello();
    message.reference = "ref-1";
    message.callback_url = "https://sms.example.com/" + std::string(76, 'x');
    REQUIRE(message.callback_url.size() == 100);
    CHECK(sent_json(*provider::test::vonage(), message).text("callback") ==
          message.callback_url);
    message.callback_url += 'x';
    const auto body = sent_json(*provider::test::vonage(), message);
    CHECK_FALSE(body["callback"].present());
    CHECK_FALSE(body["status-report-req"].present());
    CHECK(body.text("client-ref") == "ref-1");
    const auto other = sent_json(*provider::test::vonage_messages(), message);
    CHECK(other.text("webhook_url") == message.callback_url);
    CHECK(other.text("webhook_version") == "v1");
    CHECK(other.text("client_ref") == "ref-1");
}

TEST_CASE("vonage: numbers go out without '+', names as they are",
          "[provider][vonage][requests]") {
    const auto from = [](std::string sender) {
        auto message = hello();
        message.from = std::move(sender);
        return sent_json(*provider::test::vonage(), message)["from"];
    };
    CHECK(from("+447700900001").string() == "447700900001");
    CHECK(from("12345").string() == "12345");
    CHECK(from("+Plus").string() == "+Plus");
    CHECK_FALSE(from("").present());
    CHECK(sent_json(*provider::test::vonage_messages(), hello()).text("to") == "447700900000");
}

TEST_CASE("vonage: other questions are the recorded ones but for what we do not ask",
          "[provider][vonage][requests]") {
    const auto path = [](const transport::Request& request) {
        return std::string(cut_url(request.url).path) + std::string(cut_url(request.url).query);
    };
    const auto sms = provider::test::vonage();
    CHECK(path(sms->own_numbers({})->request) == "/account/numbers?size=100&index=1");
    CHECK(path(sms->offered_numbers("GB", {})->request) ==
          "/number/search?country=GB&size=100&index=1&features=SMS");

    const Lost lost{"+447700900000", "ref", parse_rfc3339("2026-03-14T15:01:00Z").value(),
                    parse_rfc3339("2026-03-14T15:58:59.001Z").value()};
    const auto window =
        provider::test::vonage_request("reports_records_by_window")["request"].text("path");
    CHECK(path(sms->look_up(lost, "", {})->request) + "&include_message=true" == window);

    const auto product = [&](const Provider& provider) {
        const auto query = decode_form(
            cut_url(provider.status(provider::test::vonage_part_id, {})->request.url).query);
        return std::string(only(query.value(), "product").value());
    };
    CHECK(product(*sms) == "SMS");
    CHECK(product(*provider::test::vonage_messages()) == "MESSAGES");

    const auto insight =
        make_vonage(provider::test::application_account())->number("+447700900000", {});
    CHECK(insight->request.body ==
          R"({"phone_number":"447700900000","insights":{"format":{},"current_carrier":{}}})");
    CHECK(insight->request.url == url_of(provider::test::vonage_request(
                                      "identity_insights_format_carriers")["request"]));
    CHECK_FALSE(sms->number("+447700900000", {}));
}

TEST_CASE("vonage: each host can be another, with or without a slash at its end",
          "[provider][vonage][requests]") {
    auto account = provider::test::application_account();
    account.rest_url = "http://127.0.0.1:1/";
    account.api_url = "http://127.0.0.1:2";
    account.insights_url = "http://127.0.0.1:3//";
    const auto sms = make_vonage(account);
    CHECK(sms->send_request(hello(), {}).url == "http://127.0.0.1:1/sms/json");
    CHECK(sms->balance({})->request.url == "http://127.0.0.1:1/account/get-balance");
    CHECK(sms->status(provider::test::vonage_part_id, {})
              ->request.url.starts_with("http://127.0.0.1:2/v2/"));
    CHECK(sms->number("+447700900000", {})->request.url.starts_with("http://127.0.0.1:3/id"));
    CHECK(make_vonage_messages(account)->send_request(hello(), {}).url ==
          "http://127.0.0.1:2/v1/messages");
}

TEST_CASE("vonage: without an API secret only the application's questions are answered",
          "[provider][vonage][requests]") {
    auto account = provider::test::application_account();
    account.api_secret = {};
    const auto messages = make_vonage_messages(account);
    CHECK_FALSE(messages->balance({}));
    CHECK_FALSE(messages->prices("GB", {}));
    CHECK_FALSE(messages->status(provider::test::vonage_part_id, {}));
    CHECK_FALSE(messages->look_up({}, "", {}));
    CHECK_FALSE(messages->own_numbers({}));
    CHECK_FALSE(messages->offered_numbers("GB", {}));
    CHECK_FALSE(messages->buy_number("GB", "+447700900000", {}));
    CHECK(messages->number("+447700900000", {}));
}
