#pragma once

#include "unit/sandbox/rig.hpp"

#include <map>
#include <string>

namespace bkxsms::test {

/// A Rig with an account at the sandbox's Plivo that owns its credentials.
class PlivoRig : public Rig {
public:
    static constexpr const char* auth_id = "MAXXXXMADEUPXXXX0001";
    static constexpr const char* auth_token = "YzE5MmM4ZDQ0MDk3ZTE2YTY1NWRhMTI0M2JlZjkw";

    explicit PlivoRig(const std::string& scenario = "{}",
                      const std::function<void(sandbox::PlivoAccount&)>& adjust = nullptr)
        : Rig(scenario, [&](sandbox::Options& its) {
              sandbox::PlivoAccount own;
              own.auth_id = auth_id;
              own.tokens.emplace_back(auth_token);
              if (adjust) adjust(own);
              its.plivo.push_back(own);
          }) {}

    static std::string login() { return std::string(auth_id) + ':' + auth_token; }
    static std::string root() { return std::string("/v1/Account/") + auth_id + '/'; }

    Reply get(const std::string& below_root) const {
        return ask({.path = root() + below_root, .user = login()});
    }
    Reply post(const std::string& json) const {
        return ask({.method = "POST",
                    .path = root() + "Message/",
                    .body = json,
                    .content_type = "application/json",
                    .user = login()});
    }
    Reply send(std::map<std::string, std::string> fields) const {
        fields.try_emplace("src", "+15005550006");
        fields.try_emplace("dst", "+4915112345678");
        fields.try_emplace("text", "Hello");
        json::Writer w;
        w.begin_object();
        for (const auto& [name, value] : fields)
            if (value != "-") w.key(name).string(value);
        w.end_object();
        return post(w.str());
    }
    std::string send_one(const std::string& to = "+4915112345678") const {
        return send({{"dst", to}}).json()["message_uuid"].at(0).string().value_or("");
    }
};

} // namespace bkxsms::test
