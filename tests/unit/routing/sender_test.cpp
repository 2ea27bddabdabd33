#include "core/routing/sender.hpp"

#include "support/catch.hpp"

#include <fmt/format.h>
#include <set>

using namespace bkxsms;
using namespace bkxsms::routing;

namespace {

const std::vector<config::Config::Sender> rows = {
    {"twilio", "DE", "+4930123456"},  {"twilio", "*", "Praxis"},
    {"twilio", "*", "+15005550006"},  {"vonage", "US", "+12025550100"},
    {"vonage", "US", "+12025550101"},
};

std::string from(std::string_view provider, std::string_view country,
                 std::string_view to = "+491511", const std::string& usual = "usual") {
    return sender_for(rows, provider, country, to, usual);
}

} // namespace

TEST_CASE("routing: what names a country allows") {
    CHECK(names_in("FR") == Names::allowed);
    CHECK(names_in("US") == Names::refused);
    CHECK(names_in("AE") == Names::registered);
    CHECK(names_in("AC") == Names::unknown);
    CHECK(names_in("") == Names::unknown);
    CHECK(names_in("B ") == Names::unknown);
}

TEST_CASE("routing: a sender of the country itself goes before all others") {
    CHECK(from("twilio", "DE") == "+4930123456");
}

TEST_CASE("routing: a name where names are allowed, a number elsewhere") {
    CHECK(from("twilio", "FR", "+336", "+4930") == "Praxis");
    CHECK(from("twilio", "US", "+1202", "Business") == "+15005550006");
    CHECK(from("twilio", "AE", "+971", "Business") == "+15005550006"); // would be registered
}

TEST_CASE("routing: without rows it is the usual sender, fitting or not") {
    CHECK(from("plivo", "US") == "usual");
    CHECK(from("vonage", "FR") == "usual");
}

TEST_CASE("routing: of several, one number always hears from the same, and all are used") {
    std::set<std::string> used;
    for (int i = 0; i < 50; ++i) {
        const auto to = fmt::format("+1202555{:04}", i);
        const auto sender = from("vonage", "US", to);
        CHECK(from("vonage", "US", to) == sender);
        used.insert(sender);
    }
    CHECK(used.size() == 2);
}
