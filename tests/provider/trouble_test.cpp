// Whatever comes back from a provider has a name, and no message goes out twice because of it.
// The names are those of docs/providers: unknown is what may have been taken, and is looked up;
// deferred and halted is what was certainly not.

#include "core/store/attempts.hpp"
#include "provider/wire_rig.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace std::chrono_literals;
using store::Status;
using test::Adapter;
using test::WireRig;

namespace {

/// Runs, and names the outcome of the only send.
std::string outcome_of_run(WireRig& rig, MessageId id, bool wrong_secret = false) {
    const auto totals = rig.run(wrong_secret);
    const auto attempt = rig.attempt(id);
    if (totals.ended() != 1) return fmt::format("{} ends", totals.ended());
    if (totals.sent == 1 && attempt == "accepted") return "accepted";
    if (totals.unknown == 1 && attempt == "uncertain") return "unknown";
    if (totals.retry == 1 && attempt == "nosend") return "deferred";
    if (totals.returned == 1 && attempt == "nosend" && totals.halted.size() == 1)
        return "halted";
    if (totals.failed == 1 && attempt == "rejected") return "rejected";
    return "none that has a name";
}

std::string code_of(WireRig& rig, MessageId id) {
    return store::attempts_of(rig.store, id).back().error_code;
}

/// Nothing is wrong any more: retries become due, and what was lost is looked up until nobody
/// would ask again.
void drain(WireRig& rig) {
    rig.play("{}");
    rig.patience = 20s;
    rig.clock.advance(30s);
    rig.run();
    for (int round = 0; round < 7; ++round) {
        rig.clock.advance(6min);
        rig.run();
    }
}

struct Row {
    const char* name;
    const char* action;
    const char* outcome;
    const char*
        code; ///< "2xx": that of the provider's own success; "": the provider's own word
    std::size_t taken; ///< how many messages the provider has because of it
    bool slow = false;
};

const std::vector<Row> rows{
    {"a proxy's page", R"({"fault":"page"})", "unknown", "http-200", 1},
    {"a login's page, and no provider", R"({"fault":"page","accept":false})", "unknown",
     "http-200", 0},
    {"a firewall's page", R"({"fault":"page","status":403,"accept":false})", "halted",
     "http-403", 0},
    {"the page of another server", R"({"fault":"page","status":404,"accept":false})", "halted",
     "http-404", 0},
    {"a gateway's page, nothing taken", R"({"fault":"page","status":502,"accept":false})",
     "unknown", "http-502", 0},
    {"a gateway's page, taken", R"({"fault":"page","status":504})", "unknown", "http-504", 1},
    {"no body", R"({"fault":"empty"})", "unknown", "2xx", 1},
    {"no id", R"({"fault":"no_id"})", "unknown", "2xx", 1},
    {"an error called a success", R"({"fault":"error","status":200})", "unknown", "http-200",
     0},
    {"no JSON and no XML", R"({"fault":"garbage"})", "unknown", "2xx", 1},
    {"an endless answer", R"({"fault":"huge"})", "unknown", "too-large", 1},
    {"byte by byte", R"({"fault":"trickle"})", "unknown", "timeout", 1, true},
    {"silence", R"({"fault":"silent"})", "unknown", "timeout", 1, true},
    {"silence, nothing taken", R"({"fault":"silent","accept":false})", "unknown", "timeout", 0,
     true},
    {"closed at once", R"({"fault":"hang_up","before_reading":true})", "unknown", "broken", 0},
    {"closed, nothing taken", R"({"fault":"hang_up","accept":false})", "unknown", "broken", 0},
    {"closed, taken", R"({"fault":"hang_up"})", "unknown", "broken", 1},
    {"closed within the head", R"({"fault":"cut","bytes":20})", "unknown", "broken", 1},
    {"closed within the body", R"({"fault":"cut"})", "unknown", "broken", 1},
    {"moved", R"({"fault":"error","status":301})", "halted", "", 0},
    {"found elsewhere", R"({"fault":"error","status":302})", "unknown", "", 0},
    {"found elsewhere, taken", R"({"fault":"error","status":302,"accept":true})", "unknown", "",
     1},
    {"see other", R"({"fault":"error","status":303})", "unknown", "", 0},
    {"to be posted there", R"({"fault":"error","status":307})", "halted", "", 0},
    {"to be posted there for ever", R"({"fault":"error","status":308})", "halted", "", 0},
    {"too many", R"({"fault":"error","status":429,"retry_after_s":2})", "deferred", "", 0},
    {"broken down, taken", R"({"fault":"error","accept":true})", "unknown", "", 1},
    {"broken down, nothing taken", R"({"fault":"error","status":500})", "unknown", "", 0},
};

} // namespace

