#include "unit/sandbox/aws_rig.hpp"

#include "core/base/encode.hpp"
#include "core/security/digest.hpp"

#include <regex>

namespace bkxsms::test {
namespace {

std::string sha256(const std::string& text) {
    return to_hex(as_bytes(security::digest(security::Hash::sha256, text)));
}

std::string hmac(const std::string& key, const std::string& text) {
    return security::hmac(security::Hash::sha256, key, text);
}

} // namespace

std::string amz_date(TimePoint t) {
    return std::regex_replace(format_rfc3339(std::chrono::floor<std::chrono::seconds>(t)),
                              std::regex("[-:]"), "");
}

std::string sign_v4(const std::string& access_key, const std::string& secret,
                    const std::string& region, const std::string& service,
                    const std::map<std::string, std::string>& headers,
                    const std::string& body) {
    std::string names;
    std::string lines;
    for (const auto& [name, value] : headers) {
        names += (names.empty() ? "" : ";") + name;
        lines += name + ':' + value + '\n';
    }
    const auto date = headers.at("x-amz-date");
    const auto day = date.substr(0, 8);
    const auto scope = day + '/' + region + '/' + service + "/aws4_request";
    const auto canonical = "POST\n/\n\n" + lines + '\n' + names + '\n' + sha256(body);
    const auto to_sign = "AWS4-HMAC-SHA256\n" + date + '\n' + scope + '\n' + sha256(canonical);
    const auto key =
        hmac(hmac(hmac(hmac("AWS4" + secret, day), region), service), "aws4_request");
    return "AWS4-HMAC-SHA256 Credential=" + access_key + '/' + scope +
           ", SignedHeaders=" + names + ", Signature=" + to_hex(as_bytes(hmac(key, to_sign)));
}

AwsRig::AwsRig(const std::string& scenario,
               const std::function<void(sandbox::AwsAccount&)>& adjust)
    : Rig(scenario, [&](sandbox::Options& its) {
          sandbox::AwsAccount own;
          own.id = account_id;
          own.access_key = access_key;
          own.secret_key = security::Secret(secret);
          if (adjust) adjust(own);
          its.aws.push_back(own);
      }) {}

Reply AwsRig::call(const Call& call) const {
    const std::string type = call.target.empty() ? "application/x-www-form-urlencoded"
                                                 : "application/x-amz-json-1.1";
    std::map<std::string, std::string> headers{
        {"host", "127.0.0.1:" + std::to_string(house->port())},
        {"content-type", type},
        {"x-amz-date", amz_date(SystemClock().now() + call.clock_error)}};
    if (!call.target.empty()) headers["x-amz-target"] = call.target;
    if (!call.token.empty()) headers["x-amz-security-token"] = call.token;
    if (!call.content_hash.empty()) headers["x-amz-content-sha256"] = call.content_hash;
    Ask asked{.method = "POST", .path = "/", .body = call.body, .content_type = type};
    asked.headers.push_back("Authorization: " + sign_v4(call.key, call.secret_key, call.region,
                                                        call.service, headers, call.body));
    for (const auto& [name, value] : headers)
        if (name.starts_with("x-amz")) asked.headers.push_back(name + ": " + value);
    if (!call.unsigned_header.empty()) asked.headers.push_back(call.unsigned_header);
    return ask(asked);
}

Reply AwsRig::sns(const std::string& action, const Form& form) const {
    auto body = "Action=" + action + "&Version=2010-03-31";
    if (!form.empty()) body += '&' + encode(form);
    return call({.body = body});
}

Reply AwsRig::publish(Form more, const std::string& to) const {
    more.emplace_back("PhoneNumber", to);
    bool text = false;
    for (const auto& [name, value] : more) text = text || name == "Message";
    if (!text) more.emplace_back("Message", "Hello");
    return sns("Publish", more);
}

std::string element(const std::string& xml, const std::string& name) {
    const auto begin = xml.find('<' + name + '>');
    const auto end = xml.find("</" + name + '>');
    if (begin == std::string::npos || end == std::string::npos) return {};
    return xml.substr(begin + name.size() + 2, end - begin - name.size() - 2);
}

} // namespace bkxsms::test
