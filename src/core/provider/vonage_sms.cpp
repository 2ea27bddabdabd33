// Vonage's SMS API. Facts: docs/providers/vonage.md.

#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/request.hpp"
#include "core/provider/vonage.hpp"
#include "core/provider/vonage_family.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "core/provider/vonage_request.hpp"
#include "core/provider/vonage_signature.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <limits>

namespace bkxsms::provider {
namespace {

using namespace vonage;
using std::chrono::seconds;
using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

constexpr std::size_t longest_callback = 100; // section 2.1: else status 23
constexpr std::size_t most_parts = 255;       // TS 23.040 clause 9.2.3.24.1
constexpr seconds longest_wait = std::chrono::hours(1);

bool is_unicode(std::string_view text) {
    // Ill-formed text gets U+FFFD in the body.
    const auto alphabet = text::count_segments(to_well_formed(text)).alphabet;
    return alphabet == text::Alphabet::ucs2;
}

/// A name and a value, and whether JSON has it in quotes.
struct Parameter {
    std::string name;
    std::string value;
    bool quoted = true;
};

/// In the order of Vonage's own SDK.
std::vector<Parameter> wire_parameters(const Outgoing& message, bool type_always) {
    std::vector<Parameter> out{{"to", bare_number(message.to)}};
    if (!message.from.empty()) out.push_back({"from", bare_number(message.from)});
    out.push_back({"text", message.text});
    const bool unicode = is_unicode(message.text);
    if (unicode || type_always) out.push_back({"type", unicode ? "unicode" : "text"});
    if (message.validity.count() > 0) {
        const milliseconds ttl = clamped_validity(message.validity);
        out.push_back({"ttl", std::to_string(ttl.count()), false});
    }
    if (const auto& url = message.callback_url;
        !url.empty() && url.size() <= longest_callback) {
        out.push_back({"status-report-req", "true", false});
        out.push_back({"callback", url});
    }
    if (!message.reference.empty()) out.push_back({"client-ref", message.reference});
    return out;
}

std::string json_of(const std::vector<Parameter>& parameters) {
    std::string out;
    for (const auto& [name, value, quoted] : parameters) {
        out += out.empty() ? '{' : ',';
        out += json::quoted(name) + ':' + (quoted ? json::quoted(value) : value);
    }
    return out + '}';
}

/// "… please wait [ 702 ] and retry": milliseconds. 0 if it says no such thing.
seconds wait_in(std::string_view words) {
    constexpr std::string_view before = "wait [";
    const auto at = words.find(before);
    if (at == std::string_view::npos) return seconds(0);
    const auto rest = words.substr(at + before.size());
    const auto wait = parse_integer(trim(rest.substr(0, rest.find(']'))));
    if (!wait || *wait < 0) return seconds(0);
    const milliseconds capped(
        std::min<std::int64_t>(*wait, milliseconds(longest_wait).count()));
    return std::chrono::ceil<seconds>(capped);
}

struct Refusal {
    Failure failure;
    seconds wait{0};
};

Refusal read_refusal(const json::Value& part, std::string_view status) {
    const auto words = part.text("error-text");
    // A status of tomorrow: nobody can say that nothing was sent.
    CodeMeaning meaning{"", Category::unknown, Remedy::reconcile, "a status not known here"};
    if (const auto* known = find_vonage_code(status); known != nullptr && status.size() <= 3)
        meaning = *known;
    Refusal refusal;
    refusal.failure.category = meaning.category;
    refusal.failure.remedy = meaning.remedy;
    refusal.failure.code = status.empty() ? "no-status" : clean_words(status, max_code_bytes);
    refusal.failure.why = clean_words(words.empty() ? meaning.meaning : words);
    refusal.wait = wait_in(words);
    return refusal;
}

Outcome outcome_of_refusal(Refusal refusal, const Reply& reply) {
    auto& failure = refusal.failure;
    // The callback URL is the same for every message.
    if (failure.code == "23") return Halted{std::move(failure)};
    // Only this recipient is refused; to halt would hold up all that wait behind.
    if (failure.code == "29") return Rejected{std::move(failure)};
    return outcome_of(std::move(failure), std::max(refusal.wait, retry_after(reply)));
}

/// Adds, unless either is not known or the sum does not fit.
void add_price(std::optional<Money>* sum, const json::Value& part) {
    const auto price = read_money(part.text("message-price"), usual_currency);
    if (!*sum || !price ||
        price->nano > std::numeric_limits<std::int64_t>::max() - (*sum)->nano) {
        sum->reset();
    } else {
        (*sum)->nano += price->nano;
    }
}

/// What the parts of an answer come to.
struct Parts {
    std::vector<std::string> ids;   ///< of the parts that were taken
    bool taken = false;             ///< one at least, with a proper id or not
    std::optional<Refusal> refusal; ///< the first, or the first that leaves a doubt
    std::optional<Money> price = Money{0, std::string(usual_currency)};
    bool whole = false; ///< as many as the answer says there are
    std::size_t count = 0;
};

Parts read_parts(const json::Value& document) {
    const auto list = document["messages"];
    Parts parts;
    parts.count = list.size();
    parts.whole =
        parse_integer(document.text("message-count")) == static_cast<std::int64_t>(parts.count);
    for (std::size_t i = 0; i < parts.count && i < most_parts; ++i) {
        const auto part = list.at(i);
        const auto status = part.text("status");
        if (status == "0") {
            parts.taken = true;
            if (auto id = part.text("message-id"); is_message_id(id))
                parts.ids.push_back(std::move(id));
            add_price(&parts.price, part);
            continue;
        }
        auto refusal = read_refusal(part, status);
        if (!parts.refusal || refusal.failure.remedy == Remedy::reconcile)
            parts.refusal = std::move(refusal);
    }
    return parts;
}

Outcome outcome_of_parts(Parts parts, const Reply& reply) {
    const auto doubt = [&reply](std::string_view why) {
        return Unknown{unreadable(reply, why)};
    };
    if (parts.count == 0 || parts.count > most_parts) return doubt("a success without parts");
    if (!parts.ids.empty()) {
        Accepted accepted;
        accepted.id = parts.ids.front();
        accepted.segments = static_cast<int>(parts.count);
        accepted.price = std::move(parts.price);
        if (parts.count > 1) accepted.part_ids = std::move(parts.ids);
        if (parts.refusal) accepted.partly = std::move(parts.refusal->failure);
        return accepted;
    }
    if (parts.taken) return doubt("a success without a message id");
    if (!parts.whole) return doubt("not all parts are answered for");
    return outcome_of_refusal(std::move(*parts.refusal), reply);
}

class VonageSms final : public Family {
public:
    explicit VonageSms(VonageAccount account) : Family(std::move(account), "SMS") {}

