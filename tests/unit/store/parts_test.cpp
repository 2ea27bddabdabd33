#include "core/store/parts.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

using namespace bkxsms;
using store::Status;

namespace {

/// A message of `segments` parts, on the wire.
struct Rig : test::StoreRig {
    MessageId id;
    AttemptId attempt;

    explicit Rig(int segments) {
        auto message = sample();
        message.segments = segments;
        id = insert(message);
        attempt = on_the_wire().attempt;
    }
    void remember(const std::vector<std::string>& ids) {
        in_transaction([&] { store::remember_parts(store, attempt, "fake", ids); });
    }
    std::optional<store::PartReport> report(const std::string& part, Status status) {
        return in_transaction(
            [&] { return store::report_part(store, attempt, "fake", part, status); });
    }
    /// What the message is after the reports.
    Status after(std::initializer_list<Status> reports) {
        int n = 0;
        auto whole = Status::sent;
        for (const auto status : reports) {
            ++n;
            whole = report("p" + std::to_string(n), status).value().whole;
        }
        return whole;
    }
};

} // namespace

TEST_CASE("store: a message of one part is not divided") {
    Rig one(1);
    CHECK_FALSE(store::is_divided(one.store, one.id));
    Rig two(2);
    CHECK(store::is_divided(two.store, two.id));
    CHECK_FALSE(store::is_divided(two.store, MessageId{999}));
}

TEST_CASE("store: what became of the parts is what became of the message") {
    struct Row {
        std::initializer_list<Status> reports;
        Status whole;
    };
    using enum Status;
    const Row rows[] = {
        {{sent}, sent},
        {{delivered}, sent},
        {{delivered, delivered}, sent},
        {{delivered, delivered, delivered}, delivered},
        {{delivered, sent, delivered}, sent},
        {{undelivered}, undelivered},
        {{delivered, delivered, undelivered}, undelivered},
        {{failed, delivered, delivered}, undelivered},
        {{failed, failed}, undelivered},
        {{failed, failed, undelivered}, undelivered},
        {{failed, failed, failed}, failed},
    };
    for (const auto& row : rows) {
        Rig rig(3);
        INFO(row.reports.size() << ' ' << word(row.whole));
        CHECK(rig.after(row.reports) == row.whole);
    }
}

TEST_CASE("store: a part moves forward only, and says so") {
    Rig rig(2);
    rig.remember({"p1", "p2"});
    CHECK_FALSE(rig.report("p1", Status::sent)->moved);
    CHECK(rig.report("p1", Status::failed)->moved);
    CHECK(rig.report("p1", Status::undelivered)->moved);
    CHECK_FALSE(rig.report("p1", Status::failed)->moved);
    CHECK(rig.report("p1", Status::delivered)->moved);
    CHECK_FALSE(rig.report("p1", Status::undelivered)->moved);
    CHECK(rig.report("p1", Status::undelivered)->whole == Status::sent);
}

TEST_CASE("store: no message has more parts than it has") {
    Rig rig(2);
    rig.remember({"p1"});
    CHECK(rig.report("p2", Status::sent)->moved); // new to us
    CHECK_FALSE(rig.report("p3", Status::delivered));
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_parts") == 2);
    CHECK(rig.report("p2", Status::delivered)->moved);
}

TEST_CASE("store: an id finds the attempt whose part it is, and stays there") {
    Rig rig(2);
    rig.remember({"p1", "p2"});
    const auto other = rig.insert("+4915112345002");
    const auto second = rig.on_the_wire("runner").attempt;
    rig.in_transaction([&] {
        const std::vector<std::string> ids{"p2", "q1"};
        store::remember_parts(rig.store, second, "fake", ids);
    });
    CHECK(store::find_by_remote_id(rig.store, "fake", "p2")->id == rig.attempt);
    CHECK(store::find_by_remote_id(rig.store, "fake", "q1")->message == other);
    CHECK_FALSE(store::find_by_remote_id(rig.store, "elsewhere", "p2"));
    CHECK_FALSE(store::find_by_remote_id(rig.store, "fake", "p3"));
    CHECK_FALSE(rig.in_transaction(
        [&] { return store::settle_accepted(rig.store, second, "fake", "p2", rig.now()); }));
}
