#include "cmd/account_fields.hpp"

namespace bkxsms::cmd {
namespace {

using enum Field::Need;

constexpr Field twilio[] = {
    {"account_sid", "the account: AC and 32 characters, on the console's first page", always},
    {"auth_token", "its auth token, beside the account SID", always, "", "twilio.token"},
    {"phone_number", "a number of the account that texts come from, with + and country code"},
    {"messaging_service_sid", "or the messaging service that chooses the sender: MG…", without,
     "phone_number"},
    {"api_key_sid", "an API key to send with in place of the token: SK…, under API keys"},
    {"api_key_secret", "its secret, which the console shows once", with, "api_key_sid",
     "twilio.key-secret"},
};

constexpr Field vonage[] = {
    {"api_key", "the account's key: the dashboard's first page, or API settings", always},
    {"api_secret", "its secret, beside the key", always, "", "vonage.secret"},
    {"sender_id", "who texts come from: a number of the account, or a name of 11 characters",
     always},
    {"signature_secret",
     "what webhooks are signed with, under API settings; without it no "
     "report is believed",
     never, "", "vonage.signature"},
    {"signature_method", "how they are signed, as it stands there", with, "signature_secret"},
    {"api", "which API sends: sms, or messages"},
    {"application_id", "for messages: the application to send as, under Applications"},
    {"private_key", "its private key, a file in PEM that was downloaded when it was made", with,
     "application_id", "vonage.private-key", true},
    {"reports", "true if the account has the Reports API, which is paid for by the record"},
};

constexpr Field plivo[] = {
    {"auth_id", "the account's auth ID: MA… or SA…, on the console's first page", always},
    {"auth_token", "its auth token, beside the auth ID", always, "", "plivo.token"},
    {"phone_number", "a number of the account that texts come from, with + and country code"},
    {"powerpack_uuid", "or the powerpack that chooses the sender, under Messaging", without,
     "phone_number"},
    {"main_auth_token", "of a subaccount only: the main account's auth token", never, "",
     "plivo.main-token"},
};

constexpr Field aws[] = {
    {"access_key", "the access key's ID: AKIA…, in IAM under Security credentials", always},
    {"secret_key", "its secret, which IAM shows once", always, "", "aws.secret"},
    {"session_token", "of temporary credentials only: their session token", never, "",
     "aws.session"},
    {"region", "the region whose SNS sends, such as eu-central-1"},
    {"sender_id", "who texts come from, where the country allows a name"},
    {"account_id", "the account's 12 digits, which name its delivery logs"},
};

} // namespace

std::span<const Field> twilio_fields() noexcept {
    return twilio;
}
std::span<const Field> vonage_fields() noexcept {
    return vonage;
}
std::span<const Field> plivo_fields() noexcept {
    return plivo;
}
std::span<const Field> aws_fields() noexcept {
    return aws;
}

} // namespace bkxsms::cmd
