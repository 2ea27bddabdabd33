#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <set>

using namespace bkxsms;
using namespace bkxsms::provider;
using enum Category;

namespace {

/// docs/providers/aws_sns.md section 3, read by a person: with which status a code comes, and
/// what must become of the message.
struct Row {
    std::string_view code;
    int status;
    Category category;
    std::string_view then;
};

constexpr Row rows[] = {
    {"AccessDenied", 403, permission, "halted"},
    {"AccessDeniedException", 400, permission, "halted"},
    {"AuthorizationError", 403, permission, "halted"},
    {"ExpiredToken", 403, auth, "halted"},
    {"ExpiredTokenException", 400, auth, "halted"},
    {"IncompleteSignature", 400, auth, "halted"},
    {"InternalError", 500, provider_error, "unknown"},
    {"InternalFailure", 500, provider_error, "unknown"},
    {"InvalidAction", 400, invalid_request, "rejected"},
    {"InvalidClientTokenId", 403, auth, "halted"},
    {"InvalidParameter", 400, invalid_request, "rejected"},
    {"InvalidSecurity", 403, auth, "halted"},
    {"InvalidSignatureException", 400, auth, "halted"},
    {"KMSThrottling", 400, rate_limited, "deferred"},
    {"MalformedQueryString", 400, invalid_request, "rejected"},
    {"MissingAuthenticationToken", 403, auth, "halted"},
    {"MissingParameter", 400, invalid_request, "rejected"},
    {"NotFound", 404, not_found, "halted"},
    {"OptInRequired", 403, account, "halted"},
    {"OptedOut", 400, opted_out, "rejected"},
    {"ParameterValueInvalid", 400, invalid_request, "rejected"},
    {"RequestExpired", 403, auth, "halted"},
    {"RequestLimitExceeded", 503, rate_limited, "deferred"},
    {"ResourceNotFound", 404, not_found, "halted"},
    {"ResourceNotFoundException", 400, not_found, "halted"},
    {"ServiceUnavailable", 503, provider_error, "unknown"},
    {"SignatureDoesNotMatch", 403, auth, "halted"},
    {"SlowDown", 503, rate_limited, "deferred"},
    {"Throttled", 429, rate_limited, "deferred"},
    {"ThrottledException", 400, rate_limited, "deferred"},
    {"Throttling", 400, rate_limited, "deferred"},
    {"ThrottlingException", 400, rate_limited, "deferred"},
    {"TooManyRequestsException", 429, rate_limited, "deferred"},
    {"UnrecognizedClientException", 403, auth, "halted"},
    {"UserError", 400, invalid_request, "rejected"},
    {"ValidationError", 400, invalid_request, "rejected"},
    {"ValidationException", 400, invalid_request, "rejected"},
};

} // namespace

TEST_CASE("sns: every code leads to its category and what follows from it",
          "[provider][sns][codes]") {
    std::set<std::string_view> tested;
    for (const auto& row : rows) {
        INFO(row.code);
        tested.insert(row.code);
        const auto body = fmt::format(
            "<ErrorResponse><Error><Code>{}</Code></Error></ErrorResponse>", row.code);
        const auto outcome = test::sns()->read_send(test::reply(row.status, body));
        CHECK(kind(outcome) == row.then);
        REQUIRE(failure_of(outcome) != nullptr);
        CHECK(failure_of(outcome)->category == row.category);
        CHECK(failure_of(outcome)->code == row.code);
        CHECK_FALSE(failure_of(outcome)->why.empty());
    }
    std::string_view before;
    for (const auto& meaning : sns_codes()) {
        INFO(meaning.code);
        // The events are tested with the receipts.
        CHECK((meaning.code.starts_with("TEXT_") || tested.contains(meaning.code)));
        CHECK(meaning.code > before);
        CHECK_FALSE(meaning.meaning.empty());
        CHECK(find_sns_code(meaning.code) == &meaning);
        before = meaning.code;
    }
}

TEST_CASE("sns: every code that its documentation has in the table of errors is known",
          "[provider][sns][codes]") {
    std::ifstream document(BKXSMS_SOURCE_DIR "/docs/providers/aws_sns.md");
    REQUIRE(document);
    std::set<std::string> documented;
    bool in_section = false;
    for (std::string line; std::getline(document, line);) {
        if (line.starts_with("## ")) in_section = line.starts_with("## 3 ");
        if (!in_section || !line.starts_with("| ")) continue;
        const auto cell = line.substr(2, line.find('|', 2) - 2) + ' ';
        std::string word;
        for (const char c : cell) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                word += c;
                continue;
            }
            // Codes are the words with capitals inside; "PhoneNumber" is one as well.
            const auto inner = word.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
            if (inner != std::string::npos || word == "Throttled" || word == "Throttling")
                documented.insert(word);
            word.clear();
        }
    }
    for (const auto* no_code : {"PhoneNumber", "HTML", "HTTP", "KMS"})
        documented.erase(no_code);
    CHECK(documented.size() > 30);
    for (const auto& code : documented) {
        INFO(code);
        CHECK(find_sns_code(code) != nullptr);
    }
}

TEST_CASE("sns: what a delivery log says leads to its category", "[provider][sns][codes]") {
    struct Phrase {
        std::string_view words;
        Category category;
        Remedy remedy;
    };
    const Phrase phrases[] = {
        {"Blocked as spam by phone carrier", filtered, Remedy::none},
        {"Destination is on a blocked list", blocked, Remedy::none},
        {"Destination is blacklisted", blocked, Remedy::none},
        {"Phone is on a blocked list", blocked, Remedy::none},
        {"Phone has blocked SMS", blocked, Remedy::none},
        {"Phone carrier has blocked this message", blocked, Remedy::none},
        {"Invalid phone number", invalid_destination, Remedy::none},
        {"Message body is invalid", invalid_request, Remedy::none},
        {"Phone carrier is currently unreachable/unavailable", provider_error, Remedy::later},
        {"Phone is currently unreachable/unavailable", unreachable, Remedy::later},
        {"Phone number is opted out", opted_out, Remedy::none},
        {"PHONE NUMBER IS OPTED OUT.", opted_out, Remedy::none},
        {"This delivery would exceed max price", account, Remedy::fix},
        {"Unknown error attempting to reach phone", unknown, Remedy::none},
        {"", unknown, Remedy::none},
        {"Something new", unknown, Remedy::none},
    };
    for (const auto& phrase : phrases) {
        INFO(phrase.words);
        const auto meaning = sns_response_meaning(phrase.words);
        CHECK(meaning.category == phrase.category);
        CHECK(meaning.remedy == phrase.remedy);
    }
}
