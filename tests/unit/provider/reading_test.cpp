#include "core/base/utf8.hpp"
#include "core/provider/reading.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using transport::NoReply;
using Why = transport::NoReply::Why;

TEST_CASE("reading: Retry-After is seconds or a date, never negative, never over a day",
          "[provider][reading]") {
    struct Row {
        transport::Headers headers;
        int seconds;
    };
    const std::string date = "Sun, 22 Nov 2026 15:29:58 GMT";
    const Row rows[] = {
        {{}, 0},
        {{{"retry-after", "7"}}, 7},
        {{{"retry-after", " 7 "}}, 7},
        {{{"retry-after", "-7"}}, 0},
        {{{"retry-after", "99999999999"}}, 86'400},
        {{{"retry-after", "99999999999999999999999"}}, 0},
        {{{"retry-after", "soon"}}, 0},
        {{{"date", date}, {"retry-after", "Sun, 22 Nov 2026 15:31:00 GMT"}}, 62},
        {{{"date", date}, {"retry-after", "Sun, 22 Nov 2026 15:29:00 GMT"}}, 0},
        {{{"date", date}, {"retry-after", "Sun, 22 Nov 9999 15:29:00 GMT"}}, 86'400},
        {{{"retry-after", "Sun, 22 Nov 2026 15:31:00 GMT"}}, 0},
    };
    for (const auto& row : rows) {
        INFO(row.seconds);
        CHECK(retry_after({429, row.headers, "", {}}).count() == row.seconds);
    }
}

TEST_CASE("reading: words of strangers are printable, short, and name nobody's number",
          "[provider][reading]") {
    CHECK(clean_words("plain \xC3\xA9") == "plain \xC3\xA9");
    CHECK(clean_words("a\x1b[2Jb\n") == "a\\x1b[2Jb\\n");
    CHECK(clean_words("\xE2\x80\xAE"
                      "x") == "<U+202E>x");
    CHECK(clean_words("\xFF") == "\\xff");

    CHECK(clean_words("The 'To' number +14155550100 is bad") ==
          "The 'To' number +1415*****100 is bad");
    CHECK(clean_words("14155550100") == "1*****0");
    CHECK(clean_words("code 21211 status 400") == "code 21211 status 400");
    CHECK(clean_words("SM00000000000000000000000000000b02") ==
          "SM00000000000000000000000000000b02");
    CHECK(clean_words("++14155550100+") == "++1415*****100+");

    const auto odd = clean_words("a" + std::string(300, '\n'));
    CHECK(odd.size() <= max_words_bytes);
    std::string wide = "x";
    for (int i = 0; i < 200; ++i) wide += "\xF0\x9F\x91\x8D";
    const auto cut = clean_words(wide);
    CHECK(cut.size() == 197);
    CHECK(is_utf8(cut));
    // A number across the limit is masked before the cut, so no half of it remains.
    CHECK(clean_words(std::string(195, ' ') + "+14155550100") ==
          std::string(195, ' ') + "+1415");
    CHECK(clean_words(std::string(190, ' ') + "+14155550100").ends_with("+1415*****"));
}

TEST_CASE("reading: what certainly did not arrive is deferred, anything else is unknown",
          "[provider][reading]") {
    for (const auto why : {Why::resolve, Why::connect, Why::tls, Why::timeout, Why::broken,
                           Why::too_large, Why::malformed, Why::refused, Why::local}) {
        INFO(word(why));
        const auto lost = outcome_without_reply({why, true, "detail\n", {}});
        REQUIRE(kind(lost) == "unknown");
        CHECK(failure_of(lost)->remedy == Remedy::reconcile);
        CHECK(failure_of(lost)->category == Category::network);
        CHECK(failure_of(lost)->code == word(why));
        CHECK(failure_of(lost)->why == "detail\\n");

        const auto unsent = outcome_without_reply({why, false, "", {}});
        CHECK(kind(unsent) == (why == Why::refused ? "halted" : "deferred"));
        CHECK(failure_of(unsent)->category == Category::network);
        CHECK(failure_without_reply({why, true, "", {}}).remedy == Remedy::backoff);
    }
}

TEST_CASE("reading: an HTTP status alone decides the outcome of a send",
          "[provider][reading]") {
    struct Row {
        int status;
        std::string_view becomes;
        Category category;
    };
    const Row rows[] = {
        {100, "unknown", Category::provider_error},
        {301, "halted", Category::not_found},
        {302, "unknown", Category::unknown},
        {303, "unknown", Category::unknown},
        {304, "unknown", Category::unknown},
        {307, "halted", Category::not_found},
        {308, "halted", Category::not_found},
        {400, "rejected", Category::invalid_request},
        {401, "halted", Category::auth},
        {402, "halted", Category::account},
        {403, "halted", Category::account},
        {404, "halted", Category::not_found},
        {405, "halted", Category::not_found},
        {407, "halted", Category::network},
        {408, "unknown", Category::provider_error},
        {410, "halted", Category::not_found},
        {413, "rejected", Category::invalid_request},
        {425, "deferred", Category::provider_error},
        {429, "deferred", Category::rate_limited},
        {500, "unknown", Category::provider_error},
        {502, "unknown", Category::provider_error},
        {503, "unknown", Category::provider_error},
        {504, "unknown", Category::provider_error},
        {599, "unknown", Category::provider_error},
        {999, "unknown", Category::provider_error},
        {0, "unknown", Category::provider_error},
    };
    for (const auto& row : rows) {
        INFO(row.status);
        const auto meaning = http_meaning(row.status);
        CHECK(meaning.category == row.category);
        CHECK(kind(outcome_of({meaning.category, meaning.remedy, "x", "y"}, {})) ==
              row.becomes);
    }
}

TEST_CASE("reading: fix halts for the account, and rejects for all about the message",
          "[provider][reading]") {
    const int last = static_cast<int>(Category::unknown);
    for (int i = 0; i <= last; ++i) {
        const auto category = static_cast<Category>(i);
        INFO(word(category));
        const bool halts = category == Category::auth || category == Category::account ||
                           category == Category::not_found || category == Category::network;
        CHECK(kind(outcome_of({category, Remedy::fix, "", ""}, {})) ==
              (halts ? "halted" : "rejected"));
        CHECK(kind(outcome_of({category, Remedy::none, "", ""}, {})) == "rejected");
        CHECK(kind(outcome_of({category, Remedy::later, "", ""}, {})) == "deferred");
        CHECK(kind(outcome_of({category, Remedy::backoff, "", ""}, {})) == "deferred");
        CHECK(kind(outcome_of({category, Remedy::reconcile, "", ""}, {})) == "unknown");
    }
    const auto deferred =
        outcome_of({Category::unknown, Remedy::later, "", ""}, std::chrono::seconds(9));
    CHECK(std::get<Deferred>(deferred).wait.count() == 9);
    CHECK(for_reading({Category::unknown, Remedy::reconcile, "", ""}).remedy ==
          Remedy::backoff);
    CHECK(for_reading({Category::unknown, Remedy::fix, "", ""}).remedy == Remedy::fix);
}

TEST_CASE("reading: a refusal has the provider's code and words, or the meaning's",
          "[provider][reading]") {
    const transport::Reply reply{422, {}, "", {}};
    const CodeMeaning meaning{"", Category::blocked, Remedy::none, "the number is barred"};
    const auto said = refusal(reply, meaning, "7\n", "+14155550100 is barred");
    CHECK(said.category == Category::blocked);
    CHECK(said.remedy == Remedy::none);
    CHECK(said.code.find('\n') == std::string::npos);
    CHECK(said.why.find("4155550100") == std::string::npos);
    CHECK(said.why.ends_with("is barred"));
    const auto silent = refusal(reply, meaning, "", "");
    CHECK(silent.code == "http-422");
    CHECK(silent.why == "the number is barred");
    const auto long_one = refusal(reply, meaning, std::string(99, 'c'), std::string(999, 'w'));
    CHECK(long_one.code.size() == max_code_bytes);
    CHECK(long_one.why.size() == max_words_bytes);
}
