#include "core/queue/enqueue.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/store_rig.hpp"
#include "support/temp_folder.hpp"

#include <limits>

using namespace bkxsms;
using namespace bkxsms::queue;
using test::fault_of;
using test::StoreRig;

namespace {

struct Rig : StoreRig {
    config::Config config = config::defaults();

    std::vector<Receipt> accept(const std::vector<store::NewMessage>& messages,
                                const std::string& batch = {}) {
        return queue::accept(store, config, messages, {"user:1000", "send", batch}, now());
    }
    store::NewMessage keyed(const std::string& key) {
        auto message = sample();
        message.key = key;
        return message;
    }
    std::int64_t messages() { return number("SELECT count(*) FROM bkx_sms_messages"); }
    std::int64_t audits() { return number("SELECT count(*) FROM bkx_sms_audit"); }
    std::string last_audit() {
        auto read = store.db.use("SELECT actor || ' ' || action || ' ' || object || ' ' || "
                                 "detail FROM bkx_sms_audit ORDER BY n DESC LIMIT 1");
        return read.step() ? read.text(0) : std::string();
    }
};

} // namespace

TEST_CASE("queue: what was accepted is there, pending, with one audit row for the group") {
    Rig rig;
    const auto receipts = rig.accept({rig.sample(), rig.sample(), rig.sample()}, "spring");
    REQUIRE(receipts.size() == 3);
    std::int64_t expected = 0;
    for (const auto& receipt : receipts) {
        const auto& ok = std::get<Accepted>(receipt);
        CHECK(ok.id.value == ++expected);
        CHECK(ok.status == store::Status::pending);
        CHECK_FALSE(ok.duplicate);
        CHECK(rig.status(ok.id) == store::Status::pending);
    }
    CHECK(rig.audits() == 1);
    CHECK(rig.last_audit() == R"(user:1000 send batch spring {"accepted":3})");
    rig.accept({rig.sample()});
    CHECK(rig.last_audit() == R"(user:1000 send message 4 {"accepted":1})");
}

TEST_CASE("queue: the same request under the same key is the earlier message") {
    Rig rig;
    const auto message = rig.keyed("k1");
    rig.accept({message});
    rig.store.db.execute("UPDATE bkx_sms_messages SET status = 'sent', sent_at = 1");
    const auto again = std::get<Accepted>(rig.accept({message}).at(0));
    CHECK(again.duplicate);
    CHECK(again.id.value == 1);
    CHECK(again.status == store::Status::sent);
    CHECK(rig.messages() == 1);
    CHECK(rig.last_audit() == R"(user:1000 send message 1 {"accepted":0,"duplicates":1})");
    // Without a key there is no repetition.
    rig.accept({rig.sample()});
    rig.accept({rig.sample()});
    CHECK(rig.messages() == 3);
}

TEST_CASE("queue: a key that was used for something else is refused, the others go on") {
    Rig rig;
    rig.accept({rig.keyed("k1")});
    auto other = rig.keyed("k1");
    other.text = "Something else";
    const auto receipts = rig.accept({rig.sample(), other, rig.keyed("k2")}, "spring");
    REQUIRE(receipts.size() == 3);
    CHECK(std::holds_alternative<Accepted>(receipts[0]));
    CHECK(std::holds_alternative<Accepted>(receipts[2]));
    const auto& refused = std::get<Refused>(receipts[1]);
    CHECK(refused.what == "the key was used for a different message, 1");
    CHECK(refused.hint == "use a new --key for a new message");
    CHECK(rig.messages() == 3);
    CHECK(rig.last_audit() == R"(user:1000 send batch spring {"accepted":2,"refused":1})");
}

TEST_CASE("queue: a key that stands twice in a group is held against the first of them") {
    Rig rig;
    auto other = rig.keyed("k1");
    other.to = "+4915112345678";
    const auto receipts = rig.accept({rig.keyed("k1"), rig.keyed("k1"), other}, "spring");
    CHECK_FALSE(std::get<Accepted>(receipts[0]).duplicate);
    CHECK(std::get<Accepted>(receipts[1]).duplicate);
    CHECK(std::get<Accepted>(receipts[1]).id == std::get<Accepted>(receipts[0]).id);
    CHECK(std::holds_alternative<Refused>(receipts[2]));
    CHECK(rig.messages() == 1);
}

TEST_CASE("queue: no audit, no act") {
    Rig rig;
    rig.accept({rig.sample()});
    rig.store.db.execute("CREATE TRIGGER no_audit BEFORE INSERT ON bkx_sms_audit BEGIN "
                         "SELECT RAISE(ABORT, 'the audit is full'); END");
    CHECK(fault_of([&] { rig.accept({rig.sample(), rig.sample()}); }) == Fault::software);
    CHECK(rig.messages() == 1);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_delivery_logs") == 1);
    rig.store.db.execute("DROP TRIGGER no_audit");
    CHECK_NOTHROW(rig.accept({rig.sample()}));
    CHECK(rig.messages() == 2);
}

TEST_CASE("queue: a message that cannot be stored takes its whole group with it") {
    Rig rig;
    auto impossible = rig.sample();
    impossible.segments = 0;
    CHECK(fault_of([&] { rig.accept({rig.sample(), impossible}); }).has_value());
    CHECK(rig.messages() == 0);
    CHECK(rig.audits() == 0);
}

TEST_CASE("queue: a disk that is nearly full is refused at the door") {
    Rig rig;
    const test::TempFolder folder;
    rig.config.database = folder.path() / "bkxsms.db";
    rig.config.min_free_bytes = std::numeric_limits<std::uint64_t>::max();
    try {
        rig.accept({rig.sample()});
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::temporary);
        CHECK(std::string(error.what()).find("nothing was accepted") != std::string::npos);
        CHECK(error.hint() == "free some disk space and repeat with the same --key");
    }
    CHECK(rig.messages() == 0);
    rig.config.min_free_bytes = 1;
    CHECK_NOTHROW(rig.accept({rig.sample()}));
    rig.config.min_free_bytes = 0;
    CHECK_NOTHROW(rig.accept({rig.sample()}));
    CHECK(rig.messages() == 2);
}
