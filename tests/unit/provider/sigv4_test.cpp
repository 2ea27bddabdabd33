#include "core/provider/form.hpp"
#include "core/provider/sigv4.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>

using namespace bkxsms;
using namespace bkxsms::provider;
using security::Secret;

namespace {

/// Those of `headers` that `names` ("content-type;host") lists.
sigv4::SignedHeaders listed(const json::Value& headers, std::string_view names) {
    sigv4::SignedHeaders out;
    for (const auto name : split(names, ';'))
        out.emplace_back(name, Secret(headers.text(std::string(name))));
    return out;
}

struct Steps {
    std::string canonical, to_sign, signature, names;
};

Steps steps_of(const json::Value& vector, std::string_view method, std::string_view url,
               const sigv4::SignedHeaders& headers, std::string_view body,
               std::string_view timestamp) {
    const sigv4::Scope scope{vector.text("region"), vector.text("service")};
    const auto canonical = sigv4::canonical_request(method, url, headers, body);
    const auto to_sign = sigv4::string_to_sign(canonical, scope, timestamp);
    return {std::string(canonical.reveal()), to_sign,
            sigv4::signature(to_sign, Secret(vector["credentials"].text("secret_key")), scope,
                             timestamp),
            sigv4::signed_names(headers)};
}

const sigv4::Credentials credentials{"AKIDEXAMPLE0000TEST1", Secret("the-secret-key"), {}};

transport::Request request_to(std::string url) {
    transport::Request request;
    request.method = "POST";
    request.url = std::move(url);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = "Action=Publish";
    return request;
}

} // namespace

TEST_CASE("sigv4: every vector is signed as botocore and the JavaScript SDK sign it",
          "[provider][sns][sigv4]") {
    const auto vectors = test::fixture("requests-aws_sns.json");
    int compared = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector.text("kind") != "sigv4_vector") continue;
        ++compared;
        INFO(vector.text("name"));
        const auto time = vector.text("amz_date");
        // In the vectors' order, which is not the sorted one.
        auto headers = listed(vector["headers"], vector.text("signed_headers"));
        std::ranges::reverse(headers);
        const auto steps = steps_of(vector, vector.text("method"), vector.text("url"), headers,
                                    vector.text("body"), time);
        CHECK(steps.canonical == vector.text("canonical_request"));
        CHECK(steps.to_sign == vector.text("string_to_sign"));
        CHECK(steps.signature == vector.text("signature"));
        CHECK(steps.names == vector.text("signed_headers"));
    }
    CHECK(compared == 31);
}

TEST_CASE("sigv4: every recorded request has the signature that the SDK put on it",
          "[provider][sns][sigv4]") {
    const auto vectors = test::fixture("requests-aws_sns.json");
    int compared = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        if (vector.text("kind") != "recorded_request") continue;
        ++compared;
        INFO(vector.text("name"));
        const auto request = vector["request"];
        const auto recorded = vector["sigv4"];
        const auto url =
            request.text("scheme") + "://" + request.text("host") + request.text("path");
        const auto steps =
            steps_of(vector, request.text("method"), url,
                     listed(request["headers"], recorded.text("signed_headers")),
                     request.text("body"), request["headers"].text("x-amz-date"));
        CHECK(steps.canonical == recorded.text("canonical_request"));
        CHECK(steps.to_sign == recorded.text("string_to_sign"));
        CHECK(steps.signature == recorded.text("signature"));
    }
    CHECK(compared == 65);
}

TEST_CASE("sigv4: sign() makes the vectors' Authorization headers", "[provider][sns][sigv4]") {
    const auto vectors = test::fixture("requests-aws_sns.json");
    int compared = 0;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const auto vector = vectors.at(i);
        // What sign() chooses to sign itself: host, date, token, and the request's headers.
        const auto names = vector.text("signed_headers");
        if (vector.text("kind") != "sigv4_vector" ||
            names.find("x-amz-content-sha256") != std::string::npos)
            continue;
        ++compared;
        INFO(vector.text("name"));
        transport::Request request;
        request.method = vector.text("method");
        request.url = vector.text("url");
        request.body = vector.text("body");
        for (const auto name : split(names, ';'))
            if (name != "host" && name != "x-amz-date" && name != "x-amz-security-token")
                request.headers.emplace_back(name, vector["headers"].text(std::string(name)));
        const auto time = vector.text("amz_date");
        const auto now =
            parse_rfc3339(time.substr(0, 4) + '-' + time.substr(4, 2) + '-' +
                          time.substr(6, 5) + ':' + time.substr(11, 2) + ':' + time.substr(13))
                .value();
        sigv4::sign(&request,
                    {vector["credentials"].text("access_key"),
                     Secret(vector["credentials"].text("secret_key")),
                     Secret(vector["headers"].text("x-amz-security-token"))},
                    {vector.text("region"), vector.text("service")}, now + milliseconds(999));
        REQUIRE(request.authorization);
        CHECK(request.authorization->reveal() == vector.text("authorization"));
        CHECK(only(request.headers, "X-Amz-Date") == time);
    }
    CHECK(compared == 29);
}

