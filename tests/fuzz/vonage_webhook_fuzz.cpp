#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/provider/form.hpp"
#include "core/provider/vonage.hpp"
#include "core/security/digest.hpp"
#include "provider_fuzz.hpp"

#include <map>

using namespace bkxsms;
using namespace bkxsms::provider;
using fuzz::check_refused;
using fuzz::require;

namespace {

constexpr auto api_key = "abcd1234";
constexpr auto now_s = 1'773'500'966;
const auto now = from_millis(now_s * 1'000LL);

std::unique_ptr<Provider> vonage(std::string secret) {
    VonageAccount account;
    account.api_key = api_key;
    account.signature_secret = security::Secret(std::move(secret));
    return make_vonage(std::move(account));
}

/// Not the secrets of the fixtures: their signatures, which are in the corpus, are wrong here.
const Provider& ours() {
    static const auto provider = vonage("a secret that nobody else has");
    return *provider;
}

std::string mac(std::string_view content) {
    return security::hmac(security::Hash::sha256, "a secret that nobody else has", content);
}

void check_others(const WebhookRequest& webhook) {
    require(ours().verify(webhook, now).genuine, "what is signed is genuine");
    check_refused(vonage("another")->verify(webhook, now), "each secret has its own");
    check_refused(vonage("")->verify(webhook, now), "without a secret nothing is genuine");
    check_refused(ours().verify(webhook, now + std::chrono::hours(80)), "nothing is for ever");
    check_refused(ours().verify(webhook, now - std::chrono::hours(1)),
                  "nothing is from the future");
}

using Parameters = std::map<std::string, std::string>;

std::string content_of(const Parameters& parameters) {
    std::string content;
    for (auto [name, value] : parameters) {
        for (auto& c : value)
            if (c == '&' || c == '=') c = '_';
        content += '&' + name + '=' + value;
    }
    return content;
}

/// Signs a form of the SMS API as Vonage would.
void check_parameters(WebhookRequest webhook) {
    const auto pairs = decode_form(webhook.body);
    if (!pairs || pairs->size() > 100) return;
    Parameters parameters(pairs->begin(), pairs->end());
    parameters["timestamp"] = std::to_string(now_s);
    parameters.erase("sig");
    const auto sig = to_hex(as_bytes(mac(content_of(parameters))));
    Pairs sent(parameters.begin(), parameters.end());
    sent.emplace_back("sig", sig);
    webhook.method = "POST";
    webhook.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    webhook.body = encode_form(sent);
    check_others(webhook);
    auto other = webhook;
    other.body += "&x=1";
    check_refused(ours().verify(other, now), "another parameter is refused");
    other = webhook;
    other.body += "&sig=" + sig;
    check_refused(ours().verify(other, now), "two signatures are refused");
}

/// Signs any body as the Messages API would.
void check_token(WebhookRequest webhook, unsigned place) {
    json::Writer claims;
    claims.begin_object().key("iat").integer(now_s).key("iss").string("Vonage");
    const auto hash = security::digest(security::Hash::sha256, webhook.body);
    claims.key("payload_hash").string(to_hex(as_bytes(hash))).key("api_key").string(api_key);
    claims.end_object();
    auto token = to_base64url(as_bytes(R"({"alg":"HS256","typ":"JWT"})")) + '.' +
                 to_base64url(as_bytes(claims.str()));
    token += '.' + to_base64url(as_bytes(mac(token)));
    webhook.method = "POST";
    webhook.headers = {{"content-type", "application/json"},
                       {"authorization", "Bearer " + token}};
    check_others(webhook);
    auto other = webhook;
    other.body.insert(place % (other.body.size() + 1), 1, ' ');
    check_refused(ours().verify(other, now), "another body is refused");
    other = webhook;
    auto& byte = other.headers[1].second[7 + place % token.size()];
    byte = static_cast<char>(byte ^ (1 << place % 7));
    check_refused(ours().verify(other, now), "a mutated token is refused");
}

} // namespace

/// Method, URL, content type, Authorization (a line each); the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    WebhookRequest webhook;
    webhook.method = input.line();
    webhook.url = input.line();
    webhook.headers.emplace_back("content-type", input.line());
    if (const auto authorization = input.line(); !authorization.empty())
        webhook.headers.emplace_back("authorization", authorization);
    webhook.body = input.rest();

    check_refused(ours().verify(webhook, now), "what nobody signed is refused");
    check_parameters(webhook);
    check_token(webhook, static_cast<unsigned>(size));
    fuzz::check_reading(ours(), webhook);
    return 0;
}
