#include "core/sandbox/plivo/error.hpp"

#include "core/base/json.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::sandbox {
namespace {

struct Status {
    int status;
    std::string_view words;
};
constexpr std::array statuses{
    Status{400, "invalid parameter"},
    Status{401, "authentication credentials were not provided"},
    Status{402, "Insufficient Credit"},
    Status{403, "this destination is not enabled for this account"},
    Status{404, "not found"},
    Status{405, "method not allowed"},
    Status{429, "too many requests"},
};

struct Code {
    std::string_view code;
    std::string_view words;
};
constexpr std::array codes{
    Code{"10", "Invalid message"},
    Code{"20", "Network error"},
    Code{"30", "Spam detected"},
    Code{"40", "Invalid source number"},
    Code{"50", "Invalid destination number"},
    Code{"60", "Loop detected"},
    Code{"70", "Destination permanently unavailable"},
    Code{"80", "Destination temporarily unavailable"},
    Code{"90", "No route available"},
    Code{"100", "Prohibited by carrier"},
    Code{"110", "Message too long"},
    Code{"200", "Source number blocked by STOP from destination number"},
    Code{"201", "Outbound messages from US toll-free numbers to Canada are blocked"},
    Code{"300", "Failed to dispatch message"},
    Code{"420", "Message expired"},
    Code{"450", "Destination country barred"},
    Code{"900", "Insufficient credit"},
    Code{"910", "Account disabled"},
    Code{"1000", "Unknown error"},
};

} // namespace

Answer answer_of(const PlivoError& error) {
    const auto* row = std::ranges::find(statuses, error.status, &Status::status);
    const bool known = row != statuses.end();
    auto words = error.words;
    if (words.empty()) words = known ? row->words : "the scenario says so";

    Answer answer;
    answer.status = error.status;
    if (error.status == 404 && error.words.empty()) {
        answer.body = "{}";
        return answer;
    }
    json::Writer w;
    w.begin_object();
    if (error.status != 401) w.key("api_id").string(random_uuid());
    w.key("error").string(words);
    w.end_object();
    answer.body = w.str();
    if (error.status == 401)
        answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Plivo\"");
    return answer;
}

std::string_view plivo_delivery_words(std::string_view code) noexcept {
    const auto* row = std::ranges::find(codes, code, &Code::code);
    return row == codes.end() ? "Unknown error" : row->words;
}

} // namespace bkxsms::sandbox
