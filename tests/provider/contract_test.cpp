#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/provider/form.hpp"
#include "core/provider/plivo.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/twilio.hpp"
#include "core/provider/vonage.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

// What the engine relies on, whoever the provider is. A new provider is a row of providers().

using namespace bkxsms;
using namespace bkxsms::provider;
using transport::NoReply;
using transport::Reply;
using transport::Request;

namespace {

struct Contract {
    std::string name;
    std::unique_ptr<Provider> provider;
    std::vector<std::string> origins; ///< every request goes to one of them
    std::vector<std::string>
        secrets;          ///< may stand in the authorization and secret headers only
    std::string accepted; ///< a 2xx body that takes the message
    std::string accepted_id;
    /// A refusal with a code and words of the provider's choice.
    std::function<Reply(std::string_view code, std::string_view words)> refusal;
    /// The genuine webhook that reports "delivered" for the message of that send request. Empty
    /// for a provider whose webhooks cannot be judged by the adapter alone, nor carry our
    /// reference: then none is genuine.
    std::function<WebhookRequest(const Request& sent)> report{};
};

const auto now = parse_rfc3339("2026-11-22T16:00:00Z").value();

constexpr auto token = "a2b3c4d5e6f7g2h3i4j5k6l7m2n3o4p5q6r7s2t3";

Contract twilio_contract() {
    const std::string auth_token = "the-auth-token/+=%41";
    const std::string api_secret = "the-api-secret/+=%42";
    const std::string account_sid = "AC00000000000000000000000000000a01";
    const std::string sid = "SM00000000000000000000000000000b02";
    TwilioAccount account;
    account.account_sid = account_sid;
    account.user = "SK00000000000000000000000000000d04";
    account.password = security::Secret(api_secret);
    account.auth_token = security::Secret(auth_token);

    Contract contract;
    contract.name = "twilio";
    contract.provider = make_twilio(std::move(account));
    contract.origins = {"https://api.twilio.com/", "https://pricing.twilio.com/",
                        "https://lookups.twilio.com/"};
    contract.secrets = {auth_token, api_secret};
    contract.accepted = R"({"sid":")" + sid + R"(","status":"queued"})";
    contract.accepted_id = sid;
    contract.refusal = [](std::string_view code, std::string_view words) {
        json::Writer body;
        body.begin_object().key("code").string(code).key("message").string(words).end_object();
        return Reply{400, {}, body.str(), {}};
    };
    contract.report = [=](const Request& sent) {
        const auto form = decode_form(sent.body).value();
        const Pairs report{
            {"AccountSid", account_sid}, {"MessageSid", sid}, {"MessageStatus", "delivered"}};
        WebhookRequest webhook{
            "POST", std::string(only(form, "StatusCallback").value()), {}, encode_form(report)};
        auto content = webhook.url.substr(0, webhook.url.find('#'));
        for (const auto& [name, value] : report) content += name + value;
        const auto mac = security::hmac(security::Hash::sha1, auth_token, content);
        webhook.headers = {{"content-type", "application/x-www-form-urlencoded"},
                           {"x-twilio-signature", to_base64(as_bytes(mac))}};
        return webhook;
    };
    return contract;
}

Contract plivo_contract() {
    const std::string auth_token = "the-auth-token/+=%43";
    const std::string main_token = "the-main-token/+=%44";
    const std::string uuid = "5b40a428-bfc7-4daf-9d06-726c558bf3b8";
    PlivoAccount account;
    account.auth_id = "SAXXXXMADEUPXXXX0001";
    account.auth_token = security::Secret(auth_token);
    account.main_auth_token = security::Secret(main_token);

    Contract contract;
    contract.name = "plivo";
    contract.provider = make_plivo(std::move(account));
    contract.origins = {"https://api.plivo.com/", "https://lookup.plivo.com/"};
    contract.secrets = {auth_token, main_token};
    contract.accepted = R"({"message":"message(s) queued","message_uuid":[")" + uuid + R"("]})";
    contract.accepted_id = uuid;
    contract.refusal = [](std::string_view code, std::string_view words) {
        json::Writer body; // there are no codes; wherever one stood, it would be as hostile
        body.begin_object().key("api_id").string(code).key("error").string(words).end_object();
        return Reply{400, {}, body.str(), {}};
    };
    contract.report = [=](const Request& sent) {
        const Pairs report{{"MessageUUID", uuid}, {"Status", "delivered"}};
        WebhookRequest webhook{
            "POST", json::parse(sent.body).text("url"), {}, encode_form(report)};
        const auto content = webhook.url + ".MessageUUID" + uuid + "Statusdelivered" + ".4711";
        const auto mac = security::hmac(security::Hash::sha256, auth_token, content);
        webhook.headers = {{"content-type", "application/x-www-form-urlencoded"},
                           {"x-plivo-signature-v3", to_base64(as_bytes(mac))},
                           {"x-plivo-signature-v3-nonce", "4711"}};
        return webhook;
    };
    return contract;
}

Contract sns_contract() {
    const std::string secret_key = "the-secret-access-key/+=%41";
    const std::string session_token = "the-session-token/+=%42";
    SnsAccount account;
    account.access_key_id = "ASIAEXAMPLE0000TEST1";
    account.secret_access_key = security::Secret(secret_key);
    account.session_token = security::Secret(session_token);
    account.account_id = "123456789012";
    account.logs_every_message = true;

    Contract contract;
    contract.name = "aws";
    contract.provider = make_sns(std::move(account));
    contract.origins = {"https://sns.us-east-1.amazonaws.com/",
                        "https://logs.us-east-1.amazonaws.com/"};
    contract.secrets = {secret_key, session_token};
    contract.accepted_id = "94f20ce6-13c5-43a0-9a9e-ca52d816e90b";
    contract.accepted = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
                        "<PublishResult><MessageId>" +
                        contract.accepted_id + "</MessageId></PublishResult></PublishResponse>";
    contract.refusal = [](std::string_view code, std::string_view words) {
        json::Writer body; // XML cannot hold the worst of what may be said; AWS speaks both
        body.begin_object()
            .key("__type")
            .string(code)
            .key("message")
            .string(words)
            .end_object();
        return Reply{400, {}, body.str(), {}};
    };
    return contract;
}

const std::string vonage_api_key = "abcd1234";
const std::string vonage_api_secret = "the-api-secret/+=%43";
const std::string vonage_signature_secret = "the-signature-secret/+=%44";

/// The key that the fixtures' tokens are signed with.
std::string application_key() {
    std::ifstream file(BKXSMS_SOURCE_DIR "/tests/fixtures/requests-vonage.json");
    const auto vectors = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (auto key = vectors.at(i).text("jwt_private_key_pem"); !key.empty()) return key;
    throw std::runtime_error("no key among the fixtures");
}

VonageAccount vonage_account() {
    VonageAccount account;
    account.api_key = vonage_api_key;
    account.api_secret = security::Secret(vonage_api_secret);
    account.signature_secret = security::Secret(vonage_signature_secret);
    account.application_id = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
    account.private_key = security::Secret(application_key());
    account.reports = true;
    return account;
}

/// What both of Vonage's APIs have in common.
Contract vonage_family_contract() {
    Contract contract;
    contract.origins = {"https://rest.nexmo.com/", "https://api.nexmo.com/",
                        "https://api-eu.vonage.com/"};
    const auto key = application_key();
    contract.secrets = {vonage_api_secret, vonage_signature_secret, key, key.substr(200, 40)};
    return contract;
}

Contract vonage_contract() {
    const std::string id = "0A0000000123ABCD1";
    auto contract = vonage_family_contract();
    contract.name = "vonage";
    contract.provider = make_vonage(vonage_account());
    contract.accepted =
        R"({"message-count":"1","messages":[{"status":"0","message-id":")" + id + R"("}]})";
    contract.accepted_id = id;
    contract.refusal = [](std::string_view code, std::string_view words) {
        json::Writer body; // a success of HTTP's that is none
        body.begin_object().key("message-count").string("1").key("messages").begin_array();
        body.begin_object().key("status").string(code).key("error-text").string(words);
        body.end_object().end_array().end_object();
        return Reply{200, {}, body.str(), {}};
    };
    contract.report = [=](const Request& sent) {
        const auto body = json::parse(sent.body);
        const std::map<std::string, std::string> report{
            {"api-key", vonage_api_key}, {"client-ref", body.text("client-ref")},
            {"err-code", "0"},           {"messageId", id},
            {"status", "delivered"},     {"timestamp", std::to_string(to_millis(now) / 1000)}};
        std::string content;
        for (const auto& [name, value] : report) content += '&' + name + '=' + value;
        const auto mac =
            security::hmac(security::Hash::sha256, vonage_signature_secret, content);
        Pairs pairs(report.begin(), report.end());
        pairs.emplace_back("sig", to_hex(as_bytes(mac)));
        return WebhookRequest{"POST",
                              body.text("callback"),
                              {{"content-type", "application/x-www-form-urlencoded"}},
                              encode_form(pairs)};
    };
    return contract;
}

Contract vonage_messages_contract() {
    const std::string id = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
    auto contract = vonage_family_contract();
    contract.name = "vonage-messages";
    contract.provider = make_vonage_messages(vonage_account());
    contract.accepted = R"({"message_uuid":")" + id + R"("})";
    contract.accepted_id = id;
    contract.refusal = [](std::string_view code, std::string_view words) {
        json::Writer body;
        body.begin_object().key("type").string("https://x.example/#" + std::string(code));
        body.key("title").string(code).key("detail").string(words).end_object();
        return Reply{422, {}, body.str(), {}};
    };
    contract.report = [=](const Request& sent) {
        const auto body = json::parse(sent.body);
        json::Writer report;
        report.begin_object().key("message_uuid").string(id).key("status").string("delivered");
        report.key("channel").string("sms");
        report.key("client_ref").string(body.text("client_ref")).end_object();
        const auto hash = security::digest(security::Hash::sha256, report.str());
        json::Writer claims;
        claims.begin_object().key("iat").integer(to_millis(now) / 1000);
        claims.key("jti").string("1").key("iss").string("Vonage").key("payload_hash");
        claims.string(to_hex(as_bytes(hash))).key("api_key").string(vonage_api_key);
        claims.end_object();
        auto jwt = to_base64url(as_bytes(R"({"alg":"HS256","typ":"JWT"})")) + '.' +
                   to_base64url(as_bytes(claims.str()));
        const auto mac = security::hmac(security::Hash::sha256, vonage_signature_secret, jwt);
        jwt += '.' + to_base64url(as_bytes(mac));
        return WebhookRequest{
            "POST",
            body.text("webhook_url"),
            {{"content-type", "application/json"}, {"authorization", "Bearer " + jwt}},
            report.str()};
    };
    return contract;
}

std::vector<Contract> providers() {
    std::vector<Contract> out;
    out.push_back(twilio_contract());
    out.push_back(plivo_contract());
    out.push_back(sns_contract());
    out.push_back(vonage_contract());
    out.push_back(vonage_messages_contract());
    return out;
}

Outgoing message() {
    return {"+14155550100",
            "+15005550006",
            "Your table is ready \xF0\x9F\x91\x8D & more",
            token,
            "https://sms.example.com/hook",
            std::chrono::minutes(10)};
}

std::vector<std::string> garbage() {
    std::string nested;
    for (int i = 0; i < 50'000; ++i) nested += "[{\"a\":";
    return {"",
            " ",
            "{}",
            "[]",
            "null",
            "0",
            "\"accepted\"",
            "<html><body>It works!</body></html>",
            "{\"sid\":\"",
            "{\"code\":[],\"message\":{},\"messages\":3}",
            std::string("\0\0\0", 3),
            "\xFF\xFE{}",
            nested,
            std::string(transport::usual_reply_bytes, 'a'),
            '"' + std::string(transport::usual_reply_bytes - 2, 'a') + '"',
            "{\"message\":\"" + std::string(transport::usual_reply_bytes - 16, 'a') + "\"}",
            "<a>",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<PublishResponse/>",
            std::string(transport::usual_reply_bytes, '<')};
}

/// A genuine webhook, or, where there is none, one to begin from.
WebhookRequest webhook_of(const Contract& row, const Request& sent) {
    if (row.report) return row.report(sent);
    return {"POST", "https://sms.example.com/hook", {{"content-type", "text/plain"}}, "{}"};
}

/// What people typed, or a stranger's answer said.
struct Typed {
    std::string id, number, country;
};

Typed proper(const Contract& row) {
    return {row.accepted_id, "+14155550100", "US"};
}

/// Calls `use` with every question that the provider answers, but for the purchase.
template <class Use>
void each_question(const Provider& provider, const Typed& typed, const Use& use) {
    const auto if_any = [&use](const auto& question) {
        if (question) use(*question);
    };
    const Lost lost{typed.number, token, now - std::chrono::minutes(5), now};
    if_any(provider.status(typed.id, now));
    if_any(provider.look_up(lost, "", now));
    if_any(provider.balance(now));
    if_any(provider.prices(typed.country, now));
    if_any(provider.number(typed.number, now));
    if_any(provider.own_numbers(now));
    if_any(provider.offered_numbers(typed.country, now));
}

/// The same, with the questions that follow an answer.
template <class Use>
void each_question_and_next(const Provider& provider, const Typed& typed,
                            const transport::Exchange& answer, const Use& use) {
    each_question(provider, typed, [&](const auto& question) {
        use(question);
        if (!question.more) return;
        if (const auto next = question.more(answer, now)) use(*next);
    });
}

std::vector<Request> requests_of(const Provider& provider, const Typed& typed) {
    std::vector<Request> requests{provider.send_request(message(), now)};
    // An answer that says nothing, and one that there is more to come.
    for (const auto* body : {R"({"events":[]})", R"({"events":[],"nextToken":"t"})"}) {
        each_question_and_next(
            provider, typed, Reply{200, {}, body, {}},
            [&](const auto& question) { requests.push_back(question.request); });
    }
    if (const auto purchase = provider.buy_number(typed.country, typed.number, now))
        requests.push_back(purchase->request);
    return requests;
}

/// The names of what a request's query and body say, be that JSON or a form.
std::multiset<std::string> field_names(const Request& request) {
    std::multiset<std::string> names;
    const auto add_form = [&names](std::string_view text) {
        const auto form = decode_form(text).value();
        for (const auto& [name, value] : form) names.insert(name);
    };
    const auto query = cut_url(request.url).query;
    if (!query.empty()) add_form(query.substr(1));
    if (const auto document = json::try_parse(request.body)) {
        for (const auto& name : document->members()) names.insert(name);
    } else {
        add_form(request.body);
    }
    return names;
}

bool goes_to(const Contract& row, const Request& request) {
    return std::ranges::any_of(row.origins, [&request](const std::string& origin) {
        return request.url.starts_with(origin);
    });
}

bool is_clean(std::string_view text, std::size_t limit) {
    return text.size() <= limit && is_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

constexpr NoReply::Why every_why[] = {
    NoReply::Why::resolve,   NoReply::Why::connect, NoReply::Why::tls,
    NoReply::Why::timeout,   NoReply::Why::broken,  NoReply::Why::too_large,
    NoReply::Why::malformed, NoReply::Why::refused, NoReply::Why::local};

} // namespace

TEST_CASE("contract: a message is accepted only with its id", "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        CHECK(row.name.starts_with(row.provider->name())); // "vonage-messages" is its other API
        const auto outcome = row.provider->read_send(Reply{200, {}, row.accepted, {}});
        REQUIRE(kind(outcome) == "accepted");
        CHECK(std::get<Accepted>(outcome).id == row.accepted_id);
        for (const auto& body : garbage()) {
            for (const int status : {200, 201, 202, 204}) {
                INFO(status << ' ' << body.substr(0, 40));
                const auto unclear = row.provider->read_send(Reply{status, {}, body, {}});
                CHECK(kind(unclear) == "unknown");
                CHECK(failure_of(unclear)->remedy == Remedy::reconcile);
            }
        }
    }
}

TEST_CASE("contract: no body makes a status other than 2xx a success, and none is too much",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        auto bodies = garbage();
        bodies.push_back(row.accepted);
        for (const auto& body : bodies) {
            // Every status in use; of the huge bodies, one status of each class.
            const int step = body.size() < 1'000 ? 1 : 100;
            for (int status = 0; status < 700; status += status % 100 < 30 ? step : 70) {
                if (status >= 200 && status < 300) continue;
                const auto outcome = row.provider->read_send(Reply{status, {}, body, {}});
                const auto* failure = failure_of(outcome);
                if (failure != nullptr && !failure->code.empty() &&
                    is_clean(failure->code, max_code_bytes) &&
                    is_clean(failure->why, max_words_bytes))
                    continue;
                FAIL(row.name << ' ' << status << ' ' << body.substr(0, 40));
            }
        }
    }
}

