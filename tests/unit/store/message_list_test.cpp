#include "core/store/message_list.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

std::vector<std::int64_t> ids(StoreRig& rig, const MessageFilter& filter) {
    std::vector<std::int64_t> found;
    for (const auto& message : list_messages(rig.store, filter))
        found.push_back(message.id.value);
    return found;
}

using Ids = std::vector<std::int64_t>;

} // namespace

TEST_CASE("store: a list holds what fits the filter, newest first") {
    StoreRig rig;
    const auto start = rig.now();
    for (int i = 1; i <= 6; ++i) {
        auto m = rig.sample(i % 2 == 1 ? "+4915112345678" : "+491701234567");
        m.type = i <= 3 ? "custom" : "reminder_1h";
        m.booking = i == 4 ? "1041" : "";
        m.batch = i >= 5 ? "spring" : "";
        rig.insert(m);
        rig.clock.advance(1h);
    }
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'cancelled' WHERE id IN (2, 5)");

    CHECK(ids(rig, {}) == Ids{6, 5, 4, 3, 2, 1});
    const auto with = [&](auto set) {
        MessageFilter filter;
        set(filter);
        return ids(rig, filter);
    };
    CHECK(with([](auto& f) { f.status = Status::cancelled; }) == Ids{5, 2});
    CHECK(with([](auto& f) { f.type = "custom"; }) == Ids{3, 2, 1});
    CHECK(with([](auto& f) { f.booking = "1041"; }) == Ids{4});
    CHECK(with([](auto& f) { f.batch = "spring"; }) == Ids{6, 5});
    CHECK(with([](auto& f) { f.to = "+491701234567"; }) == Ids{6, 4, 2});
    CHECK(with([](auto& f) { f.to = "+4917012345"; }) == Ids{}); // no prefixes
    CHECK(with([&](auto& f) { f.since = start + 2h; }) == Ids{6, 5, 4, 3});
    CHECK(with([](auto& f) {
              f.status = Status::pending;
              f.to = "+4915112345678";
              f.type = "custom";
          }) == Ids{3, 1});
}

TEST_CASE("store: pages follow each other without gap or repetition, also while rows come in") {
    StoreRig rig;
    for (int i = 0; i < 7; ++i) rig.insert();
    MessageFilter filter;
    filter.limit = 3;
    Ids seen;
    for (;;) {
        const auto page = ids(rig, filter);
        if (page.empty()) break;
        seen.insert(seen.end(), page.begin(), page.end());
        filter.before = MessageId{page.back()};
        rig.insert();
    }
    CHECK(seen == Ids{7, 6, 5, 4, 3, 2, 1});
}

TEST_CASE("store: the log of a message is its own, oldest first") {
    StoreRig rig;
    const auto id = rig.insert();
    rig.insert("+4915112345678");
    rig.clock.advance(5s);
    rig.claim(1);
    const auto log = delivery_log(rig.store, id);
    REQUIRE(log.size() == 2);
    CHECK(log[0].status == "pending");
    CHECK(log[1].status == "sending");
    CHECK(log[1].at - log[0].at == 5s);
    CHECK(delivery_log(rig.store, MessageId{99}).empty());
}

TEST_CASE("store: statuses are counted, the empty ones left out") {
    StoreRig rig;
    CHECK(count_by_status(rig.store).empty());
    for (int i = 0; i < 3; ++i) rig.insert();
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'cancelled' WHERE id = 2");
    const auto counts = count_by_status(rig.store);
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].status == Status::cancelled);
    CHECK(counts[0].count == 1);
    CHECK(counts[1].status == Status::pending);
    CHECK(counts[1].count == 2);
}
