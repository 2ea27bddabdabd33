#include "core/sandbox/aws/publish.hpp"

#include "core/base/money.hpp"
#include "core/base/utf8.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace bkxsms::sandbox {
namespace {

// The developer guide counts bytes, the API reference characters: here the stricter one.
constexpr std::size_t max_message_bytes = 1600;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

AwsError invalid(std::string_view what, std::string_view why) {
    return {"InvalidParameter", fmt::format("Invalid parameter: {} Reason: {}", what, why)};
}

struct Attribute {
    std::string_view name;
    std::string_view type;
    std::string_view value;
};

/// MessageAttributes.entry.1, .2, … as far as they go.
std::vector<Attribute> read_attributes(const Fields& form) {
    std::vector<Attribute> all;
    for (std::size_t n = 1;; ++n) {
        const auto entry = fmt::format("MessageAttributes.entry.{}.", n);
        if (std::ranges::none_of(form,
                                 [&](const auto& f) { return f.first.starts_with(entry); }))
            return all;
        all.push_back({first(form, entry + "Name"), first(form, entry + "Value.DataType"),
                       first(form, entry + "Value.StringValue")});
    }
}

bool is_sender_id(std::string_view text) noexcept {
    return text.size() <= 11 && std::ranges::any_of(text, is_letter) &&
           std::ranges::all_of(text,
                               [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_origination_number(std::string_view text) noexcept {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= 5 && text.size() <= 14 && std::ranges::all_of(text, is_digit);
}

using Refusal = std::optional<AwsError>;

Refusal take(const Attribute& a, const AwsAccount& account, AwsDraft* draft) {
    if (a.name.empty() || a.type.empty() || a.value.empty())
        return AwsError{"ParameterValueInvalid",
                        fmt::format("The message attribute '{}' must contain non-empty message "
                                    "attribute value for message attribute type '{}'.",
                                    a.name, a.type)};
    if (a.name == "AWS.SNS.SMS.SenderID") {
        if (!is_sender_id(a.value)) return invalid(a.name, "not a valid sender ID");
        draft->message.from = a.value;
    } else if (a.name == "AWS.SNS.SMS.SMSType") {
        if (a.value != "Promotional" && a.value != "Transactional")
            return invalid(a.name, "not Promotional or Transactional");
        draft->message.type = a.value;
    } else if (a.name == "AWS.SNS.SMS.MaxPrice") {
        draft->max_price_nano = parse_nano(a.value);
        if (a.type != "Number" || !draft->max_price_nano)
            return AwsError{"ParameterValueInvalid",
                            "The message attribute 'AWS.SNS.SMS.MaxPrice' is not a number"};
    } else if (a.name == "AWS.MM.SMS.OriginationNumber") {
        auto number = std::string(a.value);
        if (!number.starts_with('+')) number.insert(0, 1, '+');
        const bool own = account.numbers.empty() ||
                         std::ranges::find(account.numbers, number) != account.numbers.end();
        if (!is_origination_number(a.value) || !own)
            return invalid(a.name, "not a number of this account");
        draft->message.from = number;
    } else if (a.name == "AWS.MM.SMS.EntityId" || a.name == "AWS.MM.SMS.TemplateId") {
        if (a.value.size() > 50) return invalid(a.name, "longer than 50 characters");
    }
    return std::nullopt;
}

Refusal check_text(std::string_view text) {
    if (text.empty()) return AwsError{"InvalidParameter", "Invalid parameter: Empty message"};
    if (!is_utf8(text)) return invalid("Message", "not UTF-8");
    if (text.size() > max_message_bytes) return invalid("Message", "SMS message too long");
    return std::nullopt;
}

} // namespace

bool is_aws_number(std::string_view text) noexcept {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           std::ranges::all_of(text.substr(1), is_digit);
}

std::variant<AwsDraft, AwsError> check_aws_publish(const Fields& form,
                                                   const AwsAccount& account) {
    const auto to = first(form, "PhoneNumber");
    const auto text = first(form, "Message");
    if (!first(form, "TopicArn").empty() || !first(form, "TargetArn").empty())
        return invalid("PhoneNumber",
                       "only one of TopicArn, TargetArn and PhoneNumber is allowed");
    if (!is_aws_number(to))
        return invalid("PhoneNumber", fmt::format("{} is not valid to publish to", to));
    if (auto no = check_text(text)) return *no;

    AwsDraft draft;
    auto& message = draft.message;
    message.type = "Promotional";
    for (const auto& attribute : read_attributes(form))
        if (auto no = take(attribute, account, &draft)) return *no;
    message.provider = "aws";
    message.account = account.id;
    message.to = to;
    message.body = text;
    message.segments = std::max(text::count_segments(text).parts, 1);
    return draft;
}

} // namespace bkxsms::sandbox