TEST_CASE("contract: only what was certainly not taken may be sent again",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        const auto read = [&row](int status) {
            return row.provider->read_send(Reply{status, {}, "<html>", {}});
        };
        for (const int status : {500, 502, 503, 504, 599, 0, 100, 408}) {
            INFO(status);
            CHECK(kind(read(status)) == "unknown");
        }
        for (const int status : {300, 301, 302, 303, 304, 305, 307, 308}) {
            INFO(status); // never followed, never repeated
            const auto word = kind(read(status));
            CHECK((word == "unknown" || word == "halted"));
        }
        CHECK(kind(read(401)) == "halted");
        CHECK(kind(read(429)) == "deferred");
        const auto slower = row.provider->read_send(Reply{429, {{"retry-after", "7"}}, "", {}});
        CHECK(std::get<Deferred>(slower).wait.count() == 7);
    }
}

TEST_CASE("contract: without an answer, what may have arrived is unknown",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        for (const auto why : every_why) {
            INFO(row.name << ' ' << word(why));
            const auto lost = row.provider->read_send(NoReply{why, true, "x", {}});
            CHECK(kind(lost) == "unknown");
            CHECK(failure_of(lost)->remedy == Remedy::reconcile);

            const auto unsent = row.provider->read_send(NoReply{why, false, "x", {}});
            CHECK(kind(unsent) == (why == NoReply::Why::refused ? "halted" : "deferred"));
            CHECK(failure_of(unsent)->category == Category::network);
        }
    }
}

