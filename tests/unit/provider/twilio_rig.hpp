#pragma once

#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/provider/twilio.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

/// \file
/// A Twilio account that nobody has, and the recorded fixtures.

namespace bkxsms::provider::test {

inline constexpr auto account_sid = "AC00000000000000000000000000000a01";
inline constexpr auto message_sid = "SM00000000000000000000000000000b02";
inline constexpr auto auth_token = "0123456789abcdef0123456789abcdef";

inline TwilioAccount twilio_account() {
    TwilioAccount account;
    account.account_sid = account_sid;
    account.user = account_sid;
    account.password = security::Secret(auth_token);
    account.auth_token = security::Secret(auth_token);
    return account;
}

inline std::unique_ptr<Provider> twilio() {
    return make_twilio(twilio_account());
}

inline std::unique_ptr<Provider> twilio_with_token(std::string token) {
    auto account = twilio_account();
    account.auth_token = security::Secret(std::move(token));
    return make_twilio(std::move(account));
}

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

/// A webhook from webhook-signatures-twilio.json, as the spool would hand it over.
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
