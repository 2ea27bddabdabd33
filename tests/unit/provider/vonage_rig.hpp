#pragma once

#include "core/provider/vonage.hpp"
#include "rig.hpp"

#include <memory>
#include <string>
#include <utility>

/// \file
/// A Vonage account that nobody has: the one of the fixtures.

namespace bkxsms::provider::test {

inline constexpr auto vonage_api_key = "abcd1234";
inline constexpr auto vonage_api_secret = "TestOnlySecret12";
inline constexpr auto vonage_signature_secret = "uJx0mZ4vBkXsMs9TestOnlySignatureSecret7Q";
inline constexpr auto vonage_application = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";
inline constexpr auto vonage_part_id = "0A0000000123ABCD1";
inline constexpr auto vonage_uuid = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";

inline VonageAccount vonage_account() {
    VonageAccount account;
    account.api_key = vonage_api_key;
    account.api_secret = security::Secret(vonage_api_secret);
    account.signature_secret = security::Secret(vonage_signature_secret);
    return account;
}

/// The request, and whatever else is known of it, by its name in requests-vonage.json.
inline json::Value vonage_request(const std::string& name) {
    static const auto vectors = fixture("requests-vonage.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors.at(i).text("name") == name) return vectors.at(i);
    throw std::runtime_error("no request " + name);
}

/// The recorded answer.
inline transport::Reply vonage_answer(const std::string& name) {
    const auto response = vonage_request(name)["response"];
    return reply(static_cast<int>(response["status"].integer().value()), response.text("body"));
}

/// With the application whose key is in the fixtures.
inline VonageAccount application_account() {
    auto account = vonage_account();
    account.application_id = vonage_application;
    account.private_key =
        security::Secret(vonage_request("messages_sms_jwt").text("jwt_private_key_pem"));
    return account;
}

inline std::unique_ptr<Provider> vonage() {
    return make_vonage(vonage_account());
}

inline std::unique_ptr<Provider> vonage_messages() {
    return make_vonage_messages(vonage_account());
}

} // namespace bkxsms::provider::test
