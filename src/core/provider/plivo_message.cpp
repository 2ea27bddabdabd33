#include "core/provider/plivo_message.hpp"

#include "core/base/parse.hpp"
#include "core/provider/numbers.hpp"
#include "core/provider/plivo.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"

#include <array>

namespace bkxsms::provider::plivo {

std::optional<std::string> read_sent_uuid(const json::Value& answer) {
    if (auto uuid = answer.text("message_uuid"); is_uuid(uuid)) return uuid;
    const auto uuids = answer["message_uuid"];
    // More than one would be strange, and is taken all the same.
    for (std::size_t i = 0; i < uuids.size(); ++i)
        if (auto uuid = uuids.at(i).string(); uuid && is_uuid(*uuid)) return uuid;
    return std::nullopt;
}

bool is_invalid_recipient(const json::Value& answer) {
    const auto uuids = answer["message_uuid"];
    const bool no_id =
        !uuids.present() || uuids.is_null() || (uuids.is_array() && uuids.size() == 0);
    const auto invalid = answer["invalid_number"];
    return no_id && invalid.size() > 0 && invalid.at(0).is_string();
}

Progress progress_of(std::string_view status) noexcept {
    if (status == "sent") return Progress::sent;
    if (status == "delivered" || status == "read") return Progress::delivered;
    if (status == "undelivered" || status == "rejected") return Progress::undelivered;
    if (status == "failed") return Progress::failed;
    return Progress::queued;
}

std::optional<Failure> failure_of_report(Progress progress, std::string_view status,
                                         std::string_view code, std::string_view words) {
    if (code == "000" || code == "0") code = {};
    return provider::failure_of_report(progress, status, code, find_plivo_code(code), words);
}

std::optional<Money> read_amount(std::string_view amount, Progress progress) {
    auto money = read_money(amount, currency);
    if (money && money->nano == 0 && progress == Progress::queued) return std::nullopt;
    return money;
}

std::optional<Sighting> read_message(const json::Value& record) {
    Sighting seen;
    auto& receipt = seen.receipt;
    receipt.provider_message_id = record.text("message_uuid");
    const auto status = record.text("message_state");
    if (!is_uuid(receipt.provider_message_id) || status.empty()) return std::nullopt;
    receipt.progress = progress_of(status);
    receipt.provider_status = clean_words(status, max_code_bytes);
    receipt.failure = failure_of_report(receipt.progress, status, record.text("error_code"),
                                        record.text("error_message"));
    receipt.price = read_amount(record.text("total_amount"), receipt.progress);
    receipt.segments = read_count(record.text("units"));
    receipt.happened_at = parse_rfc3339(record.text("message_updated_time"));
    receipt.event_key = report_key(receipt);
    seen.to = with_plus(record.text("to_number"));
    seen.from = with_plus(record.text("from_number"));
    // Anything but "inbound" may be the message whose answer was lost; to overlook that one
    // would be to send it twice.
    seen.outbound = record.text("message_direction") != "inbound";
    seen.created_at = parse_rfc3339(record.text("message_time"));
    return seen;
}

std::string error_words(const json::Value& answer) {
    const auto error = answer["error"];
    for (auto words : {answer.text("error"), error.text("error"), error.text("message"),
                       answer.text("message")})
        if (!words.empty()) return words;
    return {};
}

namespace {

/// What the words of a refusal say more than its HTTP status; in lower case.
struct Words {
    std::string_view part;
    CodeMeaning meaning;
};

// Section 2. Nobody documents the status of the first, and 403 stands for a country that is not
// enabled, if it does not speak of our own address and is Plivo's: a page in HTML is the word
// of somebody on the way, about us and not about the country.
constexpr auto words_table = std::to_array<Words>({
    {"insufficient credit",
     {"", Category::account, Remedy::fix, "the account's credit is used up"}},
    {"caller id is not allowed",
     {"", Category::invalid_sender, Remedy::fix, "the sender may not send there"}},
    {"ip address", {"", Category::account, Remedy::fix, "not from this address"}},
    {"whitelist", {"", Category::account, Remedy::fix, "not from this address"}},
    {"allowlist", {"", Category::account, Remedy::fix, "not from this address"}},
});

CodeMeaning meaning_of(int status, std::string_view words, bool is_page) {
    const auto by_status = http_meaning(status);
    // No words make it certain that a server in trouble has not sent the message, 401 is about
    // the credentials, and 429 about the rate, whatever is said.
    const bool refused = status >= 400 && status < 500;
    if (!refused || by_status.remedy == Remedy::reconcile || status == 401 || status == 429)
        return by_status;
    const auto lower = ascii_lower(words);
    for (const auto& row : words_table)
        if (lower.find(row.part) != std::string::npos) return row.meaning;
    if (status == 403 && !is_page)
        return {"", Category::permission, Remedy::fix,
                "not permitted: the country is not enabled (geo permissions)"};
    return by_status;
}

} // namespace

Failure read_error(const transport::Reply& reply) {
    const auto document = json::try_parse(reply.body);
    const auto words = error_words(document.value_or(json::Value{}));
    const auto meaning = meaning_of(reply.status, words, !document && !reply.body.empty());
    return refusal(reply, meaning, "", words);
}

} // namespace bkxsms::provider::plivo
