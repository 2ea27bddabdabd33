#include "plivo_rig.hpp"
#include "support/catch.hpp"

#include <cctype>
#include <map>
#include <random>

// One byte of a genuine webhook is changed, ten thousand times. What must come of each is told
// by a second, deliberately naive reading of the signature's rules (docs/providers/plivo.md
// section 7) that shares no code with the one under test but the hash.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

struct Genuine {
    WebhookRequest webhook;
    std::string scheme;
    std::string secret;
};

std::string& header_of(WebhookRequest& webhook, const std::string& name) {
    return std::ranges::find(webhook.headers, name, &transport::Headers::value_type::first)
        ->second;
}

std::string version(const Genuine& one) {
    return one.scheme.substr(one.scheme.size() - 2);
}

std::string& nonce_of(Genuine& one) {
    return header_of(one.webhook, "x-plivo-signature-" + version(one) + "-nonce");
}

std::string& signature_of(Genuine& one) {
    return header_of(one.webhook, "x-plivo-signature-" + version(one));
}

/// nullopt for what is no percent encoding.
std::optional<std::string> decoded(const std::string& text) {
    const std::string digits = "0123456789abcdef0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = digits.find(text[i + 1]);
        const auto low = digits.find(text[i + 2]);
        if (high == std::string::npos || low == std::string::npos) return std::nullopt;
        out += static_cast<char>(high % 16 * 16 + low % 16);
        i += 2;
    }
    return out;
}

using Parameters = std::map<std::string, std::multiset<std::string>>;

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
        if (!name || !value) return std::nullopt;
        out[*name].insert(*value);
    }
    return out;
}

/// All that is signed; nullopt for what cannot have been.
std::optional<std::string> content(Genuine one) {
    auto url = one.webhook.url;
    for (const char c : url)
        if (c <= ' ' || c > '~') return std::nullopt;
    const auto nonce = nonce_of(one);
    for (const char c : nonce)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_')
            return std::nullopt;
    url = url.substr(0, url.find('#'));
    auto base = url.substr(0, url.find('?'));
    const auto query_text = url.size() > base.size() ? url.substr(base.size() + 1) : "";
    const auto start = base.find("://");
    const auto path = start == std::string::npos ? start : base.find('/', start + 3);
    const auto at = base.substr(0, path).rfind('@');
    if (start != std::string::npos && at != std::string::npos && at > start)
        base.erase(start + 3, at - start - 2);
    if (one.scheme == "plivo-v2") return base + nonce;

    const auto query = parameters(query_text);
    const auto body = parameters(one.webhook.body);
    if (!query || !body) return std::nullopt;
    std::string left;
    for (const auto& [name, values] : *query)
        for (const auto& value : values) left += (left.empty() ? "" : "&") + name + "=" + value;
    std::string right;
    for (const auto& [name, values] : *body)
        for (const auto& value : values) right += name + value;
    if (query->empty() && body->empty()) return base + "." + nonce;
    if (query->empty()) return base + "?" + right + "." + nonce;
    if (body->empty()) return base + "?" + left + "." + nonce;
    return base + "?" + left + "." + right + "." + nonce;
}

bool must_be_genuine(Genuine one) {
    const auto text = content(one);
    if (!text) return false;
    const auto expected = test::plivo_signature(*text, one.secret);
    auto list = signature_of(one) + ",";
    while (!list.empty()) {
        auto element = list.substr(0, list.find(','));
        list.erase(0, element.size() + 1);
        const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
        while (!element.empty() && space(element.back())) element.pop_back();
        while (!element.empty() && space(element.front())) element.erase(0, 1);
        if (element == expected) return true;
    }
    return false;
}

/// The genuine vectors, each also with a fragment and with a user and password in its URL.
std::vector<Genuine> genuine_webhooks() {
    std::vector<Genuine> out;
    const auto vectors = test::fixture("webhook-signatures-plivo.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        Genuine one{test::recorded_webhook(vector), vector.text("scheme"),
                    vector.text("secret")};
        const bool apart = one.webhook.method == "GET" && !vector["params"].members().empty();
        if (!*vector["valid"].boolean() || apart) continue;
        REQUIRE(must_be_genuine(one));
        auto with_fragment = one;
        with_fragment.webhook.url += "#a=1";
        auto with_user = one;
        with_user.webhook.url.insert(one.webhook.url.find("://") + 3, "user:password@");
        out.insert(out.end(), {one, with_fragment, with_user});
    }
    return out;
}

bool verified(const Genuine& one) {
    auto account = test::plivo_account();
    account.auth_token = security::Secret(one.secret);
    account.accept_v2 = true;
    return make_plivo(std::move(account))->verify(one.webhook, TimePoint{}).genuine;
}

} // namespace

TEST_CASE("plivo: of 10,000 changed webhooks, those with other signed content are refused",
          "[provider][plivo][verify]") {
    const auto originals = genuine_webhooks();
    std::mt19937_64 random(20261122);
    const auto below = [&random](std::size_t n) {
        return static_cast<std::size_t>(random() % n);
    };

    std::map<std::string, int> refused;
    std::map<std::string, int> unchanged;
    for (int round = 0; round < 10'000;) {
        auto mutant = originals[below(originals.size())];
        struct Place {
            const char* name;
            std::string* bytes;
        };
        const Place places[] = {{"body", &mutant.webhook.body},
                                {"url", &mutant.webhook.url},
                                {"nonce", &nonce_of(mutant)},
                                {"signature", &signature_of(mutant)},
                                {"secret", &mutant.secret}};
        const auto& place = places[below(5)];
        if (place.bytes->empty()) continue;
        ++round;
        auto& byte = (*place.bytes)[below(place.bytes->size())];
        // Half of the time one bit, which stays near what is plausible; else any other byte.
        const auto flip =
            below(2) == 0 ? 1U << below(8) : 1U + static_cast<unsigned>(below(255));
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);

        const bool same = must_be_genuine(mutant);
        ++(same ? unchanged : refused)[mutant.scheme.substr(6) + ' ' + place.name];
        if (verified(mutant) != same) {
            INFO(round << ' ' << place.name << ' ' << mutant.webhook.url << '\n'
                       << mutant.webhook.body);
            CHECK(verified(mutant) == same);
        }
    }
    for (const auto* place : {"v3 body", "v3 url", "v3 nonce", "v3 signature", "v3 secret",
                              "v2 url", "v2 nonce", "v2 signature", "v2 secret"}) {
        INFO(place);
        CHECK(refused[place] > 250);
    }
    // The rule would be empty if every change were a change of content; and V2 is why V3 is
    // there: nothing in a body changes it.
    CHECK(unchanged["v3 url"] > 25);
    CHECK(unchanged["v2 body"] > 250);
    CHECK(refused["v2 body"] == 0);
    for (const auto* place : {"v3 nonce", "v3 secret", "v2 nonce", "v2 secret", "v2 signature"})
        CHECK(unchanged[place] == 0);
}
