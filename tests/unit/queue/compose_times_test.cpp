#include "compose_rig.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using namespace std::chrono_literals;
using test::ComposeRig;

namespace {

TimePoint at(std::string_view text) {
    return parse_rfc3339(text).value();
}

} // namespace

TEST_CASE("queue: a wished time is an instant, or a reading of the clocks in a zone") {
    const ComposeRig rig;
    const struct {
        std::string_view typed, zone, instant;
    } cases[] = {
        {"2026-11-24T09:00:00Z", "", "2026-11-24T09:00:00Z"},
        {"2026-11-24T09:00:00+05:30", "Europe/Berlin", "2026-11-24T03:30:00Z"},
        {"2026-11-24 09:00", "", "2026-11-24T08:00:00Z"},
        {"2026-11-24T09:00", "America/New_York", "2026-11-24T14:00:00Z"},
        {"2027-07-01 09:00", "", "2027-07-01T07:00:00Z"},
    };
    for (const auto& c : cases) {
        auto wish = ComposeRig::wish();
        wish.at = c.typed;
        wish.zone = c.zone;
        const auto m = rig.compose(wish).message;
        CAPTURE(c.typed, c.zone);
        CHECK(m.scheduled_at == at(c.instant));
        CHECK(m.due_at == at(c.instant));
        CHECK(m.expires_at == at(c.instant) + rig.config.default_ttl);
    }
}

TEST_CASE("queue: a time that has passed is due at once, and keeps what was wished") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    const auto wished = rig.now - std::chrono::hours(2);
    wish.at = format_rfc3339(wished);
    const auto m = rig.compose(wish).message;
    CHECK(m.scheduled_at == wished);
    CHECK(m.due_at == rig.now);
    CHECK(m.expires_at == wished + rig.config.default_ttl);
}

TEST_CASE("queue: a time that has passed for longer than the text may live is a mistake") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.at = "2020-01-01T00:00:00Z";
    CHECK(test::fault_of([&] { rig.compose(wish); }) == Fault::data);
    wish.at = format_rfc3339(rig.now - std::chrono::hours(2));
    wish.ttl = "2h";
    CHECK(test::fault_of([&] { rig.compose(wish); }) == Fault::data);
    wish.ttl = "3h";
    CHECK(rig.compose(wish).message.expires_at == rig.now + std::chrono::hours(1));
}

TEST_CASE("queue: a time that is none, that the clocks skip or show twice is refused") {
    const ComposeRig rig;
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"tomorrow", "--at 'tomorrow' is no time | "
                     "write 2026-11-24T09:00:00Z, or 2026-11-24 09:00 for a local time"},
        {"2026-02-30 09:00",
         "--at '2026-02-30 09:00' is no time | "
         "write 2026-11-24T09:00:00Z, or 2026-11-24 09:00 for a local time"},
        {"2027-03-28 02:30",
         "--at '2027-03-28 02:30' does not exist in Europe/Berlin: the clocks skip it | "
         "give the time with its offset, as 2026-03-29T03:30:00+02:00"},
        {"2027-10-31 02:30",
         "--at '2027-10-31 02:30' happens twice in Europe/Berlin: the clocks go back | "
         "give the time with its offset, as 2026-10-25T02:30:00+02:00"},
    };
    for (const auto& [typed, expected] : cases) {
        auto wish = ComposeRig::wish();
        wish.at = typed;
        CHECK(rig.refusal(wish) == expected);
        wish.text.clear();
        wish.at.clear();
        wish.template_name = "reminder_24h";
        wish.values["start"] = typed;
        CHECK(rig.refusal(wish) == "--set start" + std::string(expected.substr(4)));
    }
    auto wish = ComposeRig::wish();
    wish.at = "2026-11-24 09:00";
    wish.zone = "Europe/Berlyn";
    CHECK(rig.refusal(wish).find("'Europe/Berlyn'") != std::string::npos);
}

TEST_CASE("queue: times in a text are the reader's") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.text.clear();
    wish.template_name = "reminder_24h";
    wish.values["start"] = "2026-11-24T23:30:00Z";
    CHECK(rig.compose(wish).message.text.find("25") != std::string::npos); // in Berlin
    wish.zone = "UTC";
    CHECK(rig.compose(wish).message.text.find("24") != std::string::npos);
}

TEST_CASE("queue: a message lives as long as it says, else as long as configured") {
    ComposeRig rig;
    auto wish = ComposeRig::wish();
    rig.config.default_ttl = 6h;
    CHECK(rig.compose(wish).message.expires_at == rig.now + 6h);
    wish.ttl = "1h30m";
    wish.at = "2026-11-24T09:00:00Z";
    CHECK(rig.compose(wish).message.expires_at == at("2026-11-24T10:30:00Z"));
}
