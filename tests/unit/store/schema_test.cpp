#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/store_rig.hpp"

#include <fmt/format.h>
#include <map>

using namespace bkxsms;
using namespace bkxsms::store;
using test::fault_of;
using test::StoreRig;

namespace {

using Columns = std::map<std::string, std::string>;

std::string insert_sql(const std::string& table, const Columns& columns) {
    std::string names, values;
    for (const auto& [name, value] : columns) {
        names += (names.empty() ? "" : ", ") + name;
        values += (values.empty() ? "" : ", ") + value;
    }
    return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, values);
}

/// The least that makes a row of bkx_sms_messages, as SQL.
Columns message_columns() {
    return {{"uid", "'abcdefghijklmnopqrstuvwxyz'"},
            {"status", "'pending'"},
            {"message_type", "'custom'"},
            {"to_number", "x'01'"},
            {"to_bidx", "zeroblob(16)"},
            {"message", "x'01'"},
            {"encoding", "'GSM-7'"},
            {"units", "1"},
            {"segments", "1"},
            {"due_at", "0"},
            {"expires_at", "1"},
            {"created_at", "0"},
            {"updated_at", "0"}};
}

/// What SQLite says to a row with these columns on top; "" if it takes it.
std::string refusal(const std::string& table, Columns columns, const Columns& changes) {
    StoreRig rig;
    for (const auto& [name, value] : changes) columns[name] = value;
    try {
        rig.store.db.execute(insert_sql(table, columns));
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::software);
        return error.what();
    }
    return {};
}

struct Case {
    Columns changes;
    std::string_view refused; ///< part of SQLite's words; "" if the row is taken
};

} // namespace

TEST_CASE("store: a message that contradicts itself cannot be stored") {
    const std::vector<Case> cases = {
        {{}, ""},
        {{{"uid", "'short'"}}, "length(uid) = 26"},
        {{{"direction", "'sideways'"}}, "direction IN"},
        {{{"direction", "'inbound'"}, {"status", "'received'"}}, ""},
        {{{"status", "'queued'"}}, "known_status"},
        {{{"priority", "3"}}, "priority BETWEEN"},
        {{{"priority", "-1"}}, "priority BETWEEN"},
        {{{"idem_key", "zeroblob(15)"}, {"idem_print", "zeroblob(16)"}},
         "length(idem_key) = 16"},
        {{{"idem_key", "zeroblob(16)"}, {"idem_print", "zeroblob(17)"}},
         "length(idem_print) = 16"},
        {{{"idem_key", "zeroblob(16)"}}, "idem_print IS NOT NULL"},
        {{{"idem_key", "zeroblob(16)"}, {"idem_print", "zeroblob(16)"}}, ""},
        {{{"to_bidx", "zeroblob(15)"}}, "length(to_bidx) = 16"},
        {{{"encoding", "'ASCII'"}}, "encoding IN"},
        {{{"units", "-1"}}, "units >= 0"},
        {{{"segments", "0"}}, "segments >= 1"},
        {{{"segments", "'many'"}}, "cannot store TEXT"},
        {{{"to_number", "'+4915112345678'"}}, "cannot store TEXT"}, // unsealed
        {{{"message", "'Hello'"}}, "cannot store TEXT"},
        {{{"from_number", "'+4915112345678'"}}, "cannot store TEXT"},
        {{{"on_uncertain", "'guess'"}}, "on_uncertain IN"},
        {{{"currency", "'eur'"}}, "currency GLOB"},
        {{{"currency", "'EURO'"}}, "currency GLOB"},
        {{{"cost_estimate_nano", "1"}}, "cost_estimate_nano IS NULL"},
        {{{"cost_nano", "1"}}, "cost_nano IS NULL"},
        {{{"cost_nano", "1"}, {"cost_estimate_nano", "1"}, {"currency", "'EUR'"}}, ""},
        {{{"status", "'sent'"}}, "sent_at IS NOT NULL"},
        {{{"status", "'sent'"}, {"sent_at", "1"}}, ""},
        {{{"status", "'delivered'"}, {"delivered_at", "1"}}, "sent_at IS NOT NULL"},
        {{{"status", "'delivered'"}, {"sent_at", "1"}}, "delivered_at IS NOT NULL"},
        {{{"status", "'undelivered'"}, {"sent_at", "1"}}, "failed_at IS NOT NULL"},
        {{{"status", "'failed'"}, {"reason", "'x'"}}, "failed_at IS NOT NULL"},
        {{{"status", "'failed'"}, {"failed_at", "1"}}, "reason IS NOT NULL"},
        {{{"status", "'held'"}}, "reason IS NOT NULL"},
        {{{"status", "'expired'"}}, "reason IS NOT NULL"},
        {{{"status", "'suppressed'"}}, "reason IS NOT NULL"},
        {{{"status", "'unknown'"}}, "reason IS NOT NULL"},
        {{{"status", "'cancelled'"}}, ""},
    };
    for (const auto& c : cases) {
        const auto said = refusal("bkx_sms_messages", message_columns(), c.changes);
        CAPTURE(c.changes, c.refused, said);
        CHECK(said.empty() == c.refused.empty());
        CHECK(said.find(c.refused) != std::string::npos);
    }
}

