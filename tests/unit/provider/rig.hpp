#pragma once

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/form.hpp"
#include "core/provider/provider.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

/// \file
/// The recorded fixtures of all providers: webhooks as the spool would hand them over, requests
/// cut at their seams.

namespace bkxsms::provider::test {

inline transport::Reply reply(int status, std::string body, transport::Headers headers = {}) {
    return {status, std::move(headers), std::move(body), milliseconds(1)};
}

inline json::Value fixture(const std::string& name) {
    std::ifstream file(std::string(BKXSMS_SOURCE_DIR) + "/tests/fixtures/" + name,
                       std::ios::binary);
    if (!file) throw std::runtime_error("no fixture " + name);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return json::parse(text);
}

/// The clock of requests-aws_sns.json and requests-vonage.json.
inline const TimePoint recorded_at = parse_rfc3339("2026-03-14T15:09:26Z").value();

/// A webhook from webhook-signatures-*.json.
inline WebhookRequest recorded_webhook(const json::Value& vector) {
    WebhookRequest webhook{vector.text("method"), vector.text("url"), {}, {}};
    const auto headers = vector["headers"];
    for (const auto& name : headers.members())
        webhook.headers.emplace_back(ascii_lower(name), headers.text(name));
    const auto raw = vector["raw_body"];
    webhook.body = raw.present() ? *raw.string() : vector.text("body");
    return webhook;
}

/// A request from requests-*.json.
struct Recorded {
    explicit Recorded(const json::Value& vector)
        : name(vector.text("name")), method(vector.text("method")), body(vector.text("body")),
          authorization(vector["headers"].text("Authorization")),
          content_type(vector["headers"].text("Content-Type")),
          origin(vector.text("scheme") + "://" + vector.text("host")) {
        const auto target = vector.text("path");
        const auto mark = std::min(target.find('?'), target.size());
        path = target.substr(0, mark);
        query = target.substr(std::min(mark + 1, target.size()));
    }

    std::string name, method, body, authorization, content_type, origin, path, query;
};

using Sorted = std::multiset<std::pair<std::string, std::string>>;

/// The pairs of a form or query, in an order that can be compared.
inline Sorted sorted(std::string_view encoded) {
    const auto pairs = decode_form(encoded).value();
    return {pairs.begin(), pairs.end()};
}

inline std::set<std::string> names(std::string_view encoded) {
    std::set<std::string> out;
    for (const auto& [name, value] : sorted(encoded)) out.insert(name);
    return out;
}

inline std::string_view header(const transport::Request& request, std::string_view name) {
    return only(request.headers, name).value_or("");
}

inline std::string origin_of(const transport::Request& request) {
    const auto parts = cut_url(request.url);
    return std::string(parts.scheme) + std::string(parts.host) + std::string(parts.port);
}

} // namespace bkxsms::provider::test
