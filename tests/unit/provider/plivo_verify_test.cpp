#include "plivo_rig.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using test::plivo_nonce;
using test::plivo_signature;

namespace {

const std::string hook = "https://sms.example.com/hook";

/// A form with the headers of one version: "v3", "ma-v3", "v2", "ma-v2".
WebhookRequest form(const std::string& url, std::string body, const std::string& version,
                    std::string signature, std::string nonce = plivo_nonce) {
    return {"POST",
            url,
            {{"content-type", "application/x-www-form-urlencoded"},
             {"x-plivo-signature-" + version, std::move(signature)},
             {"x-plivo-signature-" + version.substr(version.size() - 2) + "-nonce",
              std::move(nonce)}},
            std::move(body)};
}

std::string v3(const std::string& content, std::string_view token = test::plivo_token) {
    return plivo_signature(content + '.' + plivo_nonce, token);
}

bool genuine(const WebhookRequest& webhook) {
    return test::plivo()->verify(webhook, TimePoint{}).genuine;
}

PlivoAccount subaccount() {
    auto account = test::plivo_account();
    account.auth_id = "SAXXXXMADEUPXXXX0001";
    account.main_auth_token = security::Secret("the-main-account's-token");
    return account;
}

} // namespace

TEST_CASE("plivo: every recorded webhook gets the verdict of Plivo's own SDK",
          "[provider][plivo][verify]") {
    const auto vectors = test::fixture("webhook-signatures-plivo.json");
    REQUIRE(vectors.size() == 67);
    std::multiset<std::string> accepted;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        INFO(vector.text("name"));
        auto account = test::plivo_account();
        account.auth_token = security::Secret(vector.text("secret"));
        account.accept_v2 = vector.text("scheme") == "plivo-v2";
        auto webhook = test::recorded_webhook(vector);
        // A server finds the parameters of a GET in the URL; the SDK takes them apart, too.
        const auto params = vector["params"];
        if (webhook.method == "GET") {
            for (const auto& name : params.members())
                webhook.url += (webhook.url.find('?') == std::string::npos ? '?' : '&') + name +
                               '=' + percent_encode(params.text(name));
        }
        const auto verdict = make_plivo(account)->verify(webhook, TimePoint{});
        CHECK(verdict.genuine == vector["valid"].boolean());
        CHECK(verdict.scheme == vector.text("scheme"));
        CHECK(verdict.why.empty() == verdict.genuine);
        if (verdict.genuine) accepted.insert(verdict.scheme);

        // Unless the account says so, V2 is nothing.
        if (account.accept_v2) {
            account.accept_v2 = false;
            CHECK_FALSE(make_plivo(account)->verify(webhook, TimePoint{}).genuine);
        }
    }
    CHECK(accepted.count("plivo-v3") == 31);
    CHECK(accepted.count("plivo-v2") == 12);
}

TEST_CASE("plivo: the check values that Plivo's SDKs publish", "[provider][plivo][verify]") {
    // plivo-python, tests/resources/test_signature.py; docs/providers/plivo.md section 7.
    auto account = test::plivo_account();
    account.auth_token = security::Secret("my_auth_token");
    account.accept_v2 = true;
    const auto webhook =
        form("https://answer.url", "", "v2",
             plivo_signature("https://answer.url12345", "my_auth_token"), "12345");
    CHECK(make_plivo(account)->verify(webhook, TimePoint{}).genuine);
}

TEST_CASE("plivo: what V3 signs of a POST and of a GET", "[provider][plivo][verify]") {
    struct Row {
        std::string query, body, content;
    };
    const Row rows[] = {
        {"", "b=2&a=1", "?a1b2"},
        {"?z=1&y=2", "b=2&a=1", "?y=2&z=1.a1b2"},
        {"?z=1", "", "?z=1"},
        {"", "", ""},
        {"?", "", ""},
        {"?&&", "a=1", "?a1"},
        {"?a=%20b+c%2F", "", "?a= b c/"},
        {"?a", "", "?a="},
        {"?a=2&a=1&a=2", "x=b&x=a&x=b", "?a=1&a=2&a=2.xaxbxb"},
        {"?Z=1&a=2", "a=&B=1", "?Z=1&a=2.B1a"},
        {"#fragment", "a=1", "?a1"},
        {"?q=1#fragment", "", "?q=1"},
    };
    for (const auto& row : rows) {
        INFO(row.query << ' ' << row.body);
        auto webhook = form(hook + row.query, row.body, "v3", v3(hook + row.content));
        CHECK(genuine(webhook));
        if (!row.body.empty()) continue;
        webhook.method = "GET";
        CHECK(genuine(webhook));
    }
    for (const auto* url : {"https://h", "https://h/", "http://h:80/p", "https://h:443/p",
                            "https://[::1]:8443/p", "https://h/%7Ea%20b/"})
        CHECK(genuine(form(url, "a=1", "v3", v3(std::string(url) + "?a1"))));
    // The port is what it is.
    CHECK_FALSE(genuine(form("https://h/p", "a=1", "v3", v3("https://h:443/p?a1"))));
    CHECK_FALSE(genuine(form("https://h:443/p", "a=1", "v3", v3("https://h/p?a1"))));
}

