#pragma once

#include "core/security/secret.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// \file
/// An account at the sandbox's Vonage.

namespace bkxsms::sandbox {

enum class VonageSigning { md5hash, md5, sha1, sha256, sha512 };

/// How webhooks of the SMS API are made: a choice on Vonage's dashboard, and a setting.
enum class VonagePush { get, form, json };

struct VonageAccount {
    std::string api_key;                   ///< eight characters
    std::vector<security::Secret> secrets; ///< those in force, at least one

    security::Secret signature_secret; ///< signs sends that ask for it, and webhooks
    VonageSigning signing = VonageSigning::sha256; ///< of the SMS API; Messages has its own
    bool signs_webhooks = true;                    ///< of the SMS API
    VonagePush push = VonagePush::form;

    /// Receipts of what names no URL of its own; "" for none. `POST /account/settings` changes
    /// it, and `push`, while the sandbox runs.
    std::string receipt_url;

    /// An application, whose JWTs are taken; "" for none.
    std::string application_id;
    std::string application_certificate_pem; ///< X.509 of its public key
    std::string application_status_url; ///< receipts of what was sent with its JWT; "" for none

    std::vector<std::string> numbers;    ///< its own, digits; empty: any sender
    std::vector<std::string> recipients; ///< of an account in demo mode, digits; empty: any
    std::int64_t balance_nano = 24'428'075'000;
};

} // namespace bkxsms::sandbox