TEST_CASE("store: a message needs its number, its text and its times") {
    for (const auto& [name, value] : message_columns()) {
        StoreRig rig;
        auto columns = message_columns();
        columns.erase(name);
        CAPTURE(name);
        CHECK(fault_of([&] {
                  rig.store.db.execute(insert_sql("bkx_sms_messages", columns));
              }) == Fault::software);
    }
}

TEST_CASE("store: one key, one message") {
    StoreRig rig;
    auto columns = message_columns();
    columns["idem_key"] = columns["idem_print"] = "zeroblob(16)";
    rig.store.db.execute(insert_sql("bkx_sms_messages", columns));
    CHECK(fault_of([&] { rig.store.db.execute(insert_sql("bkx_sms_messages", columns)); }) ==
          Fault::software);
    columns["idem_key"] = columns["idem_print"] = "NULL";
    rig.store.db.execute(insert_sql("bkx_sms_messages", columns));
    CHECK_NOTHROW(rig.store.db.execute(insert_sql("bkx_sms_messages", columns)));
}

TEST_CASE("store: the other tables refuse what cannot be") {
    struct OtherCase {
        std::string table;
        Columns columns;
        std::string_view refused;
    };
    const Columns opt_out = {{"uid", "'abcdefghijklmnopqrstuvwxyz'"},
                             {"phone_number", "x'01'"},
                             {"phone_bidx", "zeroblob(15)"},
                             {"opted_out_at", "1"}};
    const Columns conversation = {{"uid", "'abcdefghijklmnopqrstuvwxyz'"},
                                  {"phone_number", "x'01'"},
                                  {"phone_bidx", "zeroblob(16)"},
                                  {"unread_count", "-1"},
                                  {"created_at", "1"},
                                  {"updated_at", "1"}};
    const Columns audit = {{"at", "1"},      {"actor", "'a'"},   {"action", "'b'"},
                           {"object", "''"}, {"detail", "'{}'"}, {"mac", "zeroblob(31)"}};
    const std::vector<OtherCase> cases = {
        {"bkx_sms_opt_outs", opt_out, "length(phone_bidx) = 16"},
        {"bkx_sms_conversations", conversation, "unread_count >= 0"},
        {"bkx_sms_audit", audit, "length(mac) = 32"},
        {"bkx_sms_delivery_logs",
         {{"message_id", "99"}, {"status", "'sent'"}, {"logged_at", "1"}},
         "FOREIGN KEY"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.table);
        CHECK(refusal(c.table, c.columns, {}).find(c.refused) != std::string::npos);
    }
}

TEST_CASE("store: every change of a message's status leaves one log row, nothing else does") {
    StoreRig rig;
    const auto id = rig.insert();
    const auto rows = [&] { return rig.number("SELECT count(*) FROM bkx_sms_delivery_logs"); };
    CHECK(rows() == 1); // born
    auto& db = rig.store.db;
    std::int64_t expected = 1;
    const std::vector<std::pair<std::string, int>> updates = {
        {"status = 'sending', updated_at = 10", 1},
        {"status = 'sending', updated_at = 11", 0},
        {"priority = 2, updated_at = 12", 0},
        {"status = 'sent', sent_at = 13, provider_status = 'queued', updated_at = 13", 1},
        {"provider_status = 'sent'", 0},
        {"status = 'failed', failed_at = 14, reason = 'filtered', updated_at = 14", 1},
    };
    for (const auto& [change, more] : updates) {
        db.execute("UPDATE bkx_sms_messages SET " + change);
        expected += more;
        CAPTURE(change);
        CHECK(rows() == expected);
    }
    auto read = db.use("SELECT message_id, status, provider_status, logged_at, details "
                       "FROM bkx_sms_delivery_logs ORDER BY id DESC");
    REQUIRE(read.step());
    CHECK(read.integer(0) == id.value);
    CHECK(read.text(1) == "failed");
    CHECK(read.text(2) == "sent");
    CHECK(read.integer(3) == 14);
    CHECK(read.text(4) == "filtered");
}

TEST_CASE("store: the views for people can be read and show no sealed column") {
    StoreRig rig;
    rig.insert();
    rig.on_the_wire();
    CHECK(rig.number("SELECT count(*) FROM messages WHERE status = 'sending'") == 1);
    CHECK(rig.number("SELECT count(*) FROM attempts WHERE state = 'inflight'") == 1);
    CHECK(rig.number("SELECT count(*) FROM delivery_logs") == 2);
    CHECK(rig.number("SELECT count(*) FROM audit") == 0);
    CHECK(rig.number("SELECT count(*) FROM pragma_table_info('messages') "
                     "WHERE name IN ('to_number', 'message', 'from_number')") == 0);
}