TEST_CASE("contract: a look-up that failed is a failure, never an empty answer",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        std::vector<transport::Exchange> exchanges;
        for (const auto why : every_why) exchanges.emplace_back(NoReply{why, true, "x", {}});
        for (const auto& body : garbage()) {
            exchanges.emplace_back(Reply{200, {}, body, {}});
            exchanges.emplace_back(Reply{302, {}, body, {}});
            exchanges.emplace_back(Reply{404, {}, body, {}});
            exchanges.emplace_back(Reply{503, {}, body, {}});
        }
        const auto check = [&row](const auto& answer) {
            INFO(row.name);
            REQUIRE(std::holds_alternative<Failure>(answer));
            CHECK(std::get<Failure>(answer).remedy != Remedy::reconcile);
            CHECK_FALSE(std::get<Failure>(answer).code.empty());
        };
        for (const auto& exchange : exchanges) {
            each_question_and_next(
                *row.provider, proper(row), exchange,
                [&](const auto& question) { check(question.read(exchange)); });
        }
    }
}

TEST_CASE("contract: who says that lost sends can be looked up can look them up",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        const auto settling = row.provider->settling();
        const Lost lost{"+14155550100", token, now - std::chrono::minutes(5), now};
        if (settling.possible) CHECK(row.provider->look_up(lost, "", now));
        // The time in which a server still works on what we gave up on.
        CHECK(settling.first >= std::chrono::minutes(2));
        CHECK(settling.work >= std::chrono::minutes(1));
        CHECK(settling.again.count() > 0);
        CHECK(settling.newest_first == (row.name == "twilio"));
    }
}

