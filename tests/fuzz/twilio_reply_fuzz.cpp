#include "core/provider/twilio.hpp"
#include "core/provider/twilio_message.hpp"
#include "provider_fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

const Provider& ours() {
    static const auto provider = [] {
        TwilioAccount account;
        account.account_sid = "AC00000000000000000000000000000a01";
        return make_twilio(std::move(account));
    }();
    return *provider;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::ReplyRules rules{
        ours(),
        {"https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000a01/",
         "https://pricing.twilio.com/", "https://lookups.twilio.com/"},
        "SM00000000000000000000000000000b02",
        twilio::is_message_sid};
    fuzz::check_reply(rules, data, size);
    return 0;
}
