#pragma once

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/provider.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

/// \file
/// The recorded fixtures, tests/fixtures.

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

/// A webhook from webhook-signatures-*.json, as the spool would hand it over.
inline WebhookRequest recorded_webhook(const json::Value& vector) {
    WebhookRequest webhook{vector.text("method"), vector.text("url"), {}, {}};
    const auto headers = vector["headers"];
    for (const auto& name : headers.members())
        webhook.headers.emplace_back(ascii_lower(name), headers.text(name));
    const auto raw = vector["raw_body"];
    webhook.body = raw.present() ? *raw.string() : vector.text("body");
    return webhook;
}

} // namespace bkxsms::provider::test
