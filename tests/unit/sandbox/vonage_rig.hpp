#pragma once

#include "unit/sandbox/rig.hpp"

#include <map>
#include <string>

namespace bkxsms::test {

/// A Rig with an account at the sandbox's Vonage that owns its credentials.
class VonageRig : public Rig {
public:
    static constexpr const char* key = "abcd1234";
    static constexpr const char* secret = "TestOnlySecret12";
    static constexpr const char* signature_secret = "uJx0mZ4vBkXsMs9TestOnlySignatureSecret7Q";
    static constexpr const char* application = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab";

    explicit VonageRig(const std::string& scenario = "{}",
                       const std::function<void(sandbox::VonageAccount&)>& adjust = nullptr)
        : Rig(scenario, [&](sandbox::Options& its) {
              sandbox::VonageAccount own;
              own.api_key = key;
              own.secrets.emplace_back(secret);
              own.signature_secret = security::Secret(signature_secret);
              own.application_id = application;
              own.application_certificate_pem = certificate();
              if (adjust) adjust(own);
              its.vonage.push_back(own);
          }) {}

    /// Of the application's key: what a client signs its tokens with, and its certificate.
    static std::string private_key();
    static std::string certificate();

    static std::string login() { return std::string(key) + ':' + secret; }

    Reply get(const std::string& path) const { return ask({.path = path, .user = login()}); }
    Reply post(const std::string& path, const std::string& json) const {
        return ask({.method = "POST",
                    .path = path,
                    .body = json,
                    .content_type = "application/json",
                    .user = login()});
    }
    Reply post_form(const std::string& path, const Form& form,
                    const std::string& user = login()) const {
        return ask({.method = "POST", .path = path, .body = encode(form), .user = user});
    }
    /// A text that is in order but for those fields; "-" leaves one out.
    Reply sms(std::map<std::string, std::string> fields) const {
        fields.try_emplace("to", "447700900000");
        fields.try_emplace("from", "AcmeInc");
        fields.try_emplace("text", "Hello");
        Form form;
        for (const auto& [name, value] : fields)
            if (value != "-") form.emplace_back(name, value);
        return post_form("/sms/json", form);
    }
    /// The same through the Messages API; values are JSON.
    Reply message(std::map<std::string, std::string> members) const;
};

/// The entry of a part, from 0, in an answer of the SMS API.
inline json::Value part(const Reply& reply, std::size_t index = 0) {
    return reply.json()["messages"].at(index);
}

} // namespace bkxsms::test
