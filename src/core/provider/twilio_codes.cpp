// Twilio's error codes, as facts: docs/providers/twilio.md section 3. Twilio says that codes
// may be remapped and are added without notice, so a code that is not here falls under a rule
// for its range, and the code as Twilio wrote it is always kept beside the category.

#include "core/provider/codes.hpp"
#include "core/provider/twilio.hpp"

#include <array>

namespace bkxsms::provider {
namespace {

using enum Category;

constexpr auto none = Remedy::none;
constexpr auto later = Remedy::later;
constexpr auto backoff = Remedy::backoff;
constexpr auto fix = Remedy::fix;
constexpr auto reconcile = Remedy::reconcile;

constexpr auto codes = std::to_array<CodeMeaning>({
    {"10001", account, fix, "the account is not active"},
    {"20003", auth, fix, "wrong credentials, or the account is suspended or closed"},
    {"20005", account, fix, "the account is not active"},
    {"20006", account, fix, "access denied"},
    {"20008", auth, fix, "not allowed with test credentials"},
    {"20010", account, fix, "the action is disabled for this account: funds or policy"},
    {"20404", not_found, none, "no such account, message or path"},
    {"20429", rate_limited, backoff, "too many requests at once; not processed"},
    {"20500", provider_error, reconcile, "server error; the message may have been made"},
    {"20503", provider_error, reconcile, "service unavailable; the message may have been made"},
    {"21211", invalid_destination, none, "the recipient's number is not valid"},
    {"21212", invalid_sender, fix, "the sender is not valid, or too generic a name"},
    {"21408", permission, fix, "sending to this country is not enabled (geo permissions)"},
    {"21601", invalid_sender, fix, "the sender cannot send SMS"},
    {"21602", invalid_request, none, "no text"},
    {"21603", invalid_request, none, "neither sender nor messaging service"},
    {"21604", invalid_request, none, "no recipient"},
    {"21606", invalid_sender, fix, "the sender is not ours, or cannot send SMS there"},
    {"21607", invalid_sender, fix, "a trial account must send from its own trial number"},
    {"21608", account, fix, "a trial account may send to verified numbers only"},
    {"21609", invalid_request, fix, "the callback URL is not valid"},
    {"21610", opted_out, none, "the recipient has opted out of this sender"},
    {"21611", queue_full, later, "the sender's queue at Twilio is full"},
    {"21612", unroutable, none, "no route from this sender to this number"},
    {"21614", invalid_destination, none, "not a mobile number"},
    {"21616", invalid_sender, fix, "the sender matches several numbers of the account"},
    {"21617", invalid_request, none, "the text is longer than 1600 characters"},
    {"21618", invalid_request, none, "the text cannot be sent"},
    {"21619", invalid_request, none, "the message could not be recorded"},
    {"21620", invalid_request, none, "a media URL is not valid"},
    {"21621", invalid_sender, fix, "the sender is not enabled for MMS"},
    {"21622", invalid_sender, fix, "the account is not enabled for MMS"},
    {"21623", invalid_request, none, "too many media files"},
    {"21624", invalid_request, none, "the validity period is not valid"},
    {"21635", landline, none, "a landline"},
    {"21658", invalid_request, none, "a parameter is too long"},
    {"21661", invalid_sender, fix, "the sender cannot send SMS"},
    {"21701", invalid_sender, fix, "no such messaging service"},
    {"21702", invalid_sender, fix, "the messaging service cannot send now"},
    {"21703", invalid_sender, fix, "no sender of the messaging service fits this number"},
    {"21704", invalid_sender, fix, "the messaging service has no sender"},
    {"21705", invalid_sender, fix, "the messaging service is not valid"},
    {"30001", queue_full, later, "the queue of the sender overflowed"},
    {"30002", account, fix, "the account was suspended after the message was queued"},
    {"30003", unreachable, later, "the handset is off or out of reach; may be a landline"},
    {"30004", blocked, none, "blocked by the recipient or the carrier"},
    {"30005", invalid_destination, none, "the carrier does not know the number"},
    {"30006", landline, none, "a landline, or a carrier that cannot be reached"},
    {"30007", filtered, none, "filtered as spam by Twilio or the carrier"},
    {"30008", unknown, later, "the carrier gave no reason"},
    {"30009", unknown, none, "notice: a part of an inbound message is missing"},
    {"30017", provider_error, later, "the carrier's network is congested"},
    {"30018", registration, fix, "the country wants the sender's name registered"},
    {"30020", provider_error, later, "Twilio's scheduler failed"},
    {"30021", provider_error, later, "Twilio's messaging service failed"},
    {"30022", rate_limited, later, "the 10DLC campaign's rate was exceeded"},
    {"30023", rate_limited, later, "the 10DLC brand's daily cap was reached"},
    {"30024", registration, fix, "the numeric sender is not provisioned at the carrier"},
    {"30025", unknown, none, "notice: half of the daily cap at T-Mobile is used"},
    {"30026", unknown, none, "notice: 70 % of the daily cap at T-Mobile is used"},
    {"30027", rate_limited, later, "the daily cap at T-Mobile was reached"},
    {"30032", registration, fix, "the toll-free sender is not verified"},
    {"30033", registration, fix, "the 10DLC campaign is suspended"},
    {"30034", registration, fix, "the sender is in no 10DLC campaign"},
    {"30035", registration, fix, "the sender's 10DLC registration is still in progress"},
    {"30036", expired, later, "the validity period ran out in Twilio's queue"},
    {"30037", account, fix, "outbound messaging is disabled for the account"},
    {"30038", unknown, none, "notice: Twilio removed a one-time code from an inbound text"},
    {"30409", conflict, none, "too late to cancel"},
    {"30410", provider_error, later, "the carrier's answer took too long"},
    {"30450", blocked_temporarily, later, "the number is blocked for 15 to 30 minutes"},
    {"30610", blocked, later, "held back by Twilio's quiet hours"},
    {"30640", blocked, none, "on Twilio's list of litigators"},
});

static_assert(is_code_table(codes));

} // namespace

std::span<const CodeMeaning> twilio_codes() noexcept {
    return codes;
}

const CodeMeaning* find_twilio_code(std::string_view code) noexcept {
    return find_code(codes, code);
}

std::optional<CodeMeaning> twilio_meaning(std::string_view code) noexcept {
    if (const auto* known = find_twilio_code(code)) return *known;
    if (code.size() != 5 || code.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    if (code.starts_with("21"))
        return CodeMeaning{code, invalid_request, none, "the request was refused"};
    if (code.starts_with("30"))
        return CodeMeaning{code, unknown, none, "not delivered, for a reason not known here"};
    return std::nullopt;
}

} // namespace bkxsms::provider
