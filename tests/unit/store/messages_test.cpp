#include "core/store/messages.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/store_rig.hpp"
#include "support/temp_folder.hpp"

#include <fstream>
#include <iterator>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::fault_of;
using test::StoreRig;

namespace {

NewMessage full_message(TimePoint now) {
    auto m = test::sample_message(now, "+4915112345678");
    m.from = "+493012345678";
    m.text = "Grüße aus 東京 👍\nzweite Zeile";
    m.type = "reminder_24h";
    m.language = "de";
    m.template_name = "reminder_24h";
    m.template_version = "0123456789abcdef";
    m.encoding = "UCS-2";
    m.units = 31;
    m.segments = 2;
    m.priority = Priority::high;
    m.key = "booking-1041-reminder";
    m.booking = "1041";
    m.customer = "77";
    m.batch = "spring";
    m.wanted_provider = "fake";
    m.cost_estimate = Money{150'000'000, "EUR"};
    m.scheduled_at = now + 1h;
    m.due_at = now + 1h;
    return m;
}

std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("store: a message comes back as it went in") {
    StoreRig rig;
    const auto in = full_message(rig.now());
    const auto id = rig.insert(in);
    const auto out = rig.message(id);
    CHECK(out.id == id);
    CHECK(out.uid.size() == 26);
    CHECK(out.status == Status::pending);
    CHECK(out.direction == "outbound");
    CHECK(out.to == in.to);
    CHECK(out.from == in.from);
    CHECK(out.text == in.text);
    CHECK(out.type == in.type);
    CHECK(out.country == in.country);
    CHECK(out.language == in.language);
    CHECK(out.template_name == in.template_name);
    CHECK(out.template_version == in.template_version);
    CHECK(out.encoding == in.encoding);
    CHECK(out.units == in.units);
    CHECK(out.segments == in.segments);
    CHECK(out.priority == static_cast<int>(in.priority));
    CHECK(out.key == in.key);
    CHECK(out.booking == in.booking);
    CHECK(out.customer == in.customer);
    CHECK(out.batch == in.batch);
    CHECK(out.cost_estimate == in.cost_estimate);
    CHECK_FALSE(out.cost);
    CHECK(out.scheduled_at == in.scheduled_at);
    CHECK(out.due_at == in.due_at);
    CHECK(out.expires_at == in.expires_at);
    CHECK(out.created_at == rig.now());
    CHECK(out.updated_at == rig.now());
    CHECK_FALSE(out.sent_at);
    CHECK(out.attempts == 0);
}

TEST_CASE("store: what was not said comes back as nothing") {
    StoreRig rig;
    const auto out = rig.message(rig.insert());
    for (const auto& text :
         {out.reason, out.from, out.language, out.template_name, out.key, out.booking,
          out.customer, out.batch, out.provider, out.provider_message_id, out.error_code})
        CHECK(text.empty());
    CHECK_FALSE(out.cost_estimate);
    CHECK_FALSE(out.scheduled_at);
}

TEST_CASE("store: numbers, texts and keys never reach the disk in the clear") {
    const test::TempFolder folder;
    const auto path = folder.path() / "bkxsms.db";
    Store store{Db::open(path, Db::Mode::create),
                security::Vault(security::Keyring::for_testing(7))};
    migrate(store.db);
    const auto now = from_millis(1'795'370'407'000);
    const auto in = full_message(now);
    {
        Transaction tx(store.db);
        insert_message(store, in, now);
        tx.commit();
    }
    const auto disk = content(path) + content(folder.path() / "bkxsms.db-wal");
    REQUIRE(disk.find("spring") != std::string::npos); // the row is there
    for (const auto& secret : {in.to.substr(1), in.from.substr(1), in.key, std::string("Grüße"),
                               std::string("zweite")}) {
        CAPTURE(secret);
        CHECK(disk.find(secret) == std::string::npos);
    }
}

TEST_CASE("store: a sealed field opens only where it was put") {
    StoreRig rig;
    auto other = rig.sample("+4915112345678");
    other.from = "+493012345678";
    const auto one = rig.insert();
    const auto two = rig.insert(other);
    for (const auto* theft :
         {"UPDATE bkx_sms_messages SET message = (SELECT message FROM bkx_sms_messages "
          "WHERE id = 2) WHERE id = 1",
          "UPDATE bkx_sms_messages SET to_number = (SELECT to_number FROM bkx_sms_messages "
          "WHERE id = 2) WHERE id = 1",
          "UPDATE bkx_sms_messages SET from_number = to_number WHERE id = 1",
          "UPDATE bkx_sms_messages SET to_number = message, message = to_number WHERE id = 1",
          "UPDATE bkx_sms_messages SET uid = 'abcdefghijklmnopqrstuvwxyz' WHERE id = 1",
          "UPDATE bkx_sms_messages SET message = substr(message, 1, 20) WHERE id = 1",
          "UPDATE bkx_sms_messages SET message = x'' WHERE id = 1"}) {
        CAPTURE(theft);
        Transaction tx(rig.store.db); // rolled back each time
        rig.store.db.execute(theft);
        CHECK(fault_of([&] { load_message(rig.store, one); }) == Fault::io);
        CHECK_NOTHROW(load_message(rig.store, two));
    }
    CHECK_NOTHROW(load_message(rig.store, one));
}

TEST_CASE("store: equal numbers and texts look different in the database") {
    StoreRig rig;
    rig.insert();
    rig.insert();
    CHECK(rig.number("SELECT count(DISTINCT to_number) FROM bkx_sms_messages") == 2);
    CHECK(rig.number("SELECT count(DISTINCT message) FROM bkx_sms_messages") == 2);
    CHECK(rig.number("SELECT count(DISTINCT uid) FROM bkx_sms_messages") == 2);
    CHECK(rig.number("SELECT count(DISTINCT to_bidx) FROM bkx_sms_messages") == 1);
}

TEST_CASE("store: a message that is not there is named with what helps") {
    StoreRig rig;
    try {
        load_message(rig.store, MessageId{1041});
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::data);
        CHECK(std::string(error.what()) == "there is no message 1041");
        CHECK(error.hint() == "`bkxsms messages list` shows what there is");
    }
}

