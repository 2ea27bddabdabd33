#include "unit/sandbox/vonage_rig.hpp"

#include "core/base/file.hpp"
#include "unit/sandbox/vectors.hpp"

namespace bkxsms::test {

std::string VonageRig::private_key() {
    for (const auto& v : read_vectors("requests-vonage.json"))
        if (v["jwt_private_key_pem"].is_string()) return v.text("jwt_private_key_pem");
    return {};
}

std::string VonageRig::certificate() {
    return read_file(BKXSMS_SOURCE_DIR "/tests/fixtures/vonage-application.pem", 64 * 1024);
}

Reply VonageRig::message(std::map<std::string, std::string> members) const {
    members.try_emplace("channel", "\"sms\"");
    members.try_emplace("message_type", "\"text\"");
    members.try_emplace("to", "\"447700900000\"");
    members.try_emplace("from", "\"447700900001\"");
    members.try_emplace("text", "\"Hello\"");
    std::string json;
    for (const auto& [name, value] : members)
        json += (json.empty() ? "\"" : ",\"") + name + "\":" + value;
    return post("/v1/messages", '{' + json + '}');
}

} // namespace bkxsms::test