TEST_CASE("contract: a purchase that may have been made is never simply repeated",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        const auto purchase = row.provider->buy_number("US", "+14155550100", now);
        if (!purchase) continue;
        CHECK(purchase->request.method == "POST");
        const auto remedy = [&purchase](const transport::Exchange& exchange) {
            return std::get<Failure>(purchase->read(exchange)).remedy;
        };
        for (const auto why : every_why) {
            INFO(row.name << ' ' << word(why));
            CHECK(remedy(NoReply{why, true, "x", {}}) == Remedy::reconcile);
            CHECK(remedy(NoReply{why, false, "x", {}}) != Remedy::reconcile);
        }
        for (const auto& body : garbage()) {
            INFO(row.name << ' ' << body.substr(0, 40));
            for (const int status : {200, 201, 202, 302, 408, 500, 503})
                CHECK(remedy(Reply{status, {}, body, {}}) == Remedy::reconcile);
            CHECK(remedy(Reply{429, {}, body, {}}) == Remedy::backoff);
        }
    }
}

TEST_CASE("contract: what a provider says is kept clean, short and without numbers",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        const auto hostile =
            std::string("\x1b]0;x\x07\r\n\xE2\x80\xAE +14155550100 ") + std::string(1'000, 'y');
        const auto outcome = row.provider->read_send(row.refusal(hostile, hostile));
        const auto* failure = failure_of(outcome);
        REQUIRE(failure != nullptr);
        CHECK(is_clean(failure->why, max_words_bytes));
        CHECK(is_clean(failure->code, max_code_bytes));
        CHECK(failure->why.size() > 100);
        CHECK(failure->why.find("4155550100") == std::string::npos);
        CHECK(failure->why.find("\xE2\x80\xAE") == std::string::npos);
    }
}

