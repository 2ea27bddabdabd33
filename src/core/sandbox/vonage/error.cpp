#include "core/sandbox/vonage/error.hpp"

#include "core/base/json.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::sandbox {
namespace {

struct Row {
    std::string_view status;
    std::string_view words;
};
constexpr std::array rows{
    Row{"1", "Throughput Rate Exceeded - please wait [ 250 ] and retry"},
    Row{"2", "Missing param"},
    Row{"3", "Invalid param"},
    Row{"4", "Bad Credentials"},
    Row{"5", "Internal error"},
    Row{"6", "Unroutable message - rejected"},
    Row{"7", "Number barred"},
    Row{"8", "Partner account barred"},
    Row{"9", "Quota Exceeded - rejected"},
    Row{"10", "Too many existing binds"},
    Row{"11", "Account not HTTP"},
    Row{"12", "Message too long"},
    Row{"14", "Invalid Signature"},
    Row{"15", "Illegal Sender Address - rejected"},
    Row{"22", "Invalid network code"},
    Row{"23", "Invalid callback URL"},
    Row{"29", "Non White-listed Destination - rejected"},
    Row{"32", "Signature and API secret disallowed"},
    Row{"33", "Number de-activated"},
    Row{"101", "Invalid account for campaign"},
};

struct Label {
    int status;
    std::string_view words;
};
constexpr std::array labels{
    Label{400, "bad request"},       Label{401, "authentication failed"},
    Label{402, "payment required"},  Label{403, "forbidden"},
    Label{404, "not found"},         Label{405, "method not allowed"},
    Label{420, "Enhance Your Calm"},
};

Answer with_label(int status, std::string_view words) {
    json::Writer w;
    w.begin_object();
    w.key("error-code").string(std::to_string(status));
    w.key("error-code-label").string(words);
    w.end_object();
    return {.status = status, .body = w.str()};
}

} // namespace

std::string vonage_words(const VonageStatus& status) {
    if (!status.words.empty()) return status.words;
    const auto* row = std::ranges::find(rows, status.status, &Row::status);
    return std::string(row == rows.end() ? "the scenario says so" : row->words);
}

Answer vonage_http_error(int status, std::string_view label) {
    if (status == 429) return {.status = status, .content_type = ""};
    if (status >= 500)
        return {.status = status, .content_type = "text/html", .body = "<html>oops</html>"};
    const auto* row = std::ranges::find(labels, status, &Label::status);
    if (label.empty()) label = row == labels.end() ? "the scenario says so" : row->words;
    return with_label(status, label);
}

Answer vonage_success() {
    return with_label(200, "success");
}

} // namespace bkxsms::sandbox