TEST_CASE("provider: every answer has a name, and no message goes out twice because of it",
          "[trouble]") {
    const test::Rig sandbox;
    const auto row = GENERATE(from_range(rows));
    for (const auto& adapter : test::adapters()) {
        INFO(adapter.name << ": " << row.name);
        WireRig rig(adapter, sandbox);
        const auto id = rig.insert();
        rig.play(row.action);
        if (row.slow) rig.patience = 500ms;
        const auto outcome = outcome_of_run(rig, id);
        CHECK(outcome == row.outcome);
        const std::string code = row.code;
        if (code.empty())
            CHECK_FALSE(code_of(rig, id).empty());
        else
            CHECK(code_of(rig, id) ==
                  (code == "2xx" ? fmt::format("http-{}", adapter.accepted_status) : code));
        CHECK(rig.sends() == 1);
        CHECK(rig.requests() <= 1); // who is hung up on before his body is none
        CHECK(sandbox.ledger().size() == row.taken);

        drain(rig);
        const bool unknown = outcome == "unknown";
        const bool goes_again = row.taken == 0 && (!unknown || adapter.looks_up);
        CHECK(rig.sends() == (goes_again ? 1 : 0));
        CHECK(sandbox.ledger().size() == (goes_again ? 1 : row.taken));
        if (unknown && !adapter.looks_up)
            CHECK(rig.status(id) == Status::held);
        else // what is looked up may have arrived by then
            CHECK((rig.status(id) == Status::sent || rig.status(id) == Status::delivered));
    }
}

TEST_CASE(
    "provider: wrong credentials halt it after one request, and cost no message its place",
    "[trouble]") {
    const test::Rig sandbox;
    for (const auto& adapter : test::adapters()) {
        INFO(adapter.name);
        WireRig rig(adapter, sandbox);
        const auto id = rig.insert();
        CHECK(outcome_of_run(rig, id, true) == "halted");
        CHECK(rig.status(id) == Status::pending);
        CHECK(rig.message(id).error_category == "auth");
        CHECK(rig.requests() == 1);
        CHECK(sandbox.ledger().empty());

        CHECK(rig.run().sent == 1);
        CHECK(rig.requests() == 2);
        CHECK(sandbox.ledger().size() == 1);
    }
}

TEST_CASE("provider: a wrong clock halts those whose requests carry the time", "[trouble]") {
    struct Wrong {
        const char* adapter;
        milliseconds by;
        const char* outcome;
    };
    const auto row = GENERATE(values<Wrong>({
        {"aws", -1h, "halted"},
        {"aws", 1h, "halted"},
        {"aws", 10min, "accepted"},
        {"vonage messages, jwt", -1h, "halted"}, // an expired token
        {"vonage messages, jwt", 1h, "halted"},  // one that was issued in the future
        {"vonage messages, jwt", -10min, "accepted"},
        {"vonage messages", -1h, "accepted"},
        {"vonage sms, signed", 1h, "accepted"},
        {"twilio", -1h, "accepted"},
        {"plivo", 1h, "accepted"},
    }));
    INFO(row.adapter << " " << row.by.count());
    const test::Rig sandbox;
    WireRig rig(test::adapter(row.adapter), sandbox);
    auto message = rig.sample();
    message.due_at -= 2h; // by any of these clocks
    const auto id = rig.insert(message);
    rig.clock.advance(row.by);
    const bool halted = std::string(row.outcome) == "halted";
    CHECK(outcome_of_run(rig, id) == row.outcome);
    CHECK(rig.requests() == 1);
    CHECK(sandbox.ledger().size() == (halted ? 0 : 1));
    if (halted) CHECK(rig.message(id).error_category == "auth");

    rig.clock.advance(-row.by);
    CHECK(rig.run().sent == (halted ? 1 : 0));
    CHECK(sandbox.ledger().size() == 1);
}

TEST_CASE("provider: what AWS says of credentials and clocks is about the account",
          "[trouble]") {
    struct Said {
        const char* code;
        const char* category;
    };
    const auto row = GENERATE(values<Said>({
        {"ExpiredToken", "auth"},
        {"RequestExpired", "auth"},
        {"SignatureDoesNotMatch", "auth"},
        {"InvalidClientTokenId", "auth"},
        {"RequestTimeTooSkewed", "account"}, // S3's word for it; no code of SNS, but a 403
    }));
    INFO(row.code);
    const test::Rig sandbox;
    WireRig rig(test::adapter("aws"), sandbox);
    const auto id = rig.insert();
    rig.play(fmt::format(R"({{"fault":"error","status":403,"code":"{}"}})", row.code));
    CHECK(outcome_of_run(rig, id) == "halted");
    CHECK(code_of(rig, id) == row.code);
    CHECK(rig.message(id).error_category == row.category);
    CHECK(rig.requests() == 1);
    drain(rig);
    CHECK(sandbox.ledger().size() == 1);
}
