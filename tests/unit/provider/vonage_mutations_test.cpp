#include "core/base/encode.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "vonage_rig.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

// One byte of a genuine webhook is changed, ten thousand times. What must come of each is told
// by a second, deliberately naive reading of the signature's rules (docs/providers/vonage.md
// section 7) that shares no code with the one under test.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

int hex_digit(char c) {
    const std::string digits = "0123456789abcdef";
    const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const auto at = digits.find(lower);
    return at == std::string::npos ? -1 : static_cast<int>(at);
}

std::optional<std::string> decoded(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
            return std::nullopt;
        out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
        i += 2;
    }
    return out;
}

using Parameters = std::map<std::string, std::string>;

/// nullopt for what cannot be decoded, or has a name twice.
std::optional<Parameters> parameters(std::string text) {
    Parameters out;
    text += '&';
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find('&'));
        text.erase(0, piece.size() + 1);
        if (piece.empty()) continue;
        const auto equals = piece.find('=');
        const auto name = decoded(piece.substr(0, equals));
        const auto value = decoded(equals == std::string::npos ? "" : piece.substr(equals + 1));
        if (!name || !value || !out.emplace(*name, *value).second) return std::nullopt;
    }
    return out;
}

std::optional<Parameters> flat_json(const std::string& text) {
    const auto document = json::try_parse(text);
    if (!document || !document->is_object()) return std::nullopt;
    Parameters out;
    for (const auto& name : document->members()) {
        const auto value = (*document)[name];
        if (value.string())
            out[name] = *value.string();
        else if (value.number_text())
            out[name] = *value.number_text();
        else if (value.boolean())
            out[name] = *value.boolean() ? "true" : "false";
        else
            return std::nullopt;
    }
    return out;
}

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

/// All that the webhook says as its signature sees it, with the signature; several, because a
/// parameter without a value may count or not. Empty if it cannot be read.
std::set<std::string> contents(const WebhookRequest& webhook) {
    std::optional<Parameters> all;
    const bool is_json = !webhook.headers.empty() &&
                         std::ranges::any_of(webhook.headers, [](const auto& header) {
                             return header.first == "content-type" &&
                                    header.second.starts_with("application/json");
                         });
    if (webhook.method == "POST") {
        all = is_json ? flat_json(webhook.body) : parameters(webhook.body);
    } else {
        auto query = webhook.url.substr(0, webhook.url.find('#'));
        const auto mark = query.find('?');
        all = parameters(mark == std::string::npos ? "" : query.substr(mark + 1));
    }
    if (!all || !all->contains("sig")) return {};
    const auto sig = lower((*all)["sig"]);
    all->erase("sig");
    std::string with;
    std::string without;
    for (auto [name, value] : *all) {
        for (auto& c : value)
            if (c == '&' || c == '=') c = '_';
        with += '&' + name + '=' + value;
        if (!value.empty()) without += '&' + name + '=' + value;
    }
    return {with + '\n' + sig, without + '\n' + sig};
}

struct Genuine {
    WebhookRequest webhook;
    VonageSignature method = VonageSignature::sha256;
    std::string secret;
    TimePoint now;
    bool token = false;
    std::string content; ///< of a signed one: what was signed, and the signature
};

std::string& authorization_of(WebhookRequest& webhook) {
    return std::ranges::find(webhook.headers, "authorization",
                             &transport::Headers::value_type::first)
        ->second;
}

std::unique_ptr<Provider> provider_for(const Genuine& one) {
    auto account = test::vonage_account();
    account.signature_secret = security::Secret(one.secret);
    account.signature_method = one.method;
    return make_vonage(std::move(account));
}

std::vector<Genuine> genuine_webhooks() {
    const std::map<std::string, VonageSignature> methods = {
        {"sms-sig-md5hash", VonageSignature::md5hash},
        {"sms-sig-md5", VonageSignature::md5},
        {"sms-sig-sha1", VonageSignature::sha1},
        {"sms-sig-sha256", VonageSignature::sha256},
        {"sms-sig-sha512", VonageSignature::sha512}};
    std::vector<Genuine> out;
    const auto vectors = test::fixture("webhook-signatures-vonage.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (!vector["accept"].boolean().value_or(false)) continue;
        Genuine one;
        one.webhook = test::recorded_webhook(vector);
        one.secret = vector.text("secret");
        one.now = from_millis(vector["now"].integer().value_or(1'773'500'966) * 1000);
        const auto found = methods.find(vector.text("scheme"));
        one.token = found == methods.end();
        if (!one.token) {
            one.method = found->second;
            // The first has every parameter; that the recorded ones sign them all is known.
            const auto all = contents(one.webhook);
            REQUIRE_FALSE(all.empty());
            one.content = *std::ranges::max_element(all, {}, &std::string::size);
        }
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace

TEST_CASE("vonage: of 10,000 changed webhooks, those with other signed content are refused",
          "[provider][vonage][verify]") {
    const auto originals = genuine_webhooks();
    std::mt19937_64 random(20261122);
    const auto below = [&random](std::size_t n) {
        return static_cast<std::size_t>(random() % n);
    };

    std::map<std::string, int> refused;
    std::map<std::string, int> unchanged;
    for (int round = 0; round < 10'000;) {
        auto mutant = originals[below(originals.size())];
        std::vector<std::pair<std::string, std::string*>> places = {
            {"body", &mutant.webhook.body},
            {"url", &mutant.webhook.url},
            {"secret", &mutant.secret}};
        if (mutant.token) places.emplace_back("token", &authorization_of(mutant.webhook));
        const auto& [name, bytes] = places[below(places.size())];
        if (bytes->empty()) continue;
        ++round;
        auto& byte = (*bytes)[below(bytes->size())];
        // Half of the time one bit, which stays near what is plausible; else any other byte.
        const auto flip =
            below(2) == 0 ? 1U << below(8) : 1U + static_cast<unsigned>(below(255));
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);

        // A token covers the body, and nothing else does; a `sig` covers the parameters.
        const bool same = name == "secret" ? false
                          : mutant.token   ? name == "url"
                                           : contents(mutant.webhook).contains(mutant.content);
        const auto verdict = provider_for(mutant)->verify(mutant.webhook, mutant.now);
        ++(same ? unchanged : refused)[name];
        if (verdict.genuine != same) {
            INFO(round << ' ' << name << ' ' << verdict.why << ' ' << mutant.webhook.url << '\n'
                       << mutant.webhook.body);
            CHECK(verdict.genuine == same);
        }
    }
    for (const auto* place : {"body", "url", "secret", "token"}) {
        INFO(place);
        CHECK(refused[place] > 300);
    }
    // The rule would be empty if every change were a change of content.
    CHECK(unchanged["url"] > 100);
    CHECK(unchanged["body"] > 0);
    CHECK(unchanged["token"] == 0);
    CHECK(unchanged["secret"] == 0);
}
