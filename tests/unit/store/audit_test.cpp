#include "core/store/audit.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

constexpr int length = 5;

void fill(StoreRig& rig) {
    for (int n = 1; n <= length; ++n) {
        rig.in_transaction([&] {
            write_audit(rig.store,
                        {"user:1000", "send", fmt::format("message {}", n), R"({"n":1})"},
                        rig.now());
        });
        rig.clock.advance(1s);
    }
}

/// What is found broken after `tampering`, which is undone afterwards.
std::vector<std::int64_t> found_after(StoreRig& rig, const std::string& tampering) {
    const Transaction undone(rig.store.db);
    rig.store.db.execute(tampering);
    return broken_audit_links(rig.store);
}

} // namespace

TEST_CASE("store: an untouched audit chain holds, also an empty one") {
    StoreRig rig;
    CHECK(broken_audit_links(rig.store).empty());
    fill(rig);
    CHECK(broken_audit_links(rig.store).empty());
    CHECK(rig.number("SELECT max(n) FROM bkx_sms_audit") == length);
}

TEST_CASE("store: an edit of any field of any audit row is found at that row") {
    StoreRig rig;
    fill(rig);
    for (int n = 1; n <= length; ++n)
        for (const auto* edit :
             {"at = at + 1", "actor = 'root'", "action = 'init'", "object = object || ' '",
              "detail = '{}'", "mac = randomblob(32)", "actor = '', action = actor || action",
              "action = action || object, object = ''"}) {
            CAPTURE(n, edit);
            const auto found = found_after(
                rig, fmt::format("UPDATE bkx_sms_audit SET {} WHERE n = {}", edit, n));
            REQUIRE_FALSE(found.empty());
            CHECK(found.front() == n);
        }
}

TEST_CASE("store: an audit row that was taken out is found at the next one") {
    StoreRig rig;
    fill(rig);
    for (int n = 1; n < length; ++n) {
        CAPTURE(n);
        CHECK(found_after(rig, fmt::format("DELETE FROM bkx_sms_audit WHERE n = {}", n)) ==
              std::vector<std::int64_t>{n + 1});
        // Closing the gap does not help.
        CHECK_FALSE(found_after(rig, fmt::format("DELETE FROM bkx_sms_audit WHERE n = {0};"
                                                 "UPDATE bkx_sms_audit SET n = n - 1 "
                                                 "WHERE n > {0};",
                                                 n))
                        .empty());
    }
}

TEST_CASE("store: an audit row that was put in is found") {
    StoreRig rig;
    fill(rig);
    for (int n = 1; n <= length + 1; ++n)
        for (const auto* mac : {"randomblob(32)", "(SELECT mac FROM bkx_sms_audit LIMIT 1)"}) {
            CAPTURE(n, mac);
            CHECK_FALSE(
                found_after(
                    rig,
                    fmt::format(
                        "UPDATE bkx_sms_audit SET n = -n - 1 WHERE n >= {0};"
                        "UPDATE bkx_sms_audit SET n = -n WHERE n < 0;"
                        "INSERT INTO bkx_sms_audit VALUES ({0}, 1, 'a', 'b', 'c', '{{}}', {1})",
                        n, mac))
                    .empty());
        }
}

TEST_CASE("store: two audit rows that changed places are found") {
    StoreRig rig;
    fill(rig);
    for (int a = 1; a <= length; ++a)
        for (int b = a + 1; b <= length; ++b) {
            CAPTURE(a, b);
            CHECK_FALSE(
                found_after(rig, fmt::format("UPDATE bkx_sms_audit SET n = -1 WHERE n = {0};"
                                             "UPDATE bkx_sms_audit SET n = {0} WHERE n = {1};"
                                             "UPDATE bkx_sms_audit SET n = {1} WHERE n = -1;",
                                             a, b))
                    .empty());
        }
}

TEST_CASE("store: a chain under another key does not hold") {
    StoreRig rig;
    fill(rig);
    rig.store.vault = security::Vault(security::Keyring::for_testing(8));
    CHECK(broken_audit_links(rig.store).size() == length);
}

TEST_CASE("store: an act that failed leaves no audit row, and the next takes its number") {
    StoreRig rig;
    fill(rig);
    {
        const Transaction failed(rig.store.db);
        write_audit(rig.store, {"user:1000", "send", "message 9"}, rig.now());
    }
    fill(rig);
    CHECK(broken_audit_links(rig.store).empty());
    CHECK(rig.number("SELECT max(n) FROM bkx_sms_audit") == 2 * length);
}
