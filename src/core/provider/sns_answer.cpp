#include "core/provider/sns_answer.hpp"

#include "core/base/json.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/sns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::provider::sns {
namespace {

using transport::Exchange;
using transport::Reply;

struct Said {
    std::string code;
    std::string words;
};

Said said_in_xml(std::string_view body) {
    const auto document = xml::try_parse(body);
    if (!document || document->name != "ErrorResponse") return {};
    const auto* error = document->only("Error");
    if (error == nullptr) return {};
    return {std::string(error->text_of("Code").value_or("")),
            std::string(error->text_of("Message").value_or(""))};
}

/// "com.amazonaws.logs#ThrottlingException:http://…" is a ThrottlingException.
std::string bare_code(std::string_view text) {
    text = text.substr(0, text.find(':'));
    return std::string(text.substr(text.rfind('#') + 1));
}

Said said_in_json(const Reply& reply) {
    const auto document = json::try_parse(reply.body).value_or(json::Value{});
    auto type = document.text("__type");
    if (type.empty()) type = reply.header("x-amzn-errortype");
    auto words = document.text("message");
    if (words.empty()) words = document.text("Message");
    return {bare_code(type), std::move(words)};
}

Failure not_such_an_answer(std::string_view action) {
    return for_reading(unreadable(fmt::format("the answer is not one to '{}'", action)));
}

/// The code decides, but for this: 401 is about the credentials whatever the code, and nothing
/// a server in trouble says makes it certain that it has not sent the message. Throttling is
/// where AWS itself turns a request away, with 503 in some services.
CodeMeaning meaning_of(int status, std::string_view code) {
    auto meaning = http_meaning(status);
    if (status < 400 || status == 401) return meaning;
    if (const auto* known = find_sns_code(code)) meaning = *known;
    const bool turned_away = status == 503 && meaning.category == Category::rate_limited;
    if (status >= 500 && !turned_away) meaning.remedy = Remedy::reconcile;
    return meaning;
}

bool is_about_the_number(std::string_view words) noexcept {
    return words.find("PhoneNumber Reason:") != std::string_view::npos ||
           words.find("is not valid to publish to") != std::string_view::npos;
}

std::optional<OwnNumber> read_own_number(const xml::Element& member) {
    OwnNumber own;
    own.number = member.text_of("PhoneNumber").value_or("");
    own.country = member.text_of("Iso2CountryCode").value_or("");
    if (!is_origination_number(own.number) || own.country.size() > 2) return std::nullopt;
    const auto* capabilities = member.only("NumberCapabilities");
    own.texts = member.text_of("Status") == "Active" && capabilities != nullptr &&
                std::ranges::any_of(capabilities->children, [](const xml::Element& one) {
                    return one.name == "member" && one.text == "SMS";
                });
    return own;
}

} // namespace

bool is_origination_number(std::string_view text) noexcept {
    constexpr std::size_t longest = 15;
    if (text.starts_with('+')) text.remove_prefix(1);
    return !text.empty() && text.size() <= longest &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

Failure read_error(const Reply& reply) {
    auto said = said_in_xml(reply.body);
    if (said.code.empty()) said = said_in_json(reply);
    const auto meaning = meaning_of(reply.status, said.code);
    auto failure = refusal(reply, meaning, said.code, said.words);
    if (said.code == "InvalidParameter" && is_about_the_number(said.words))
        failure.category = Category::invalid_destination;
    return failure;
}

Answer<xml::Element> read_result(const Exchange& exchange, std::string_view action) {
    const auto body = read_body(exchange, read_error);
    if (const auto* failure = std::get_if<Failure>(&body)) return *failure;
    const auto document = xml::try_parse(std::get<std::string_view>(body));
    if (!document || document->name != fmt::format("{}Response", action))
        return not_such_an_answer(action);
    const auto* result = document->only(fmt::format("{}Result", action));
    if (result == nullptr) return not_such_an_answer(action);
    return *result;
}

std::string read_message_id(std::string_view body) {
    const auto document = xml::try_parse(body);
    if (!document || document->name != "PublishResponse") return {};
    const auto* result = document->only("PublishResult");
    const auto id = result == nullptr ? std::nullopt : result->text_of("MessageId");
    return id && is_uuid(*id) ? std::string(*id) : std::string();
}

Answer<bool> read_opted_out(const Exchange& exchange) {
    constexpr std::string_view action = "CheckIfPhoneNumberIsOptedOut";
    const auto result = read_result(exchange, action);
    if (const auto* failure = std::get_if<Failure>(&result)) return *failure;
    const auto opted_out = std::get<xml::Element>(result).text_of("isOptedOut");
    if (opted_out != "true" && opted_out != "false") return not_such_an_answer(action);
    return *opted_out == "true";
}

Answer<OwnNumbers> read_own_numbers(const Exchange& exchange) {
    constexpr std::string_view action = "ListOriginationNumbers";
    const auto result = read_result(exchange, action);
    if (const auto* failure = std::get_if<Failure>(&result)) return *failure;
    const auto& answer = std::get<xml::Element>(result);
    const auto* list = answer.only("PhoneNumbers");
    if (list == nullptr) return not_such_an_answer(action);
    OwnNumbers out;
    for (const auto& member : list->children) {
        auto own = read_own_number(member);
        if (!own) return not_such_an_answer(action);
        out.numbers.push_back(std::move(*own));
    }
    out.next = answer.text_of("NextToken").value_or("");
    return out;
}

} // namespace bkxsms::provider::sns
