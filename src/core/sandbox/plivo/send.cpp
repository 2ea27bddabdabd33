#include "core/sandbox/plivo/send.hpp"

#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/form.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_recipients = 1000;
constexpr int max_gsm7_characters = 1600;
constexpr int max_ucs2_characters = 737;
constexpr std::size_t max_media = 10;
constexpr std::size_t min_digits = 7;
constexpr std::size_t max_digits = 14; // one fewer than E.164 has

constexpr std::array<std::string_view, 4> log_words{"true", "false", "content_only",
                                                    "number_only"};

using Refusal = std::optional<PlivoError>;

Refusal bad(std::string words) {
    return PlivoError{400, std::move(words)};
}

/// A member as text, whether it came as a string, a number or a boolean.
std::string scalar(const json::Value& asked, std::string_view name) {
    if (const auto flag = asked[name].boolean()) return *flag ? "true" : "false";
    return asked.text(name);
}

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The server keeps letters and digits of a sender, and nothing else.
std::string kept_of_sender(std::string_view src) {
    std::string kept;
    for (const char c : src)
        if (is_letter(c) || (c >= '0' && c <= '9')) kept += c;
    return kept;
}

Refusal check_sender(std::string_view src, const PlivoBatch& batch,
                     const PlivoAccount& account) {
    constexpr std::size_t max_name = 11;
    constexpr std::size_t max_number = 15;
    const bool name = std::ranges::any_of(src, is_letter);
    if (src.empty() || src.size() > (name ? max_name : max_number))
        return bad("src parameter is invalid");
    const bool own = std::ranges::find(account.numbers, src) != account.numbers.end();
    const bool to_america =
        std::ranges::any_of(batch.to, [](const auto& to) { return to.starts_with("+1"); });
    if ((name && to_america) || (!name && !account.numbers.empty() && !own))
        return bad("This caller id is not allowed for outbound message");
    if (std::ranges::find(batch.to, '+' + std::string(src)) != batch.to.end())
        return bad("src and dst cannot be the same");
    return std::nullopt;
}

/// Also cuts the recipients into those that are numbers and those that are not.
Refusal check_recipients(std::string_view dst, PlivoBatch* batch) {
    if (dst.empty()) return bad("dst parameter is missing");
    for (const auto written : split(dst, '<')) {
        const auto digits = bare_digits(written);
        if (!digits || digits->size() < min_digits || digits->size() > max_digits) {
            batch->invalid.emplace_back(written);
        } else if (auto to = '+' + *digits;
                   std::ranges::find(batch->to, to) == batch->to.end()) {
            batch->to.push_back(std::move(to));
        }
        if (batch->to.size() > max_recipients) return bad("dst has more than 1000 numbers");
    }
    if (batch->to.empty()) return bad("dst parameter is invalid");
    return std::nullopt;
}

Refusal check_text(const std::string& text, std::size_t media, Message* draft) {
    if (text.empty() && media == 0) return bad("text parameter is missing");
    const auto counted = text::count_segments(text);
    const bool gsm7 = counted.alphabet == text::Alphabet::gsm7;
    if (counted.units > (gsm7 ? max_gsm7_characters : max_ucs2_characters))
        return bad("text parameter is too long");
    draft->segments = std::max(counted.parts, 1);
    return std::nullopt;
}

Refusal check_options(const json::Value& asked, Message* draft, std::size_t media) {
    constexpr std::int64_t shortest_expiry = 5;
    constexpr std::int64_t longest_expiry = 10'799;
    draft->type = asked["type"].present() ? asked.text("type") : "sms";
    if (draft->type == "whatsapp") return PlivoError{501, "the sandbox has no WhatsApp"};
    if (draft->type != "sms" && draft->type != "mms") return bad("type parameter is invalid");
    if (media > max_media) return bad("media_urls has more than 10 entries");
    if (draft->type == "sms" && media > 0) return bad("media_urls needs type mms");

    draft->callback_url = asked.text("url");
    draft->callback_method = asked["method"].present() ? asked.text("method") : "POST";
    if (!draft->callback_url.empty() && !parse_url(draft->callback_url))
        return bad("url parameter is invalid");
    if (draft->callback_method != "POST" && draft->callback_method != "GET")
        return bad("method parameter is invalid");
    if (const auto expiry = asked["message_expiry"]; expiry.present()) {
        const auto seconds = parse_integer(asked.text("message_expiry"));
        if (!seconds || *seconds < shortest_expiry || *seconds > longest_expiry)
            return bad("message_expiry parameter is invalid");
    }
    if (asked["log"].present() &&
        std::ranges::find(log_words, scalar(asked, "log")) == log_words.end())
        return bad("log parameter is invalid");
    return std::nullopt;
}

} // namespace

std::variant<PlivoBatch, PlivoError> check_plivo_batch(const json::Value& asked,
                                                       const PlivoAccount& account) {
    if (!asked.is_object()) return PlivoError{400, "the body is no JSON object"};
    PlivoBatch batch;
    auto& draft = batch.draft;
    const auto src = asked.text("src");
    const auto pool = asked.text("powerpack_uuid");
    const auto media = asked["media_urls"].size() + asked["media_ids"].size();

    if (auto no = check_recipients(asked.text("dst"), &batch)) return *no;
    if (src.empty() == pool.empty())
        return PlivoError{400, "exactly one of src and powerpack_uuid is needed"};
    if (auto no = check_options(asked, &draft, media)) return *no;
    draft.body = asked.text("text");
    if (auto no = check_text(draft.body, media, &draft)) return *no;
    draft.from = kept_of_sender(src);
    if (pool.empty())
        if (auto no = check_sender(draft.from, batch, account)) return *no;
    if (account.credits_nano <= 0) return PlivoError{402, ""};

    draft.provider = "plivo";
    draft.account = account.auth_id;
    draft.service = pool;
    draft.media = static_cast<int>(media);
    draft.reference = reference_in(draft.callback_url);
    return batch;
}

} // namespace bkxsms::sandbox
