#include "core/base/encode.hpp"
#include "core/sandbox/aws/signature.hpp"
#include "core/security/digest.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/aws_rig.hpp"
#include "unit/sandbox/vectors.hpp"

#include <string>
#include <vector>

using namespace bkxsms;
using test::AwsRig;

namespace {

constexpr const char* amz_format = "2026-03-14T15:09:26Z";

/// One recorded or computed request, which the views of `request` point into.
struct Signed {
    explicit Signed(const json::Value& v) {
        const auto sent = v["request"].present() ? v["request"] : v;
        method = sent.text("method");
        auto url = sent["url"].present() ? sent.text("url")
                                         : "https://" + sent.text("host") + sent.text("path");
        url = url.substr(url.find('/', 8));
        path = url.substr(0, url.find('?'));
        query = path.size() < url.size() ? url.substr(path.size() + 1) : "";
        body = sent.text("body");
        headers = test::fields_of(sent["headers"]);
        if (v["authorization"].present())
            headers.emplace_back("authorization", v.text("authorization"));
        request.method = method;
        request.path = path;
        request.query = query;
        request.body = body;
        for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);

        const auto with = v["credentials"];
        account.id = "123456789012";
        account.access_key = with.text("access_key");
        account.secret_key = security::Secret(with.text("secret_key"));
        account.session_token = security::Secret(with.text("session_token"));
        accounts.push_back(account);
    }
    std::string method, path, query, body;
    test::Form headers;
    sandbox::Request request;
    sandbox::AwsAccount account;
    std::vector<sandbox::AwsAccount> accounts;
};

sandbox::AwsService service_named(const std::string& name) {
    using enum sandbox::AwsService;
    for (const auto service : {sns, sts, logs, monitoring})
        if (sandbox::word(service) == name) return service;
    return sns;
}

TimePoint time_of(const json::Value& v) {
    auto date = v.text("amz_date");
    if (date.empty()) return *parse_rfc3339(amz_format);
    for (const std::size_t at : {4U, 7U}) date.insert(at, "-");
    for (const std::size_t at : {13U, 16U}) date.insert(at, ":");
    return *parse_rfc3339(date);
}

} // namespace

TEST_CASE("sandbox: AWS's gate lets every genuine signature in", "[sandbox][aws]") {
    int checked = 0;
    for (const auto& v : test::read_vectors("requests-aws_sns.json")) {
        if (v.text("service") == "sms-voice") continue;
        INFO(v.text("name"));
        const Signed s(v);
        sandbox::AwsGate gate(s.accounts);
        const auto login = gate.check(s.request, service_named(v.text("service")), time_of(v));
        if (const auto* error = std::get_if<sandbox::AwsError>(&login))
            FAIL_CHECK(error->code << ": " << error->words);
        if (v["canonical_request"].present()) {
            const auto hash =
                v.text("canonical_request").substr(v.text("canonical_request").rfind('\n') + 1);
            CHECK(sandbox::aws_canonical_request(s.request, v.text("signed_headers"), hash) ==
                  v.text("canonical_request"));
        }
        ++checked;
    }
    CHECK(checked > 85);
}

TEST_CASE("sandbox: AWS's gate notices whatever is changed", "[sandbox][aws]") {
    const auto vectors = test::read_vectors("requests-aws_sns.json");
    const auto& v = vectors.front(); // publish_simple, with x-amz-content-sha256
    const auto now = *parse_rfc3339(amz_format);
    const auto code = [&](const std::function<void(Signed&)>& change, TimePoint at) {
        Signed s(v);
        change(s);
        sandbox::AwsGate gate(s.accounts);
        const auto login = gate.check(s.request, sandbox::AwsService::sns, at);
        const auto* error = std::get_if<sandbox::AwsError>(&login);
        return error ? error->code : std::string();
    };
    const auto with_header = [](const std::string& name, std::string_view value) {
        return [name, value](Signed& s) {
            for (auto& header : s.request.headers)
                if (header.first == name) header.second = value;
        };
    };
    const auto without = [](const std::string& name) {
        return [name](Signed& s) {
            std::erase_if(s.request.headers, [&](const auto& h) { return h.first == name; });
        };
    };
    CHECK(code([](Signed&) {}, now) == "");
    CHECK(code([](Signed& s) { s.request.body = "Action=Publish"; }, now) ==
          "SignatureDoesNotMatch");
    CHECK(code([](Signed& s) { s.request.method = "GET"; }, now) == "SignatureDoesNotMatch");
    CHECK(code([](Signed& s) { s.request.query = "a=b"; }, now) == "SignatureDoesNotMatch");
    CHECK(code(with_header("host", "other.example"), now) == "SignatureDoesNotMatch");
    CHECK(code(with_header("x-amz-content-sha256", "00"), now) == "SignatureDoesNotMatch");
    CHECK(code(without("amz-sdk-request"), now) == "SignatureDoesNotMatch");
    CHECK(code(without("x-amz-date"), now) == "IncompleteSignature");
    CHECK(code(without("authorization"), now) == "MissingAuthenticationToken");
    CHECK(code(with_header("authorization", "Basic QTpC"), now) == "IncompleteSignature");
    CHECK(code(with_header(
                   "authorization",
                   "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host"),
               now) == "IncompleteSignature");
    CHECK(code(with_header("authorization",
                           "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, "
                           "Signature=00"),
               now) == "IncompleteSignature");
    CHECK(code([](Signed& s) { s.accounts[0].access_key = "AKIAOTHER"; }, now) ==
          "InvalidClientTokenId");
    CHECK(code([](Signed& s) { s.accounts[0].session_token = security::Secret("x"); }, now) ==
          "InvalidClientTokenId");
    CHECK(code([](Signed& s) { s.accounts[0].secret_key = security::Secret("x"); }, now) ==
          "SignatureDoesNotMatch");
    using std::chrono::minutes, std::chrono::seconds;
    CHECK(code([](Signed&) {}, now + minutes(15)) == "");
    CHECK(code([](Signed&) {}, now + minutes(15) + seconds(1)) == "SignatureDoesNotMatch");
    CHECK(code([](Signed&) {}, now - minutes(15)) == "");
    CHECK(code([](Signed&) {}, now - minutes(15) - seconds(1)) == "SignatureDoesNotMatch");
}