TEST_CASE("contract: a secret stands in the authorization and nowhere else",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        for (const auto& request : requests_of(*row.provider, proper(row))) {
            INFO(row.name << ' ' << request.url);
            auto visible = request.method + request.url + request.body;
            for (const auto& [name, value] : request.headers) visible += name + value;
            for (const auto& secret : row.secrets) {
                CHECK(visible.find(secret) == std::string::npos);
                CHECK(visible.find(percent_encode(secret)) == std::string::npos);
                CHECK(visible.find(to_base64(as_bytes(secret))) == std::string::npos);
                CHECK(visible.find(to_hex(as_bytes(secret))) == std::string::npos);
            }
            for (const auto& [name, value] : request.headers)
                CHECK(ascii_lower(name) != "authorization");
            for (const auto& [name, value] : request.secret_headers)
                CHECK(std::ranges::count(row.secrets, value.reveal()) == 1);
        }
    }
}

TEST_CASE("contract: a request is complete, repeatable and goes to the provider",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        const auto first = requests_of(*row.provider, proper(row));
        const auto again = requests_of(*row.provider, proper(row));
        for (std::size_t i = 0; i < first.size(); ++i) {
            const auto& request = first[i];
            INFO(row.name << ' ' << request.url);
            CHECK(goes_to(row, request));
            CHECK(
                std::ranges::all_of(request.url, [](char c) { return c > ' ' && c < '\x7f'; }));
            if (request.method == "GET") CHECK(request.body.empty());
            for (const auto& [name, value] : request.headers)
                CHECK(is_clean(name + value, 1'000));
            CHECK(request.url == again[i].url);
            CHECK(request.body == again[i].body);
        }
        CHECK(first[0].method == "POST");
    }
}

TEST_CASE("contract: what people typed cannot break out of its field", "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        const std::string hostile = "x\r\nX-Evil: 1\r\n\r\n&To=+19005550000?a#b/../%00\"\\";
        auto sent = message();
        sent.to = sent.from = sent.text = hostile;
        auto harmless = message();
        harmless.to = harmless.from = harmless.text = "x";
        auto requests = requests_of(*row.provider, {hostile, hostile, hostile});
        requests.push_back(row.provider->send_request(sent, now));
        CHECK(field_names(requests.back()) ==
              field_names(row.provider->send_request(harmless, now)));
        std::set<std::multiset<std::string>> expected{field_names(requests.back())};
        for (const auto& request : requests_of(*row.provider, proper(row)))
            expected.insert(field_names(request));
        for (const auto& request : requests) {
            CHECK(goes_to(row, request));
            CHECK(expected.contains(field_names(request)));
            CHECK(request.url.find("/../") == std::string::npos);
            CHECK(
                std::ranges::all_of(request.url, [](char c) { return c > ' ' && c < '\x7f'; }));
            for (const auto& [name, value] : request.headers)
                CHECK(is_clean(name + value, 1'000));
        }
    }
}

TEST_CASE("contract: what is no id, no number and no country is asked of nobody",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        const auto& provider = *row.provider;
        INFO(row.name);
        for (const auto* text :
             {"", "x", "../..", "+1", "us", "US ", "+14155550100\n", "+1415?a"}) {
            INFO(text);
            CHECK_FALSE(provider.status(text, now));
            CHECK_FALSE(provider.prices(text, now));
            CHECK_FALSE(provider.number(text, now));
            CHECK_FALSE(provider.offered_numbers(text, now));
            CHECK_FALSE(provider.buy_number("US", text, now));
        }
        CHECK(provider.status(row.accepted_id, now));
    }
}

TEST_CASE("contract: a report comes back with the reference that was sent",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        if (!row.report) continue;
        INFO(row.name);
        const auto webhook = row.report(row.provider->send_request(message(), now));
        const auto verdict = row.provider->verify(webhook, now);
        CHECK(verdict.genuine);
        CHECK(verdict.why.empty());
        CHECK(verdict.scheme.starts_with(row.name));
        const auto receipts = row.provider->read_receipts(webhook);
        REQUIRE(receipts.size() == 1);
        CHECK(receipts[0].reference == token);
        CHECK(receipts[0].provider_message_id == row.accepted_id);
        CHECK(receipts[0].progress == Progress::delivered);
        CHECK_FALSE(receipts[0].event_key.empty());
        CHECK(row.provider->read_receipts(webhook).at(0).event_key == receipts[0].event_key);
    }
}

