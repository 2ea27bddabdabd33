// Vonage's error codes, as facts: docs/providers/vonage.md section 3. Codes are added without
// notice; the code as Vonage wrote it is always kept beside the category.

#include "core/provider/codes.hpp"
#include "core/provider/vonage.hpp"

#include <algorithm>
#include <array>

namespace bkxsms::provider {
namespace {

using enum Category;

constexpr auto none = Remedy::none;
constexpr auto later = Remedy::later;
constexpr auto backoff = Remedy::backoff;
constexpr auto fix = Remedy::fix;
constexpr auto reconcile = Remedy::reconcile;

/// Section 3.1: `status` of a part in the SMS API's answer. 0 is no error.
constexpr auto statuses = std::to_array<CodeMeaning>({
    {"1", rate_limited, backoff, "too many messages at once; nothing was sent"},
    {"2", invalid_request, none, "a parameter is missing"},
    {"3", invalid_request, none, "a parameter is not valid"},
    {"4", auth, fix, "wrong or disabled credentials"},
    {"5", provider_error, reconcile, "internal error; normally not sent"},
    {"6", invalid_destination, none, "cannot be processed: unknown prefix"},
    {"7", blocked, none, "the number is barred"},
    {"8", account, fix, "the account is suspended"},
    {"9", account, fix, "the account's credit or quota is used up"},
    {"10", rate_limited, backoff, "too many connections"},
    {"11", account, fix, "the account is not enabled for HTTP"},
    {"12", invalid_request, none, "the text is too long"},
    {"13", provider_error, reconcile, "communication failed; no longer used"},
    {"14", auth, fix, "wrong signature"},
    {"15", invalid_sender, fix, "the sender is not allowed there"},
    {"16", invalid_request, none, "the ttl is not valid; no longer used"},
    {"17", unreachable, later, "the number is unreachable; no longer used"},
    {"18", invalid_request, none, "too many recipients; no longer used"},
    {"19", account, fix, "not enabled for the account; no longer used"},
    {"20", invalid_request, none, "the message class is not valid; no longer used"},
    {"22", invalid_request, none, "the network code is not valid"},
    {"23", invalid_request, fix, "the callback URL is not valid"},
    {"29", account, fix, "a demo account may send to its listed numbers only"},
    {"32", auth, fix, "a signature and the API secret together"},
    {"33", invalid_destination, none, "the number is deactivated"},
    {"101", account, fix, "the account is not valid for this US campaign"},
});

/// Section 3.2: `err-code` of the SMS API's reports, with a prefix. 0 is no error.
constexpr auto report_errors = std::to_array<CodeMeaning>({
    {"err-1", unknown, later, "the carrier gave no reason"},
    {"err-2", unreachable, later, "the handset is out of reach for now"},
    {"err-3", invalid_destination, none, "the number is no longer active"},
    {"err-4", blocked, none, "barred by the recipient"},
    {"err-5", unknown, none, "lost over the number's move to another carrier"},
    {"err-6", filtered, none, "taken for spam by the carrier"},
    {"err-7", unreachable, later, "the handset was busy"},
    {"err-8", provider_error, later, "a network error"},
    {"err-9", opted_out, none, "the recipient has asked not to get these messages"},
    {"err-10", invalid_request, none, "the message is not valid"},
    {"err-11", unroutable, none, "no route to this number"},
    {"err-12", invalid_destination, none, "the destination cannot be reached"},
    {"err-13", blocked, none, "blocked for the recipient's age"},
    {"err-14", blocked, none, "blocked by the carrier, or no SMS in the recipient's plan"},
    {"err-15", unreachable, later, "the recipient's prepaid credit is used up"},
    {"err-50", registration, fix, "the entity id (India DLT) was refused"},
    {"err-51", registration, fix, "the header (India DLT) was refused"},
    {"err-52", registration, fix, "the content id (India DLT) was refused"},
    {"err-53", registration, fix, "the recipient's consent (India DLT) is missing"},
    {"err-54", registration, fix, "a regulation of the country forbids it"},
    {"err-99", unknown, later, "a general error"},
});

/// Section 3.3: the Messages API, in the answer to a send and in status webhooks.
constexpr auto messages_errors = std::to_array<CodeMeaning>({
    {"1000", rate_limited, backoff, "too many requests"},
    {"1010", invalid_request, none, "a parameter is missing"},
    {"1020", invalid_request, none, "a parameter is not valid"},
    {"1021", invalid_request, none, "a tag is not valid"},
    {"1022", invalid_request, none, "the template is not valid"},
    {"1030", provider_error, later, "internal error"},
    {"1040", invalid_destination, none, "cannot be delivered to this number"},
    {"1050", blocked, none, "the number is barred"},
    {"1060", account, fix, "the account is blocked"},
    {"1070", account, fix, "the account's credit or quota is used up"},
    {"1080", account, fix, "not enabled for the account"},
    {"1090", invalid_request, none, "the text is too long or not valid"},
    {"1100", provider_error, later, "communication failed"},
    {"1120", invalid_sender, fix, "the sender is not valid"},
    {"1130", invalid_request, none, "the ttl is not valid"},
    {"1140", account, fix, "not allowed to this account"},
    {"1150", invalid_request, none, "a parameter is not valid"},
    {"1160", account, fix, "not on the list of numbers that this account may send to"},
    {"1170", invalid_request, none, "the callback URL or a parameter is not valid"},
    {"1180", unreachable, later, "the handset is out of reach for now"},
    {"1190", invalid_destination, none, "the number is no longer active"},
    {"1200", unknown, none, "the carrier gave no reason"},
    {"1210", filtered, none, "taken for spam by the carrier"},
    {"1220", unreachable, later, "the handset was busy or out of reach"},
    {"1230", provider_error, later, "a network error"},
    {"1240", opted_out, none, "the recipient has asked not to get these messages"},
    {"1241", rate_limited, later, "too many messages to this number"},
    {"1250", unroutable, none, "no route to this number"},
    {"1260", invalid_destination, none, "the destination cannot be reached"},
    {"1270", blocked, none, "blocked for the recipient's age"},
    {"1280", blocked, none, "blocked by the carrier"},
    {"1290", unreachable, later, "the recipient's prepaid credit is used up"},
    {"1300", invalid_destination, none, "not a number that gets messages"},
    {"1310", invalid_destination, none, "the number is not valid here"},
    {"1320", conflict, none, "a duplicate: already sent"},
    {"1330", unknown, none, "an error without a name"},
    {"1331", provider_error, later, "a network error at the carrier"},
    {"1360", expired, later, "the validity period ran out"},
});

/// One table out of the three, so that a code is found whatever it came with.
constexpr auto codes = [] {
    std::array<CodeMeaning, statuses.size() + report_errors.size() + messages_errors.size()>
        all{};
    auto end = std::ranges::copy(statuses, all.begin()).out;
    end = std::ranges::copy(report_errors, end).out;
    std::ranges::copy(messages_errors, end);
    std::ranges::sort(all, {}, &CodeMeaning::code);
    return all;
}();

static_assert(is_code_table(codes));

} // namespace

std::span<const CodeMeaning> vonage_codes() noexcept {
    return codes;
}

const CodeMeaning* find_vonage_code(std::string_view code) noexcept {
    return find_code(codes, code);
}

} // namespace bkxsms::provider