TEST_CASE("sandbox: an expired signature is told in AWS's words", "[sandbox][aws]") {
    const auto vectors = test::read_vectors("requests-aws_sns.json");
    const Signed s(vectors.front());
    sandbox::AwsGate gate(s.accounts);
    const auto login =
        gate.check(s.request, sandbox::AwsService::sns, *parse_rfc3339("2026-03-14T15:25:00Z"));
    // As recorded, error_signature_expired.
    CHECK(std::get<sandbox::AwsError>(login).words ==
          "Signature expired: 20260314T150926Z is now earlier than 20260314T151000Z "
          "(20260314T152500Z - 15 min.)");
}

TEST_CASE("sandbox: a clock that is wrong, over the wire", "[sandbox][aws]") {
    AwsRig rig;
    const std::string body = "Action=GetSMSAttributes&Version=2010-03-31";
    const auto code = [&](AwsRig::Call call) {
        call.body = body;
        const auto reply = rig.call(call);
        return std::to_string(reply.status) + ' ' + test::element(reply.body, "Code");
    };
    CHECK(code({}) == "200 ");
    CHECK(code({.clock_error = std::chrono::minutes(-16)}) == "403 SignatureDoesNotMatch");
    CHECK(code({.clock_error = std::chrono::minutes(16)}) == "403 SignatureDoesNotMatch");
    CHECK(code({.service = "ses"}) == "403 SignatureDoesNotMatch");
    CHECK(code({.key = "AKIANOBODY"}) == "403 InvalidClientTokenId");
    CHECK(code({.secret_key = "wrong"}) == "403 SignatureDoesNotMatch");
    CHECK(code({.token = "unasked"}) == "403 InvalidClientTokenId");
    CHECK(code({.region = "ap-southeast-1"}) == "200 ");
    const auto unsigned_call = rig.ask({.method = "POST", .path = "/", .body = body});
    CHECK(unsigned_call.status == 403);
    CHECK(test::element(unsigned_call.body, "Code") == "MissingAuthenticationToken");
    CHECK(rig.stats()["refused"]["SignatureDoesNotMatch"].integer() == 4);

    // The body's hash may be sent; then it must be right, and signed.
    const auto hash = to_hex(as_bytes(security::digest(security::Hash::sha256, body)));
    CHECK(code({.content_hash = hash}) == "200 ");
    CHECK(code({.content_hash = std::string(64, '0')}) == "403 SignatureDoesNotMatch");
    CHECK(code({.unsigned_header = "x-amz-content-sha256: " + hash}) ==
          "403 SignatureDoesNotMatch");
    CHECK(code({.unsigned_header = "x-other: anything"}) == "200 ");
}

TEST_CASE("sandbox: temporary credentials need their session token", "[sandbox][aws]") {
    AwsRig rig("{}", [](auto& account) { account.session_token = security::Secret("tok+/="); });
    const std::string body = "Action=GetSMSAttributes&Version=2010-03-31";
    CHECK(rig.call({.body = body, .token = "tok+/="}).status == 200);
    CHECK(rig.call({.body = body}).status == 403);
    CHECK(rig.call({.body = body, .token = "other"}).status == 403);
}
