#include "core/sandbox/aws/error.hpp"

#include "core/base/json.hpp"
#include "core/sandbox/aws/xml.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

struct Row {
    std::string_view code;
    int status;
    std::string_view words;
};

// The first row of a status is its usual one.
constexpr std::array rows{
    Row{"InvalidParameter", 400, "Invalid parameter"},
    Row{"ParameterValueInvalid", 400, "Invalid parameter value"},
    Row{"ValidationException", 400, "1 validation error detected"},
    Row{"ValidationError", 400, "1 validation error detected"},
    Row{"UserError", 400, "User error"},
    Row{"MissingParameter", 400, "A required parameter is missing"},
    Row{"MissingAction", 400, "Missing Action"},
    Row{"InvalidAction", 400, "Could not find operation"},
    Row{"MalformedQueryString", 400, "The query string is malformed"},
    Row{"Throttling", 400, "Rate exceeded"},
    Row{"ThrottlingException", 400, "Rate exceeded"},
    Row{"ThrottledException", 400, "Rate exceeded"},
    Row{"RequestLimitExceeded", 400, "Request limit exceeded"},
    Row{"TooManyRequestsException", 400, "Rate exceeded"},
    Row{"KMSThrottling", 400, "Rate exceeded"},
    Row{"IncompleteSignature", 400, "The request signature does not conform to AWS standards"},
    Row{"OptedOut", 400, "Phone number is opted out"},
    Row{"ResourceNotFoundException", 400, "The specified log group does not exist."},
    Row{"InvalidParameterException", 400, "Invalid parameter"},
    Row{"AuthorizationError", 403, "User is not authorized to perform: SNS:Publish"},
    Row{"AccessDenied", 403, "Access denied"},
    Row{"AccessDeniedException", 403, "Access denied"},
    Row{"InvalidClientTokenId", 403, "The security token included in the request is invalid."},
    Row{"UnrecognizedClientException", 403,
        "The security token included in the request is invalid."},
    Row{"SignatureDoesNotMatch", 403,
        "The request signature we calculated does not match the signature you provided."},
    Row{"InvalidSignatureException", 403,
        "The request signature we calculated does not match the signature you provided."},
    Row{"InvalidSecurity", 403, "The provided security credentials are not valid"},
    Row{"MissingAuthenticationToken", 403, "Request is missing Authentication Token"},
    Row{"ExpiredToken", 403, "The security token included in the request is expired"},
    Row{"ExpiredTokenException", 403, "The security token included in the request is expired"},
    Row{"RequestExpired", 403, "Request has expired"},
    Row{"OptInRequired", 403, "The AWS Access Key Id needs a subscription for the service"},
    Row{"NotFound", 404, "Not found"},
    Row{"ResourceNotFound", 404, "Not found"},
    Row{"Throttled", 429, "Request rate exceeded"},
    Row{"InternalError", 500, "An internal error occurred"},
    Row{"InternalFailure", 500, "An internal error occurred"},
    Row{"ServiceUnavailable", 503, "Service is unable to handle request."},
    Row{"SlowDown", 503, "Please reduce your request rate."},
};

const Row* row_of(const AwsError& error) noexcept {
    const auto* row = error.code.empty() ? std::ranges::find(rows, error.status, &Row::status)
                                         : std::ranges::find(rows, error.code, &Row::code);
    return row == rows.end() ? nullptr : row;
}

Answer proxy_page(int status) {
    return {.status = status,
            .content_type = "text/html",
            .body = fmt::format("<html><body><h1>{} {}</h1></body></html>", status,
                                status == 502 ? "Bad Gateway" : "Gateway Timeout")};
}

std::string json_error(std::string_view code, std::string_view words) {
    json::Writer w;
    w.begin_object();
    w.key("__type").string(code);
    w.key("message").string(words);
    w.end_object();
    return w.str();
}

std::string xml_error(AwsService service, int status, std::string_view code,
                      std::string_view words, const std::string& request_id) {
    constexpr int server_error = 500;
    return fmt::format("<ErrorResponse xmlns=\"{}\"><Error><Type>{}</Type><Code>{}</Code>"
                       "<Message>{}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
                       xml_namespace(service), status >= server_error ? "Receiver" : "Sender",
                       xml_escaped(code), xml_escaped(words), request_id);
}

} // namespace

std::string_view word(AwsService service) noexcept {
    constexpr std::string_view words[] = {"sns", "sts", "logs", "monitoring"};
    return words[static_cast<std::size_t>(service)];
}

std::string code_of(const AwsError& error) {
    if (!error.code.empty()) return error.code;
    const auto* row = row_of(error);
    return row ? std::string(row->code) : std::to_string(error.status);
}

Answer answer_of(const AwsError& error, AwsService service) {
    const auto* row = row_of(error);
    const int status = error.status != 0 ? error.status : row ? row->status : 400;
    if (error.code.empty() && (status == 502 || status == 504)) return proxy_page(status);

    const auto code = row || !error.code.empty() ? code_of(error) : std::string("UserError");
    auto words = error.words;
    if (words.empty()) words = row ? row->words : "the scenario says so";
    const auto request_id = random_uuid();
    Answer answer;
    answer.status = status;
    answer.headers.emplace_back("x-amzn-RequestId", request_id);
    if (service == AwsService::sns || service == AwsService::sts) {
        answer.content_type = "text/xml";
        answer.body = xml_error(service, status, code, words, request_id);
    } else {
        answer.content_type = json_type(service);
        answer.body = json_error(code, words);
    }
    return answer;
}

} // namespace bkxsms::sandbox
