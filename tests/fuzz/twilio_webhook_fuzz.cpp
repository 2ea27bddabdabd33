#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "core/provider/form.hpp"
#include "core/provider/twilio.hpp"
#include "core/security/digest.hpp"
#include "provider_fuzz.hpp"

#include <algorithm>
#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;
using fuzz::require;

namespace {

constexpr auto form_type = "application/x-www-form-urlencoded";
constexpr auto account_sid = "AC00000000000000000000000000000a01";

std::unique_ptr<Provider> twilio(std::string token) {
    TwilioAccount account;
    account.account_sid = account_sid;
    account.auth_token = security::Secret(std::move(token));
    return make_twilio(std::move(account));
}

/// Not the tokens of the fixtures: their signatures, which are in the corpus, are wrong here.
const Provider& ours() {
    static const auto provider = twilio("a token that nobody else has");
    return *provider;
}

std::string& signature(WebhookRequest& webhook) {
    return webhook.headers.at(1).second;
}

void sign(WebhookRequest& webhook, std::string_view parameters) {
    const auto mac = security::hmac(security::Hash::sha1, "a token that nobody else has",
                                    webhook.url + std::string(parameters));
    signature(webhook) = to_base64(as_bytes(mac));
}

void check_refused(const WebhookRequest& webhook, const char* rule) {
    const auto verdict = ours().verify(webhook, {});
    require(!verdict.genuine, rule);
    require(!verdict.why.empty() && !verdict.scheme.empty(), "a refusal has its reason");
}

std::string joined(const std::set<Pairs::value_type>& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) out += name + value;
    return out;
}

/// Signs the form as Twilio would, then changes one thing after another.
void check_signature(WebhookRequest webhook, unsigned place) {
    const auto pairs = decode_form(webhook.body);
    const bool plain = std::ranges::all_of(
        webhook.url, [](char c) { return c > ' ' && c < '\x7f' && c != '#' && c != '@'; });
    if (!pairs || !plain) return;
    webhook.method = "POST";
    webhook.headers.at(0).second = form_type;
    const std::set signed_pairs(pairs->begin(), pairs->end());
    sign(webhook, joined(signed_pairs));
    require(ours().verify(webhook, {}).genuine, "what is signed is genuine");

    require(!twilio("another token")->verify(webhook, {}).genuine, "each token has its own");
    require(!twilio("")->verify(webhook, {}).genuine, "without a token nothing is genuine");
    auto other = webhook;
    auto& byte = signature(other)[place % signature(other).size()];
    byte = static_cast<char>(byte ^ (1 << place % 7));
    check_refused(other, "a mutated signature is refused");
    other = webhook;
    other.url += "/x";
    check_refused(other, "another address is refused");
    other = webhook;
    other.headers.push_back(other.headers.at(1));
    check_refused(other, "two signatures are refused");
    other = webhook;
    other.body.insert(place % (other.body.size() + 1), 1, static_cast<char>('!' + place % 64));
    const auto changed = decode_form(other.body);
    if (!changed || joined({changed->begin(), changed->end()}) != joined(signed_pairs))
        check_refused(other, "another body is refused");
}

void check_url(std::string_view url) {
    const auto parts = cut_url(url);
    std::string whole;
    for (const auto part : {parts.scheme, parts.userinfo, parts.host, parts.port, parts.path,
                            parts.query, parts.fragment})
        whole += part;
    require(whole == url, "the parts are the URL");
}

} // namespace

/// Method, URL, content type, signature (a line each); the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    WebhookRequest webhook;
    webhook.method = input.line();
    webhook.url = input.line();
    webhook.headers.emplace_back("content-type", input.line());
    webhook.headers.emplace_back("x-twilio-signature", input.line());
    webhook.body = input.rest();

    check_url(webhook.url);
    if (const auto pairs = decode_form(webhook.body)) {
        require(pairs->size() <= max_pairs, "fields are limited");
        require(decode_form(encode_form(*pairs)) == pairs, "a form comes back");
    }
    check_refused(webhook, "what nobody signed is refused");
    check_signature(webhook, static_cast<unsigned>(size));

    fuzz::check_reading(ours(), webhook);
    return 0;
}
