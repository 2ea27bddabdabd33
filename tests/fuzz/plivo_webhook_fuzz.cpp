#include "core/base/encode.hpp"
#include "core/provider/form.hpp"
#include "core/provider/plivo.hpp"
#include "core/security/digest.hpp"
#include "provider_fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using fuzz::check_refused;
using fuzz::require;

namespace {

constexpr auto nonce = "31627761595286130198";

std::unique_ptr<Provider> plivo(std::string token, bool accept_v2) {
    PlivoAccount account;
    account.auth_id = "MAXXXXMADEUPXXXX0001";
    account.auth_token = security::Secret(std::move(token));
    account.accept_v2 = accept_v2;
    return make_plivo(std::move(account));
}

/// Not the token of the fixtures: their signatures, which are in the corpus, are wrong here.
const Provider& ours() {
    static const auto provider = plivo("a token that nobody else has", true);
    return *provider;
}

std::string joined(Pairs pairs) {
    std::ranges::sort(pairs);
    std::string out;
    for (const auto& [name, value] : pairs) out += name + value;
    return out;
}

/// Signs a form as Plivo would, then changes one thing after another.
void check_signature(WebhookRequest webhook, unsigned place) {
    const auto pairs = decode_form(webhook.body);
    const auto parts = cut_url(webhook.url);
    if (!pairs || pairs->empty() || !is_visible_ascii(webhook.url) || !parts.query.empty() ||
        !parts.fragment.empty() || !parts.userinfo.empty())
        return;
    const auto content = webhook.url + '?' + joined(*pairs) + '.' + nonce;
    const auto mac =
        security::hmac(security::Hash::sha256, "a token that nobody else has", content);
    webhook.method = "POST";
    webhook.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"x-plivo-signature-v3", to_base64(as_bytes(mac))},
                       {"x-plivo-signature-v3-nonce", nonce}};
    require(ours().verify(webhook, {}).genuine, "what is signed is genuine");

    const auto refused = [](const WebhookRequest& other, const char* rule) {
        check_refused(ours().verify(other, {}), rule);
    };
    check_refused(plivo("another token", true)->verify(webhook, {}), "each token has its own");
    check_refused(plivo("", true)->verify(webhook, {}), "without a token nothing is genuine");
    auto other = webhook;
    auto& signature = other.headers[1].second;
    auto& byte = signature[place % signature.size()];
    byte = static_cast<char>(byte ^ (1 << place % 7));
    refused(other, "a mutated signature is refused");
    other = webhook;
    other.headers[2].second += '1';
    refused(other, "another nonce is refused");
    other = webhook;
    other.headers.push_back(other.headers[1]);
    refused(other, "two signatures are refused");
    other = webhook;
    other.headers[1].first = "x-plivo-signature-v2";
    other.headers[2].first = "x-plivo-signature-v2-nonce";
    refused(other, "a signature is one of its version");
    other = webhook;
    other.body.insert(place % (other.body.size() + 1), 1, static_cast<char>('!' + place % 64));
    const auto changed = decode_form(other.body);
    if (!changed || joined(*changed) != joined(*pairs))
        refused(other, "another body is refused");
}

} // namespace

/// Method, URL, content type, signatures V3 and V2 (a line each); the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    WebhookRequest webhook;
    webhook.method = input.line();
    webhook.url = input.line();
    webhook.headers.emplace_back("content-type", input.line());
    if (const auto v3 = input.line(); !v3.empty()) {
        webhook.headers.emplace_back("x-plivo-signature-v3", v3);
        webhook.headers.emplace_back("x-plivo-signature-v3-nonce", nonce);
    }
    if (const auto v2 = input.line(); !v2.empty()) {
        webhook.headers.emplace_back("x-plivo-signature-v2", v2);
        webhook.headers.emplace_back("x-plivo-signature-v2-nonce", nonce);
    }
    webhook.body = input.rest();

    check_refused(ours().verify(webhook, {}), "what nobody signed is refused");
    check_signature(webhook, static_cast<unsigned>(size));
    fuzz::check_reading(ours(), webhook);
    return 0;
}
