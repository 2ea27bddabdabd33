#include "core/store/events.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"

using namespace bkxsms;
using namespace bkxsms::store;

TEST_CASE("store: an event is new once for each provider") {
    test::StoreRig rig;
    CHECK(remember_event(rig.store, "fake", "e1", "receipt", rig.now()));
    CHECK_FALSE(remember_event(rig.store, "fake", "e1", "receipt", rig.now()));
    CHECK(remember_event(rig.store, "fake", "e2", "receipt", rig.now()));
    CHECK(remember_event(rig.store, "other", "e1", "receipt", rig.now()));
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_events") == 3);
}

TEST_CASE("store: what came of an event is noted with it, the message if there is one") {
    test::StoreRig rig;
    const auto id = rig.insert();
    remember_event(rig.store, "fake", "e1", "receipt", rig.now());
    remember_event(rig.store, "fake", "e2", "receipt", rig.now());
    note_effect(rig.store, "fake", "e1", id, "stale");
    note_effect(rig.store, "fake", "e2", {}, "orphan");
    CHECK(rig.number("SELECT message_id FROM bkx_sms_events WHERE event_key = 'e1' "
                     "AND effect = 'stale'") == id.value);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_events WHERE event_key = 'e2' "
                     "AND effect = 'orphan' AND message_id IS NULL") == 1);
}

TEST_CASE("store: an event whose transaction failed was not seen") {
    test::StoreRig rig;
    {
        Transaction tx(rig.store.db);
        remember_event(rig.store, "fake", "e1", "receipt", rig.now());
    }
    CHECK(remember_event(rig.store, "fake", "e1", "receipt", rig.now()));
}
