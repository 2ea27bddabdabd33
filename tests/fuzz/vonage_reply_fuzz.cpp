#include "core/provider/vonage.hpp"
#include "core/provider/vonage_request.hpp"
#include "provider_fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

VonageAccount account() {
    VonageAccount account;
    account.api_key = "abcd1234";
    account.api_secret = security::Secret("a secret that nobody else has");
    account.reports = true;
    return account;
}

} // namespace

/// Both APIs read every answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto sms = make_vonage(account());
    static const auto messages = make_vonage_messages(account());
    const std::vector<std::string> origins = {
        "https://rest.nexmo.com/", "https://api.nexmo.com/", "https://api-eu.vonage.com/"};
    fuzz::ReplyRules rules{*sms, origins, "0A0000000123ABCD1", vonage::is_message_id};
    rules.refuses_in_success = true; // a status for each part, in HTTP 200
    fuzz::check_reply(rules, data, size);
    fuzz::check_reply({*messages, origins, "aaaaaaaa-bbbb-cccc-dddd-0123456789ab", is_uuid},
                      data, size);
    return 0;
}
