#include "core/provider/plivo.hpp"
#include "provider_fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

const Provider& plivo() {
    static const auto provider = [] {
        PlivoAccount account;
        account.auth_id = "MAXXXXMADEUPXXXX0001";
        return make_plivo(std::move(account));
    }();
    return *provider;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::ReplyRules rules{
        plivo(),
        {"https://api.plivo.com/v1/Account/MAXXXXMADEUPXXXX0001/", "https://lookup.plivo.com/"},
        "5b40a428-bfc7-4daf-9d06-726c558bf3b8",
        is_uuid};
    rules.refuses_in_success = true; // 202 with `invalid_number`
    fuzz::check_reply(rules, data, size);
    return 0;
}
