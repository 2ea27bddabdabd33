#include "core/provider/sns.hpp"
#include "provider_fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

const Provider& sns() {
    static const auto provider = [] {
        SnsAccount account;
        account.access_key_id = "AKIDEXAMPLE0000TEST1";
        account.account_id = "123456789012";
        account.logs_every_message = true;
        return make_sns(std::move(account));
    }();
    return *provider;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::ReplyRules rules{
        sns(),
        {"https://sns.us-east-1.amazonaws.com/", "https://logs.us-east-1.amazonaws.com/"},
        "94f20ce6-13c5-43a0-9a9e-ca52d816e90b",
        is_uuid};
    rules.throttles_with_503 = true;
    fuzz::check_reply(rules, data, size);
    return 0;
}
