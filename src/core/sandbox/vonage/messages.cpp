#include "core/sandbox/vonage/messages.hpp"

#include "core/base/utf8.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/vonage/numbers.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_text = 1000;
constexpr std::size_t max_reference = 100;
constexpr std::int64_t longest_ttl_s = 604'800;

struct Row {
    std::string_view code;
    int status;
    std::string_view title;
    std::string_view detail;
};
// The first row of a status is its usual one.
constexpr std::array rows{
    Row{"unauthorized", 401, "You did not provide correct credentials.",
        "Check that you're using the correct credentials, and that your account has this "
        "feature enabled"},
    Row{"low-balance", 402,
        "This request could not be performed due to your account balance "
        "being low.",
        "Check the balance of your account"},
    Row{"1070", 402, "Low balance", "The account's balance is too low"},
    Row{"forbidden", 403, "Forbidden",
        "Your account does not have permission to perform this action."},
    Row{"not-found", 404, "Not Found", "There is no such resource."},
    Row{"method-not-allowed", 405, "Method Not Allowed", "This resource only takes POST."},
    Row{"1150", 422, "Invalid params", "The value of one or more parameters is invalid."},
    Row{"1020", 422, "Invalid params", "The value of one or more parameters is invalid."},
    Row{"1120", 422, "Invalid sender",
        "The `from` parameter is invalid for the given channel."},
    Row{"1170", 422, "Invalid or Missing Msisdn Param",
        "The phone number is invalid or missing."},
    Row{"1010", 429, "Rate Limit Hit", "Please wait, then retry your request"},
    Row{"1000", 429, "Throttled", "You have exceeded the submission capacity"},
    Row{"1000", 500, "Internal error",
        "There was an error processing your request in the Platform"},
};

const Row* row_of(const VonageProblem& problem) noexcept {
    const auto* row = std::ranges::find_if(rows, [&](const Row& each) {
        if (problem.code.empty()) return each.status == problem.status;
        return each.code == problem.code &&
               (problem.status == 0 || problem.status == each.status);
    });
    return row == rows.end() ? nullptr : row;
}

using Refusal = std::optional<VonageProblem>;

Refusal invalid(std::string parameter) {
    VonageProblem problem{.code = "1150"};
    problem.parameters.push_back(std::move(parameter));
    return problem;
}

Refusal check_text(const json::Value& asked, Message* draft) {
    const auto text = asked["text"].string();
    if (!text || text->empty()) return invalid("text");
    std::size_t characters = 0;
    for (std::size_t pos = 0; pos < text->size(); ++characters) next_code_point(*text, &pos);
    if (characters > max_text) return invalid("text");

    const auto encoding = asked["sms"].text("encoding_type");
    if (!encoding.empty() && encoding != "auto" && encoding != "text" && encoding != "unicode")
        return invalid("sms.encoding_type");
    draft->body = *text;
    draft->segments = encoding == "unicode" ? ucs2_parts(*text)
                                            : std::max(text::count_segments(*text).parts, 1);
    return std::nullopt;
}

Refusal check_options(const json::Value& asked) {
    if (const auto ttl = asked["ttl"]; ttl.present()) {
        const auto seconds = ttl.integer();
        if (!seconds || *seconds < 1 || *seconds > longest_ttl_s) return invalid("ttl");
    }
    if (asked.text("client_ref").size() > max_reference) return invalid("client_ref");
    const auto url = asked["webhook_url"].string();
    if (url && !parse_url(*url)) return invalid("webhook_url");
    const auto version = asked["webhook_version"].string();
    if (version && *version != "v1" && *version != "v0.1") return invalid("webhook_version");
    return std::nullopt;
}

} // namespace

std::string code_of(const VonageProblem& problem) {
    if (!problem.code.empty()) return problem.code;
    const auto* row = row_of(problem);
    return row ? std::string(row->code) : std::to_string(problem.status);
}

Answer vonage_problem(const VonageProblem& problem) {
    const auto* row = row_of(problem);
    const auto code = code_of(problem);
    const bool numeric = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    Answer answer;
    answer.status = problem.status != 0 ? problem.status : row ? row->status : 422;
    answer.content_type = "application/problem+json";
    json::Writer w;
    w.begin_object();
    w.key("type").string(fmt::format("https://developer.vonage.com/api-errors{}#{}",
                                     numeric ? "/messages" : "", code));
    w.key("title").string(!problem.title.empty() ? problem.title
                          : row                  ? row->title
                                                 : "The scenario says so");
    w.key("detail").string(!problem.detail.empty() ? problem.detail
                           : row                   ? row->detail
                                                   : "The scenario says so");
    w.key("instance").string(random_sid(""));
    if (!problem.parameters.empty()) {
        w.key("invalid_parameters").begin_array();
        for (const auto& name : problem.parameters) {
            w.begin_object();
            w.key("name").string(name);
            w.key("reason").string("is invalid or missing");
            w.end_object();
        }
        w.end_array();
    }
    w.end_object();
    answer.body = w.str();
    return answer;
}

std::variant<Message, VonageProblem> check_vonage_message(const json::Value& asked,
                                                          const VonageAccount& account,
                                                          const std::string& status_url) {
    if (!asked.is_object()) return VonageProblem{.code = "1020"};
    if (asked.text("channel") != "sms") return *invalid("channel");
    if (asked.text("message_type") != "text") return *invalid("message_type");
    const auto to = asked["to"].string().value_or("");
    const auto from = asked["from"].string().value_or("");
    if (!is_vonage_number(to)) return VonageProblem{.code = "1170", .parameters = {"to"}};
    if (from.empty()) return *invalid("from");
    Message draft;
    if (auto no = check_text(asked, &draft)) return *no;
    if (auto no = check_options(asked)) return *no;
    if (!may_send_as(from, to, account)) return VonageProblem{.code = "1120"};
    if (!may_send_to(to, account)) return VonageProblem{.status = 403};
    if (account.balance_nano <= 0) return VonageProblem{.status = 402};

    draft.provider = "vonage";
    draft.account = account.api_key;
    draft.to = '+' + to;
    draft.from = from;
    draft.type = "messages";
    draft.reference = asked.text("client_ref");
    draft.callback_url = asked["webhook_url"].string().value_or(status_url);
    return draft;
}

bool is_message_uuid(std::string_view id) noexcept {
    return id.size() == 36 && id[8] == '-';
}

} // namespace bkxsms::sandbox