TEST_CASE("store: a key finds its message, and tells a repetition from another request") {
    StoreRig rig;
    const auto first = full_message(rig.now());
    const auto print = fingerprint(rig.store, first);
    CHECK_FALSE(find_by_key(rig.store, first.key, print));
    const auto id = rig.insert(first);

    const auto again = find_by_key(rig.store, first.key, print);
    REQUIRE(again);
    CHECK(again->id == id);
    CHECK(again->status == Status::pending);
    CHECK(again->same_request);
    CHECK_FALSE(find_by_key(rig.store, first.key + "x", print));

    const auto same_after = [&](auto change) {
        auto changed = first;
        change(changed);
        return find_by_key(rig.store, first.key, fingerprint(rig.store, changed))->same_request;
    };
    CHECK_FALSE(same_after([](auto& m) { m.to = "+4915112345679"; }));
    CHECK_FALSE(same_after([](auto& m) { m.from.clear(); }));
    CHECK_FALSE(same_after([](auto& m) { m.text += "."; }));
    CHECK_FALSE(same_after([](auto& m) { m.type = "custom"; }));
    CHECK_FALSE(same_after([](auto& m) { m.booking = "1042"; }));
    CHECK_FALSE(same_after([](auto& m) { m.scheduled_at.reset(); }));
    CHECK_FALSE(same_after([](auto& m) { std::swap(m.booking, m.type); }));
    // What follows from the time of asking and from configuration is not part of the request.
    CHECK(same_after([](auto& m) { m.expires_at += 1h; }));
    CHECK(same_after([](auto& m) { m.cost_estimate.reset(); }));
    CHECK(same_after([](auto& m) { m.batch = "autumn"; }));
}

TEST_CASE("store: every status has its own word, and comes back from it") {
    for (int i = 0; i <= static_cast<int>(Status::received); ++i) {
        const auto status = static_cast<Status>(i);
        CHECK(parse_status(word(status)) == status);
    }
    CHECK_FALSE(parse_status("queued"));
    CHECK_FALSE(parse_status(""));
    CHECK_FALSE(parse_status("Sent"));
}
