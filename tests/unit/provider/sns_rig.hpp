#pragma once

#include "core/provider/sns.hpp"
#include "rig.hpp"

#include <string>

/// \file
/// An AWS account that nobody has.

namespace bkxsms::provider::test {

inline constexpr auto sns_message_id = "94f20ce6-13c5-43a0-9a9e-ca52d816e90b";

inline SnsAccount sns_account() {
    SnsAccount account;
    account.access_key_id = "AKIDEXAMPLE0000TEST1";
    account.secret_access_key = security::Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY1");
    account.account_id = "123456789012";
    account.logs_every_message = true;
    return account;
}

inline std::unique_ptr<Provider> sns() {
    return make_sns(sns_account());
}

/// When the certificate of webhook-signatures-aws_sns.json is valid.
inline const TimePoint certified_at = parse_rfc3339("2026-11-22T18:00:00Z").value();

/// The recorded answer of that name.
inline transport::Reply recorded_reply(const std::string& name) {
    static const auto vectors = fixture("requests-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector.text("name") != name) continue;
        const auto response = vector["response"];
        transport::Headers headers;
        for (const auto& header : response["headers"].members())
            headers.emplace_back(ascii_lower(header), response["headers"].text(header));
        return reply(static_cast<int>(response["status"].integer().value()),
                     response.text("body"), std::move(headers));
    }
    throw std::runtime_error("nothing recorded as " + name);
}

} // namespace bkxsms::provider::test