TEST_CASE("sigv4: the token of temporary credentials is a secret header, and is signed",
          "[provider][sns][sigv4]") {
    auto request = request_to("https://sns.us-east-1.amazonaws.com/");
    auto temporary = credentials;
    temporary.session_token = Secret("the//token+=");
    sigv4::sign(&request, temporary, {"us-east-1", "sns"}, test::recorded_at);
    REQUIRE(request.secret_headers.size() == 1);
    CHECK(request.secret_headers[0].first == "X-Amz-Security-Token");
    CHECK(request.secret_headers[0].second.reveal() == "the//token+=");
    for (const auto& [name, value] : request.headers) {
        CHECK(value.find("token") == std::string::npos);
        CHECK(value.find("secret") == std::string::npos);
    }
    const auto authorization = request.authorization->reveal();
    CHECK(authorization.find("SignedHeaders=content-type;host;x-amz-date;"
                             "x-amz-security-token, ") != std::string::npos);
    CHECK(authorization.find("token+=") == std::string::npos);
    CHECK(authorization.find("the-secret-key") == std::string::npos);

    auto lasting = request_to("https://sns.us-east-1.amazonaws.com/");
    sigv4::sign(&lasting, credentials, {"us-east-1", "sns"}, test::recorded_at);
    CHECK(lasting.secret_headers.empty());
    CHECK(lasting.authorization->reveal() != authorization);
}

TEST_CASE("sigv4: the host is signed as libcurl writes it", "[provider][sns][sigv4]") {
    struct Row {
        std::string url;
        std::string host;
    };
    const Row rows[] = {
        {"https://sns.us-east-1.amazonaws.com/", "sns.us-east-1.amazonaws.com"},
        {"https://sns.us-east-1.amazonaws.com:443/", "sns.us-east-1.amazonaws.com"},
        {"https://localhost:80/", "localhost:80"},
        {"http://127.0.0.1:80/", "127.0.0.1"},
        {"http://127.0.0.1:8080/", "127.0.0.1:8080"},
        {"http://[::1]:8080/", "[::1]:8080"},
    };
    for (const auto& row : rows) {
        INFO(row.url);
        auto request = request_to(row.url);
        sigv4::sign(&request, credentials, {"us-east-1", "sns"}, test::recorded_at);
        const sigv4::Scope scope{"us-east-1", "sns"};
        const auto time = sigv4::timestamp(test::recorded_at);
        const auto expected = sigv4::signature(
            sigv4::string_to_sign(
                sigv4::canonical_request(
                    "POST", row.url,
                    {{"content-type", Secret("application/x-www-form-urlencoded")},
                     {"host", Secret(row.host)},
                     {"x-amz-date", Secret(time)}},
                    request.body),
                scope, time),
            credentials.secret_access_key, scope, time);
        CHECK(request.authorization->reveal().ends_with("Signature=" + expected));
    }
}

TEST_CASE("sigv4: of 10,000 changed requests none has the signature of the first",
          "[provider][sns][sigv4]") {
    const auto signature = [](const std::string& secret, const std::string& host,
                              const std::string& path, const std::string& region,
                              const std::string& body) {
        auto request = request_to("https://" + host + '/' + path);
        request.body = body;
        sigv4::sign(&request, {"AKID", Secret(secret), Secret("token")}, {region, "sns"},
                    test::recorded_at);
        const auto text = request.authorization->reveal();
        return std::string(text.substr(text.rfind('=') + 1));
    };
    const std::string whole[] = {"wJalrXUtnFEMI/K7MDENG", "sns.us-east-1.amazonaws.com", "path",
                                 "us-east-1", "Action=Publish&Message=Hello"};
    const auto first = signature(whole[0], whole[1], whole[2], whole[3], whole[4]);
    REQUIRE(first.size() == 64);
    std::mt19937_64 random(20261122);
    for (int round = 0; round < 10'000; ++round) {
        std::string parts[] = {whole[0], whole[1], whole[2], whole[3], whole[4]};
        const auto which = random() % 5;
        auto& part = parts[which];
        // A letter for a letter: a '/' in the host would only be another way to cut the URL.
        auto& byte = part[random() % part.size()];
        const auto other = static_cast<char>('A' + random() % 26);
        if (byte == other) continue;
        byte = other;
        if (signature(parts[0], parts[1], parts[2], parts[3], parts[4]) == first)
            FAIL(round << ' ' << which << ' ' << part);
    }
}
