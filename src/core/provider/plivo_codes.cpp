// Plivo's codes for messages that were not delivered: docs/providers/plivo.md section 3. There
// are more than these; the code as Plivo wrote it is always kept beside the category.

#include "core/provider/codes.hpp"
#include "core/provider/plivo.hpp"

#include <array>

namespace bkxsms::provider {
namespace {

using enum Category;

constexpr auto none = Remedy::none;
constexpr auto later = Remedy::later;
constexpr auto fix = Remedy::fix;

constexpr auto codes = std::to_array<CodeMeaning>({
    {"10", invalid_request, none, "blank, too long, or refused as invalid by the carrier"},
    {"100", blocked, none, "prohibited by the carrier"},
    {"1000", unknown, later, "the carrier gave no reason"},
    {"110", invalid_request, none, "the text is too long"},
    {"20", provider_error, later, "trouble in the carrier's network"},
    {"200", opted_out, none, "the recipient has opted out of this sender"},
    {"201", invalid_sender, fix, "a US toll-free sender cannot send to Canada"},
    {"30", filtered, none, "taken for spam"},
    {"300", provider_error, later, "Plivo could not hand the message over"},
    {"40", invalid_sender, fix, "the sender is not valid"},
    {"420", expired, later, "the validity period ran out in Plivo's queue"},
    {"450", permission, fix, "sending to this country is not enabled (geo permissions)"},
    {"50", invalid_destination, none, "not a number that receives SMS, or a landline"},
    {"60", blocked, none, "a loop of automatic answers was detected"},
    {"70", invalid_destination, none, "the number is no longer in service"},
    {"80", unreachable, later, "the handset is off or out of reach"},
    {"90", unroutable, later, "no route to this number"},
    {"900", account, fix, "the account's credit is used up"},
    {"910", account, fix, "the account is disabled"},
});

static_assert(is_code_table(codes));

} // namespace

std::span<const CodeMeaning> plivo_codes() noexcept {
    return codes;
}

const CodeMeaning* find_plivo_code(std::string_view code) noexcept {
    return find_code(codes, code);
}

} // namespace bkxsms::provider