    std::string_view name() const noexcept override { return "vonage"; }
    Request send_request(const Outgoing& message, TimePoint now) const override;
    Outcome read_send(const Exchange& exchange) const override;

private:
    Request signed_request(const Outgoing& message, TimePoint now) const;
};

Request VonageSms::send_request(const Outgoing& message, TimePoint now) const {
    if (account().sign_sends) return signed_request(message, now);
    auto request = basic_request(account(), account().rest_url + "/sms/json");
    post_json(&request, json_of(wire_parameters(message, false)));
    return request;
}

Request VonageSms::signed_request(const Outgoing& message, TimePoint now) const {
    const auto at = std::chrono::floor<seconds>(now).time_since_epoch().count();
    Pairs form{{"api_key", account().api_key}};
    for (auto& parameter : wire_parameters(message, true))
        form.emplace_back(std::move(parameter.name), std::move(parameter.value));
    form.emplace_back("timestamp", std::to_string(at));
    form.emplace_back("sig", sign(account().signature_method, account().signature_secret,
                                  signed_content(form, Empty::signed_too)));
    Request request; // Basic beside it is refused: status 32
    request.url = account().rest_url + "/sms/json";
    post_form(&request, form);
    return request;
}

Outcome VonageSms::read_send(const Exchange& exchange) const {
    if (const auto* none = std::get_if<NoReply>(&exchange)) return outcome_without_reply(*none);
    const auto& reply = std::get<Reply>(exchange);
    auto parts = read_parts(json::try_parse(reply.body).value_or(json::Value{}));
    if (!is_success(reply)) return refused_send(reply, parts.taken);
    return outcome_of_parts(std::move(parts), reply);
}

} // namespace

std::unique_ptr<Provider> make_vonage(VonageAccount account) {
    return std::make_unique<VonageSms>(std::move(account));
}

} // namespace bkxsms::provider