TEST_CASE("plivo: one signature of several is enough, in either header",
          "[provider][plivo][verify]") {
    const auto right = v3(hook + "?a1");
    const auto wrong = v3(hook + "?a2");
    CHECK(genuine(form(hook, "a=1", "v3", wrong + "," + right)));
    CHECK(genuine(form(hook, "a=1", "v3", " " + right + " ,x")));
    CHECK(genuine(form(hook, "a=1", "ma-v3", right)));
    CHECK_FALSE(genuine(form(hook, "a=1", "v3", wrong + "," + wrong)));
    CHECK_FALSE(genuine(form(hook, "a=1", "v3", ",,")));
    CHECK_FALSE(genuine(form(hook, "a=1", "v3", right + right)));

    // As seen from Plivo: a plain V3 that does not match beside a main one that does.
    auto both = form(hook, "a=1", "v3", wrong);
    both.headers.emplace_back("x-plivo-signature-ma-v3", right);
    CHECK(genuine(both));
    both.headers.emplace_back("x-plivo-signature-ma-v3", right); // which would count?
    CHECK_FALSE(genuine(both));
}

TEST_CASE("plivo: the main account's signature needs the main account's token",
          "[provider][plivo][verify]") {
    const auto account = subaccount();
    const auto plivo = make_plivo(account);
    const auto own = v3(hook + "?a1");
    const auto main = v3(hook + "?a1", account.main_auth_token.reveal());
    const auto is_genuine = [&plivo](const WebhookRequest& webhook) {
        return plivo->verify(webhook, TimePoint{}).genuine;
    };
    CHECK(is_genuine(form(hook, "a=1", "v3", own)));
    CHECK(is_genuine(form(hook, "a=1", "ma-v3", main)));
    CHECK_FALSE(is_genuine(form(hook, "a=1", "ma-v3", own)));
    CHECK_FALSE(is_genuine(form(hook, "a=1", "v3", main)));
}

TEST_CASE("plivo: V2 counts only where the account takes it and nothing newer is there",
          "[provider][plivo][verify]") {
    auto account = test::plivo_account();
    account.accept_v2 = true;
    const auto plivo = make_plivo(account);
    const auto good = form(hook + "?ref=x", "a=1", "v2", plivo_signature(hook + plivo_nonce));
    auto main = good;
    main.headers[1].first = "x-plivo-signature-ma-v2";
    CHECK(plivo->verify(good, TimePoint{}).genuine);
    CHECK(plivo->verify(main, TimePoint{}).genuine);
    CHECK_FALSE(genuine(good));
    CHECK(test::plivo()->verify(good, TimePoint{}).why.find("V2") != std::string::npos);

    for (const auto* header :
         {"x-plivo-signature-v3", "x-plivo-signature-ma-v3", "x-plivo-signature-v3-nonce"}) {
        INFO(header);
        auto newer = good;
        newer.headers.emplace_back(header, plivo_nonce);
        CHECK_FALSE(plivo->verify(newer, TimePoint{}).genuine);
        CHECK(plivo->verify(newer, TimePoint{}).scheme == "plivo-v3");
    }
}

TEST_CASE("plivo: a request is refused unless the signature covers all of it",
          "[provider][plivo][verify]") {
    const auto good = form(hook, "a=1", "v3", v3(hook + "?a1"));
    REQUIRE(genuine(good));

    for (std::size_t missing = 0; missing < good.headers.size(); ++missing) {
        auto bare = good;
        bare.headers.erase(bare.headers.begin() + static_cast<std::ptrdiff_t>(missing));
        CHECK_FALSE(genuine(bare));
        auto twice = good;
        twice.headers.push_back(good.headers[missing]);
        CHECK_FALSE(genuine(twice));
    }
    auto put = good;
    put.method = "PUT";
    CHECK_FALSE(genuine(put));
    auto get = good;
    get.method = "GET";
    CHECK_FALSE(genuine(get));
    auto as_json = form(hook, "a=1", "v3", v3(hook));
    as_json.headers[0].second = "application/json";
    CHECK_FALSE(genuine(as_json));
    CHECK_FALSE(genuine(form(hook, "a=%", "v3", v3(hook + "?a%"))));
    CHECK_FALSE(genuine(form(hook, "a=%", "v3", v3(""))));
    CHECK_FALSE(genuine(form(hook + "?%", "a=1", "v3", v3(hook + "?a1"))));
    CHECK_FALSE(genuine(form(hook + " x", "a=1", "v3", v3(hook + " x?a1"))));
}

TEST_CASE("plivo: the border between the parameters and the nonce cannot be moved",
          "[provider][plivo][verify]") {
    // "…?Texta.b" + "." + nonce, and the same bytes with a longer nonce.
    const auto signature = v3(hook + "?Texta.b");
    CHECK(genuine(form(hook, "Text=a.b", "v3", signature)));
    CHECK_FALSE(
        genuine(form(hook, "Text=a", "v3", signature, "b." + std::string(plivo_nonce))));
    for (const auto* nonce : {"", ".", " ", "a b", "a.b"})
        CHECK_FALSE(
            genuine(form(hook, "a=1", "v3", plivo_signature(hook + "?a1." + nonce), nonce)));
    const std::string longest(128, '7');
    CHECK(genuine(form(hook, "a=1", "v3", plivo_signature(hook + "?a1." + longest), longest)));
    CHECK_FALSE(genuine(form(hook, "a=1", "v3", plivo_signature(hook + "?a1." + longest + "7"),
                             longest + "7")));
}

TEST_CASE("plivo: without an auth token nothing is genuine", "[provider][plivo][verify]") {
    auto account = test::plivo_account();
    account.auth_token = security::Secret();
    CHECK_FALSE(make_plivo(account)
                    ->verify(form(hook, "a=1", "v3", v3(hook + "?a1", "")), TimePoint{})
                    .genuine);
}