TEST_CASE("contract: a webhook without a proper signature is never genuine",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        INFO(row.name);
        const auto good = webhook_of(row, row.provider->send_request(message(), now));
        REQUIRE(row.provider->verify(good, now).genuine == static_cast<bool>(row.report));
        const auto refused = [&row](const WebhookRequest& webhook) {
            const auto verdict = row.provider->verify(webhook, now);
            return !verdict.genuine && !verdict.why.empty();
        };
        auto bare = good;
        bare.headers.clear();
        CHECK(refused(bare));
        CHECK(refused({}));
        CHECK(refused({"GET", good.url, {}, {}}));
        auto changed = good;
        changed.body += "&x=1";
        CHECK(refused(changed));
        for (std::size_t i = 0; i < good.headers.size(); ++i) {
            for (const auto* value : {"", "=", "AAAA", "\xFF"}) {
                auto forged = good;
                forged.headers[i].second = value;
                CHECK(refused(forged));
            }
        }
        for (const auto& secret : row.secrets) {
            auto verdict = row.provider->verify(bare, now);
            CHECK(verdict.why.find(secret) == std::string::npos);
        }
    }
}

TEST_CASE("contract: a webhook that cannot be read is an Error of the data",
          "[provider][contract]") {
    for (const auto& row : providers()) {
        const auto good = webhook_of(row, row.provider->send_request(message(), now));
        for (const auto& body : garbage()) {
            for (const auto* type :
                 {"application/x-www-form-urlencoded", "application/json", "text/plain", ""}) {
                for (const auto* method : {"POST", "GET"}) {
                    INFO(row.name << ' ' << type << ' ' << body.substr(0, 40));
                    try {
                        const auto receipts = row.provider->read_receipts(
                            {method, good.url, {{"content-type", type}}, body});
                        CHECK(receipts.empty());
                    } catch (const Error& error) {
                        CHECK(error.fault() == Fault::data);
                    }
                }
            }
        }
    }
}
