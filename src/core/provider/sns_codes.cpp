// AWS's error codes, as facts: docs/providers/aws_sns.md section 3; the events are in 5.3, the
// phrases of the delivery logs in 5.1. AWS writes the same error in several ways, by service
// and age ("Throttled", "Throttling", "ThrottlingException"), so each has a row.

#include "core/base/parse.hpp"
#include "core/provider/codes.hpp"
#include "core/provider/sns.hpp"

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
    {"AccessDenied", permission, fix, "the access key may not do this (IAM)"},
    {"AccessDeniedException", permission, fix, "the access key may not do this (IAM)"},
    {"AuthorizationError", permission, fix, "the access key may not do this (IAM)"},
    {"ExpiredToken", auth, fix, "the temporary credentials have expired"},
    {"ExpiredTokenException", auth, fix, "the temporary credentials have expired"},
    {"IncompleteSignature", auth, fix, "the request's signature is incomplete"},
    {"InternalError", provider_error, reconcile, "server error; it may have been sent"},
    {"InternalFailure", provider_error, reconcile, "server error; it may have been sent"},
    {"InvalidAction", invalid_request, none, "no such action"},
    {"InvalidClientTokenId", auth, fix, "no such access key, or it is not active"},
    {"InvalidParameter", invalid_request, none, "a parameter is not valid"},
    {"InvalidSecurity", auth, fix, "the credentials are not valid"},
    {"InvalidSignatureException", auth, fix, "the signature does not match, or the clock"},
    {"KMSThrottling", rate_limited, backoff, "too many requests to the key service"},
    {"MalformedQueryString", invalid_request, none, "the request cannot be read"},
    {"MissingAuthenticationToken", auth, fix, "the request is not signed"},
    {"MissingParameter", invalid_request, none, "a parameter is missing"},
    {"NotFound", not_found, none, "no such resource"},
    {"OptInRequired", account, fix, "the account has not signed up for the service"},
    {"OptedOut", opted_out, none, "the recipient has opted out of this account"},
    {"ParameterValueInvalid", invalid_request, none, "a parameter's value is not valid"},
    {"RequestExpired", auth, fix, "the request is older than 15 minutes: check the clock"},
    {"RequestLimitExceeded", rate_limited, backoff, "too many requests"},
    {"ResourceNotFound", not_found, none, "no such resource"},
    {"ResourceNotFoundException", not_found, none,
     "no such log group: delivery logging is off, or nothing was logged yet"},
    {"ServiceUnavailable", provider_error, reconcile, "unavailable; it may have been sent"},
    {"SignatureDoesNotMatch", auth, fix, "wrong secret access key, or a wrong clock"},
    {"SlowDown", rate_limited, backoff, "too many requests"},
    {"TEXT_BLOCKED", blocked, none, "the handset or its user blocks messages"},
    {"TEXT_CARRIER_BLOCKED", blocked, none, "blocked by the carrier"},
    {"TEXT_CARRIER_UNREACHABLE", provider_error, later, "the carrier cannot be reached"},
    {"TEXT_INVALID", invalid_destination, none, "the recipient's number is not valid"},
    {"TEXT_INVALID_MESSAGE", invalid_request, none, "the text cannot be sent"},
    {"TEXT_PROTECT_BLOCKED", permission, fix, "held back by the account's own protection"},
    {"TEXT_SPAM", filtered, none, "the carrier takes it for spam"},
    {"TEXT_TTL_EXPIRED", expired, later, "its time ran out before it was delivered"},
    {"TEXT_UNREACHABLE", unreachable, later, "the handset is off or out of reach"},
    {"Throttled", rate_limited, backoff, "too many requests"},
    {"ThrottledException", rate_limited, backoff, "too many requests"},
    {"Throttling", rate_limited, backoff, "too many requests"},
    {"ThrottlingException", rate_limited, backoff, "too many requests"},
    {"TooManyRequestsException", rate_limited, backoff, "too many requests"},
    {"UnrecognizedClientException", auth, fix, "no such access key, or a wrong session token"},
    {"UserError", invalid_request, none, "the request was refused"},
    {"ValidationError", invalid_request, none, "a parameter is not valid"},
    {"ValidationException", invalid_request, none, "a parameter is not valid"},
});

static_assert(is_code_table(codes));

struct Phrase {
    std::string_view words; ///< in lower case
    Category category;
    Remedy remedy;
};

constexpr auto phrases = std::to_array<Phrase>({
    {"blocked as spam", filtered, none},
    {"destination is on a blocked list", blocked, none},
    {"phone is on a blocked list", blocked, none},
    {"blacklisted", blocked, none}, // as older texts have it
    {"phone has blocked sms", blocked, none},
    {"phone carrier has blocked", blocked, none},
    {"invalid phone number", invalid_destination, none},
    {"message body is invalid", invalid_request, none},
    {"phone carrier is currently", provider_error, later}, // unreachable, unavailable
    {"phone is currently", unreachable, later},
    {"opted out", opted_out, none},
    {"exceed max price", account, fix},
});

} // namespace

std::span<const CodeMeaning> sns_codes() noexcept {
    return codes;
}

const CodeMeaning* find_sns_code(std::string_view code) noexcept {
    return find_code(codes, code);
}

CodeMeaning sns_response_meaning(std::string_view response) {
    const auto words = ascii_lower(response);
    for (const auto& phrase : phrases)
        if (words.find(phrase.words) != std::string::npos)
            return {"", phrase.category, phrase.remedy, phrase.words};
    return {"", unknown, none, "not delivered, for a reason not known here"};
}

} // namespace bkxsms::provider
