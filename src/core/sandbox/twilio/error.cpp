#include "core/sandbox/twilio/error.hpp"

#include "core/base/json.hpp"
#include "core/base/parse.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

struct Row {
    int code;
    int status;
    std::string_view words;
};

// Where the facts name no HTTP status it is 400, which is what 21xxx codes come with.
constexpr std::array refusals{
    Row{20003, 401, "authentication failed"},
    Row{20004, 405, "this resource does not take that method"},
    Row{20008, 403, "test credentials cannot use this resource"},
    Row{20404, 404, "there is no such resource"},
    Row{20429, 429, "too many requests at once"},
    Row{20500, 500, "internal server error"},
    Row{20503, 503, "service unavailable"},
    Row{21211, 400, "'To' is not a valid phone number"},
    Row{21212, 400, "'From' is not a valid sender"},
    Row{21408, 400, "messages to the region of 'To' are not enabled for this account"},
    Row{21602, 400, "a message needs a 'Body' or a 'MediaUrl'"},
    Row{21603, 400, "a 'From' or a 'MessagingServiceSid' is needed"},
    Row{21604, 400, "a 'To' is needed"},
    Row{21606, 400, "'From' is not a number of this account that can send to 'To'"},
    Row{21609, 400, "'StatusCallback' is not a valid URL"},
    Row{21610, 400, "the recipient has opted out of messages from this sender"},
    Row{21611, 400, "the queue of 'From' is full"},
    Row{21612, 400, "there is no route from 'From' to 'To'"},
    Row{21614, 400, "'To' is not a mobile number"},
    Row{21617, 400, "'Body' is longer than 1600 characters"},
    Row{21701, 400, "there is no such messaging service"},
};

constexpr std::array delivery_errors{
    Row{30001, 0, "queue overflow"},          Row{30002, 0, "account suspended"},
    Row{30003, 0, "handset unreachable"},     Row{30004, 0, "message blocked"},
    Row{30005, 0, "unknown handset"},         Row{30006, 0, "landline or unreachable carrier"},
    Row{30007, 0, "message filtered"},        Row{30008, 0, "unknown error"},
    Row{30036, 0, "validity period expired"},
};

} // namespace

Answer answer_of(const TwilioError& error) {
    const auto* row = std::ranges::find(refusals, error.code, &Row::code);
    const bool known = row != refusals.end();
    Answer answer;
    answer.status = error.status != 0 ? error.status : known ? row->status : 400;
    std::string message(known ? row->words : "the scenario says so");
    if (!error.detail.empty()) message += ": " + error.detail;

    json::Writer w;
    w.begin_object();
    w.key("code").integer(error.code);
    w.key("message").string(message);
    w.key("more_info").string(fmt::format("https://www.twilio.com/docs/errors/{}", error.code));
    w.key("status").integer(answer.status);
    w.end_object();
    answer.body = w.str();
    if (answer.status == 401)
        answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    return answer;
}

Answer xml_not_found() {
    Answer answer;
    answer.status = 404;
    answer.content_type = "application/xml";
    answer.body = "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException>"
                  "<Code>20404</Code><Message>without .json the API speaks XML, which this "
                  "sandbox does not</Message><Status>404</Status></RestException>"
                  "</TwilioResponse>\n";
    return answer;
}

int usual_twilio_code(int http_status) noexcept {
    switch (http_status) {
    case 401:
        return 20003;
    case 403:
        return 20008;
    case 404:
        return 20404;
    case 429:
        return 20429;
    case 503:
        return 20503;
    default:
        return 20500;
    }
}

int twilio_delivery_code(const Delivery& plan) noexcept {
    constexpr int unreachable_handset = 30003;
    return static_cast<int>(parse_integer(plan.error_code).value_or(unreachable_handset));
}

std::string_view twilio_delivery_words(int code) noexcept {
    const auto* row = std::ranges::find(delivery_errors, code, &Row::code);
    return row == delivery_errors.end() ? "not delivered" : row->words;
}

} // namespace bkxsms::sandbox
