#include "core/base/encode.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

// One byte of a genuine webhook is changed, ten thousand times. What must come of each is told
// by a second, deliberately naive reading of the signature's rules (docs/providers/twilio.md
// section 7) that shares no code with the one under test.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

struct Genuine {
    WebhookRequest webhook;
    std::string scheme;
    std::string secret;
    std::string content; ///< what was signed
};

int hex_digit(char c) {
    const std::string digits = "0123456789abcdef";
    const auto lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const auto at = digits.find(lower);
    return at == std::string::npos ? -1 : static_cast<int>(at);
}

/// nullopt for what is no percent encoding.
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

using Parameters = std::map<std::string, std::multiset<std::string>>;

std::optional<Parameters> parameters(std::string text) {
    Parameters out;
    std::size_t count = 0;
    text += '&';
    for (std::string piece; !text.empty();) {
        const auto end = text.find('&');
        piece = text.substr(0, end);
        text.erase(0, end + 1);
        if (piece.empty()) continue;
        const auto equals = piece.find('=');
        const auto name = decoded(piece.substr(0, equals));
        const auto value = decoded(equals == std::string::npos ? "" : piece.substr(equals + 1));
        if (!name || !value || ++count > 1000) return std::nullopt;
        out[*name].insert(*value);
    }
    return out;
}

/// The URLs that may have been signed for `url`; none for what is no URL.
std::set<std::string> signed_urls(std::string url) {
    for (const char c : url)
        if (c <= ' ' || c > '~') return {};
    url = url.substr(0, url.find('#'));
    const auto start = url.find("://");
    if (start == std::string::npos) return {url, url + ":443"}; // no authority: never matches
    auto end = url.find_first_of("/?", start + 3);
    if (end == std::string::npos) end = url.size();
    auto authority = url.substr(start + 3, end - start - 3);
    authority = authority.substr(authority.rfind('@') + 1); // npos + 1 is 0
    const auto scheme = url.substr(0, start + 3);
    const auto rest = url.substr(end);

    std::string host = authority;
    std::string port = scheme == "http://" ? ":80" : ":443";
    auto first_digit = authority.size();
    while (first_digit > 0 && hex_digit(authority[first_digit - 1]) >= 0 &&
           hex_digit(authority[first_digit - 1]) <= 9)
        --first_digit;
    if (first_digit < authority.size() && first_digit > 0 &&
        authority[first_digit - 1] == ':') {
        host = authority.substr(0, first_digit - 1);
        port = authority.substr(first_digit - 1);
    }
    return {scheme + host + rest, scheme + host + port + rest};
}

/// All that `webhook` could have been signed as; none if nothing covers its body.
std::set<std::string> contents(const WebhookRequest& webhook, const std::string& scheme) {
    std::string tail;
    if (scheme == "twilio-form") {
        const auto pairs = parameters(webhook.body);
        if (!pairs) return {};
        for (const auto& [name, values] : *pairs)
            for (const auto& value : std::set(values.begin(), values.end()))
                tail += name + value;
    } else if (scheme == "twilio-json") {
        auto query = webhook.url.substr(0, webhook.url.find('#'));
        query = query.substr(std::min(query.find('?'), query.size() - 1) + 1);
        auto pairs = parameters(query);
        const auto hash =
            to_hex(as_bytes(security::digest(security::Hash::sha256, webhook.body)));
        if (!pairs || (*pairs)["bodySHA256"] != std::multiset<std::string>{hash}) return {};
    }
    std::set<std::string> out;
    for (const auto& url : signed_urls(webhook.url)) out.insert(url + tail);
    return out;
}

std::string& signature_of(WebhookRequest& webhook) {
    return std::ranges::find(webhook.headers, "x-twilio-signature",
                             &transport::Headers::value_type::first)
        ->second;
}

/// The genuine vectors, each also with a fragment and with a user and password in its URL.
std::vector<Genuine> genuine_webhooks() {
    std::vector<Genuine> out;
    const auto vectors = test::fixture("webhook-signatures-twilio.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (!*vector["valid"].boolean()) continue;
        Genuine one{test::recorded_webhook(vector), vector.text("scheme"),
                    vector.text("secret"), ""};
        for (const auto& content : contents(one.webhook, one.scheme)) {
            const auto mac = security::hmac(security::Hash::sha1, one.secret, content);
            if (to_base64(as_bytes(mac)) == signature_of(one.webhook)) one.content = content;
        }
        REQUIRE_FALSE(one.content.empty());
        auto with_fragment = one;
        with_fragment.webhook.url += "#rc=3&rp=all";
        auto with_user = one;
        with_user.webhook.url.insert(one.webhook.url.find("://") + 3, "user:password@");
        out.insert(out.end(), {one, with_fragment, with_user});
    }
    return out;
}

} // namespace

TEST_CASE("twilio: of 10,000 changed webhooks, those with other signed content are refused",
          "[provider][twilio][verify]") {
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
                                {"signature", &signature_of(mutant.webhook)},
                                {"secret", &mutant.secret}};
        const auto& place = places[below(4)];
        if (place.bytes->empty()) continue;
        ++round;
        auto& byte = (*place.bytes)[below(place.bytes->size())];
        // Half of the time one bit, which stays near what is plausible; else any other byte.
        const auto flip =
            below(2) == 0 ? 1U << below(8) : 1U + static_cast<unsigned>(below(255));
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);

        const bool key_or_mac =
            place.bytes == &mutant.secret || place.bytes == &signature_of(mutant.webhook);
        const bool same =
            !key_or_mac && contents(mutant.webhook, mutant.scheme).contains(mutant.content);
        const auto verdict =
            test::twilio_with_token(mutant.secret)->verify(mutant.webhook, TimePoint{});
        ++(same ? unchanged : refused)[place.name];
        if (verdict.genuine != same) {
            INFO(round << ' ' << place.name << ' ' << mutant.webhook.url << '\n'
                       << mutant.webhook.body);
            CHECK(verdict.genuine == same);
        }
    }
    for (const auto* place : {"body", "url", "signature", "secret"}) {
        INFO(place);
        CHECK(refused[place] > 1'000);
    }
    // The rule would be empty if every change were a change of content: fragments, user names,
    // ports and the case of hexadecimal digits are not.
    CHECK(unchanged["url"] > 100);
    CHECK(unchanged["body"] > 0);
    CHECK(unchanged["signature"] == 0);
    CHECK(unchanged["secret"] == 0);
}
