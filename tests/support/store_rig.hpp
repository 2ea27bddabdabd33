#pragma once

#include "core/store/attempts.hpp"
#include "core/store/migrate.hpp"
#include "core/store/transitions.hpp"
#include "support/fake_clock.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace bkxsms::test {

/// A message as queue/compose.hpp would make it, due at once.
inline store::NewMessage sample_message(TimePoint now,
                                        const std::string& to = "+491511234567") {
    store::NewMessage message;
    message.to = to;
    message.text = "See you on Tuesday at nine";
    message.type = "custom";
    message.country = "DE";
    message.encoding = "GSM-7";
    message.units = 26;
    message.due_at = now;
    message.expires_at = now + std::chrono::hours(72);
    return message;
}

/// A migrated database in memory with its keys and a clock; short names for what tests do to
/// it.
struct StoreRig {
    store::Store store{store::Db::in_memory(),
                       security::Vault(security::Keyring::for_testing(7))};
    FakeClock clock;

    StoreRig() { store::migrate(store.db); }
    StoreRig(const StoreRig&) = delete;

    TimePoint now() { return clock.now(); }
    template <class Act>
    auto in_transaction(Act act) {
        store::Transaction tx(store.db);
        if constexpr (std::is_void_v<decltype(act())>) {
            act();
            tx.commit();
        } else {
            auto result = act();
            tx.commit();
            return result;
        }
    }

    store::NewMessage sample(const std::string& to = "+491511234567") {
        return sample_message(now(), to);
    }
    MessageId insert(const store::NewMessage& message) {
        return in_transaction([&] { return store::insert_message(store, message, now()); });
    }
    MessageId insert(const std::string& to = "+491511234567") { return insert(sample(to)); }

    /// Puts on the wire what is due.
    store::ClaimBatch claim(int limit = 100, const std::string& owner = "runner",
                            const std::string& provider = "fake", double rate = 0) {
        return in_transaction([&] {
            store::Flow flow(store, provider, rate, now());
            auto batch = store::claim(store, {provider, owner, 0, {{std::nullopt}, {provider}}},
                                      limit, flow, now());
            flow.keep();
            return batch;
        });
    }
    /// The first that is due.
    store::Claim on_the_wire(const std::string& owner = "runner") {
        return claim(1, owner).claims.at(0);
    }

    void opt_out(const std::string& number) {
        auto insert = store.db.use(
            "INSERT INTO bkx_sms_opt_outs (uid, phone_number, phone_bidx, opted_out_at) "
            "VALUES ('abcdefghijklmnopqrstuvwxyz', ?1, ?2, ?3)");
        insert.bind(Bytes{1}, store.vault.blind_index("phone_number", number), now()).run();
    }
    store::Message message(MessageId id) { return store::load_message(store, id); }
    store::Status status(MessageId id) { return message(id).status; }
    /// State of the newest attempt; "" if there is none.
    std::string attempt(MessageId id) {
        const auto rows = store::attempts_of(store, id);
        return rows.empty() ? std::string() : rows.back().state;
    }
    /// First column of the first row. REQUIRES: a string literal.
    std::int64_t number(const char* sql) {
        auto read = store.db.use(sql);
        return read.step() ? read.integer(0) : -1;
    }
};

} // namespace bkxsms::test
