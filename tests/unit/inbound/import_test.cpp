#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/log.hpp"
#include "core/inbound/import.hpp"
#include "core/inbound/spool.hpp"
#include "core/provider/twilio.hpp"
#include "core/security/digest.hpp"
#include "core/store/attempts.hpp"
#include "core/store/migrate.hpp"
#include "core/store/transitions.hpp"
#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <fstream>
#include <map>

using namespace bkxsms;
using namespace bkxsms::inbound;
namespace fs = std::filesystem;

namespace {

constexpr auto account_sid = "AC00000000000000000000000000000a01";
constexpr auto auth_token = "0123456789abcdef0123456789abcdef";
constexpr auto origin = "https://sms.example.com";
constexpr auto public_url = "https://sms.example.com/hook";
constexpr auto owner = "runner";
constexpr auto received_at = from_millis(1'795'370'408'000); ///< a second after the send

std::unique_ptr<provider::Provider> make_provider() {
    provider::TwilioAccount account;
    account.account_sid = account_sid;
    account.user = account_sid;
    account.password = security::Secret(auth_token);
    account.auth_token = security::Secret(auth_token);
    return provider::make_twilio(std::move(account));
}

std::string message_sid(int n) {
    auto digits = std::to_string(n);
    return "SM" + std::string(32 - digits.size(), '0') + digits;
}

struct Sent {
    MessageId message;
    std::string token;
};

struct Rig {
    test::TempFolder folder;
    fs::path spool = folder.path() / "spool";
    store::Store store{store::Db::in_memory(),
                       security::Vault(security::Keyring::for_testing(7))};
    std::unique_ptr<provider::Provider> provider = make_provider();
    test::FakeClock clock;

    Rig() {
        log::open(log::Level::off, "");
        store::migrate(store.db);
        make_spool(spool);
    }

    /// A message that was handed to Twilio, and how its attempt ended; its id there is "" if
    /// the answer was lost.
    Sent send(std::string_view end_state, const std::string& sid) {
        store::NewMessage message;
        message.to = "+61491570156";
        message.text = "See you at nine";
        message.type = "reminder";
        message.encoding = "GSM-7";
        message.due_at = clock.now();
        message.expires_at = clock.now() + std::chrono::hours(1);
        store::Transaction tx(store.db);
        const auto id = store::insert_message(store, message, clock.now());
        store::Flow flow(store, "twilio", 0, clock.now());
        const auto batch =
            store::claim(store, {"twilio", owner, 0, {{std::nullopt}}}, 1, flow, clock.now());
        REQUIRE(batch.claims.size() == 1);
        const auto& claim = batch.claims[0];
        store::AttemptEnd end;
        end.state = end_state;
        end.provider_message_id = sid;
        REQUIRE(store::end_attempt(store, claim.attempt, end, clock.now()));
        if (end_state == "accepted")
            store::mark_sent(store, id, "twilio", sid, 1, std::nullopt, clock.now());
        if (end_state == "uncertain")
            store::stop(store, id, store::Status::unknown, "no_answer", {}, clock.now());
        if (end_state == "nosend")
            store::requeue(store, id, {clock.now() + std::chrono::minutes(5)}, "network", {},
                           clock.now());
        tx.commit();
        return {id, claim.token};
    }

    store::Message message(MessageId id) { return store::load_message(store, id); }

    /// What the events table says came of the only event.
    std::string effect_of_event() {
        auto read = store.db.use("SELECT effect FROM bkx_sms_events");
        return read.step() ? read.text(0) : "";
    }

    ImportTotals import() {
        return import_spool(store, {provider.get()}, public_url, spool, clock);
    }

    std::size_t count(const char* part) const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(spool / part), fs::directory_iterator()));
    }
};

/// A status callback of Twilio's as the hook took it, signed as docs/providers/twilio.md
/// section 7 says. No value needs percent-encoding.
WebhookFile callback(const std::string& sid, const std::string& status,
                     const std::string& query = "", std::string_view token = auth_token) {
    const std::map<std::string, std::string> parameters = {
        {"AccountSid", account_sid}, {"MessageSid", sid}, {"MessageStatus", status}};
    WebhookFile request;
    request.received_at = received_at;
    request.provider = "twilio";
    request.route = "status";
    request.method = "POST";
    request.request_uri = "/hook/twilio/status" + query;
    std::string signed_text = origin + request.request_uri;
    for (const auto& [name, value] : parameters) {
        request.body += (request.body.empty() ? "" : "&") + name + '=' + value;
        signed_text += name + value;
    }
    const auto signature = security::hmac(security::Hash::sha1, token, signed_text);
    request.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"x-twilio-signature", to_base64(as_bytes(signature))}};
    return request;
}

/// The one reason in spool/bad.
std::string why_bad(const Rig& rig) {
    for (const auto& entry : fs::directory_iterator(rig.spool / "bad"))
        if (entry.path().extension() == ".why") return read_file(entry.path(), 1000);
    return {};
}

} // namespace

TEST_CASE("inbound: a genuine report delivers its message, once", "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("accepted", message_sid(1));
    rig.clock.advance(std::chrono::minutes(3));
    const auto report = callback(message_sid(1), "delivered", "?ref=" + sent.token);
    write_to_spool(rig.spool, report);
    CHECK(rig.import().applied == 1);
    const auto message = rig.message(sent.message);
    CHECK(message.status == store::Status::delivered);
    CHECK(message.provider_status == "delivered");
    CHECK(message.provider_message_id == message_sid(1));
    // When it was received, not when cron got round to it.
    CHECK(message.delivered_at == received_at);
    CHECK(rig.count("new") == 0);

    write_to_spool(rig.spool, report);
    const auto again = rig.import();
    CHECK(again.applied == 0);
    CHECK(again.repeated == 1);
    CHECK(rig.count("new") == 0);
    CHECK(rig.message(sent.message).status == store::Status::delivered);
    CHECK(rig.count("bad") == 0);
    CHECK(rig.count("orphan") == 0);
}

TEST_CASE("inbound: a report from the future happened now", "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("accepted", message_sid(1));
    auto report = callback(message_sid(1), "delivered");
    report.received_at = rig.clock.now() + std::chrono::hours(48);
    write_to_spool(rig.spool, report);
    CHECK(rig.import().applied == 1);
    CHECK(rig.message(sent.message).delivered_at == rig.clock.now());
}

TEST_CASE("inbound: what is not genuine is kept with the reason and changes nothing",
          "[inbound][import]") {
    struct Row {
        std::string what;
        WebhookFile request;
        std::string why;
    };
    std::vector<Row> rows = {
        {"another token", callback(message_sid(1), "delivered", "", "guessed"),
         "does not match"},
        {"another status", callback(message_sid(1), "sent"), "does not match"},
        {"another query", callback(message_sid(1), "delivered", "?ref=a"), "does not match"},
        {"another path", callback(message_sid(1), "delivered"), "does not match"},
        {"no signature", callback(message_sid(1), "delivered"), "no X-Twilio-Signature"},
        {"another provider", callback(message_sid(1), "delivered"), "not configured"},
        {"PUT", callback(message_sid(1), "delivered"), "neither POST nor GET"},
        {"signed, but no report", callback("", "delivered"), "MessageSid"},
    };
    rows[1].request.body = callback(message_sid(1), "delivered").body;
    rows[2].request.request_uri += "b";
    rows[3].request.request_uri = "/twilio/status";
    rows[4].request.headers.pop_back();
    rows[5].request.provider = "vonage";
    rows[6].request.method = "PUT";
    for (const auto& row : rows) {
        INFO(row.what);
        Rig rig;
        const auto sent = rig.send("accepted", message_sid(1));
        write_to_spool(rig.spool, row.request);
        const auto totals = rig.import();
        CHECK(totals.refused == 1);
        CHECK(totals.applied + totals.orphan + totals.repeated + totals.stale == 0);
        CHECK(rig.count("new") == 0);
        CHECK(rig.count("bad") == 2);
        CHECK(why_bad(rig).find(row.why) != std::string::npos);
        CHECK(rig.message(sent.message).status == store::Status::sent);
        CHECK(rig.effect_of_event().empty());
    }
}

TEST_CASE("inbound: a file that is no request does not stop the ones behind it",
          "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("accepted", message_sid(1));
    std::ofstream(rig.spool / "new" / ("0000000000001-" + std::string(26, 'a'))) << "junk";
    write_to_spool(rig.spool, callback(message_sid(1), "delivered"));
    const auto totals = rig.import();
    CHECK(totals.refused == 1);
    CHECK(totals.applied == 1);
    CHECK(rig.message(sent.message).status == store::Status::delivered);
}

TEST_CASE("inbound: what cannot be opened stays, is said, and stops nothing",
          "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("accepted", message_sid(1));
    const auto secret = rig.folder.write("secret", "{}\n");
    fs::create_symlink(secret, rig.spool / "new" / ("0000000000001-" + std::string(26, 'a')));
    fs::create_directory(rig.spool / "new" / ("0000000000002-" + std::string(26, 'a')));
    write_to_spool(rig.spool, callback(message_sid(1), "delivered"));
    CHECK(test::fault_of([&] { rig.import(); }) == Fault::no_permission);
    CHECK(rig.message(sent.message).status == store::Status::delivered);
    CHECK(rig.count("new") == 2);
    CHECK(rig.count("bad") == 0);
}

TEST_CASE("inbound: a report of no message of ours is kept as an orphan", "[inbound][import]") {
    Rig rig;
    write_to_spool(rig.spool, callback(message_sid(9), "delivered", "?ref=nobody"));
    CHECK(rig.import().orphan == 1);
    CHECK(rig.count("new") == 0);
    CHECK(rig.count("orphan") == 1);
    CHECK(rig.effect_of_event() == "orphan");
}

TEST_CASE("inbound: a text that comes to the reports' address is not thrown away",
          "[inbound][import]") {
    Rig rig;
    write_to_spool(rig.spool, callback(message_sid(9), "received"));
    CHECK(rig.import().orphan == 1);
    CHECK(rig.count("new") == 0);
    CHECK(rig.count("orphan") == 1);
}

TEST_CASE("inbound: reports out of order end where those in order do", "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("accepted", message_sid(1));
    auto early = callback(message_sid(1), "delivered");
    early.received_at -= std::chrono::seconds(1);
    write_to_spool(rig.spool, callback(message_sid(1), "sent"));
    write_to_spool(rig.spool, early);
    const auto totals = rig.import();
    CHECK(totals.applied == 1);
    CHECK(totals.stale == 1);
    CHECK(rig.message(sent.message).status == store::Status::delivered);
    CHECK(rig.count("new") == 0);
}

TEST_CASE("inbound: a report settles the attempt whose answer was lost", "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("uncertain", "");
    REQUIRE(rig.message(sent.message).status == store::Status::unknown);
    write_to_spool(rig.spool, callback(message_sid(4), "sent", "?ref=" + sent.token));
    CHECK(rig.import().applied == 1);
    const auto message = rig.message(sent.message);
    CHECK(message.status == store::Status::sent);
    CHECK(message.provider_message_id == message_sid(4));
    const auto attempts = store::attempts_of(rig.store, sent.message);
    REQUIRE(attempts.size() == 1);
    CHECK(attempts[0].state == "accepted");
    CHECK(attempts[0].provider_message_id == message_sid(4));
}

TEST_CASE("inbound: a report for what was taken for not sent is a duplicate send",
          "[inbound][import]") {
    Rig rig;
    const auto sent = rig.send("nosend", "");
    REQUIRE(rig.message(sent.message).status == store::Status::pending);
    write_to_spool(rig.spool, callback(message_sid(5), "delivered", "?ref=" + sent.token));
    CHECK(rig.import().applied == 1);
    CHECK(rig.effect_of_event() == "duplicate-send");
    CHECK(store::attempts_of(rig.store, sent.message)[0].state == "nosend");
    CHECK(rig.count("new") == 0);
}

TEST_CASE("inbound: without the public address nothing is judged", "[inbound][import]") {
    Rig rig;
    CHECK(import_spool(rig.store, {rig.provider.get()}, "", rig.spool, rig.clock).refused == 0);
    write_to_spool(rig.spool, callback(message_sid(1), "delivered"));
    CHECK(test::fault_of([&] {
              import_spool(rig.store, {rig.provider.get()}, "", rig.spool, rig.clock);
          }) == Fault::config);
    CHECK(rig.count("new") == 1);
}

TEST_CASE("inbound: the path is the request's own, only scheme and host are configured",
          "[inbound][import]") {
    for (const std::string configured : {"https://sms.example.com", "https://sms.example.com/",
                                         "https://sms.example.com/x/y"}) {
        INFO(configured);
        Rig rig;
        rig.send("accepted", message_sid(1));
        write_to_spool(rig.spool, callback(message_sid(1), "delivered"));
        CHECK(import_spool(rig.store, {rig.provider.get()}, configured, rig.spool, rig.clock)
                  .applied == 1);
    }
}

TEST_CASE("inbound: a flood of forged reports leaves a bounded heap", "[inbound][import]") {
    Rig rig;
    for (std::size_t i = 0; i < max_kept; ++i)
        std::ofstream(rig.spool / "bad" / std::to_string(1000 + i)) << "";
    for (int i = 0; i < 5; ++i)
        write_to_spool(rig.spool, callback(message_sid(i), "delivered", "", "guessed"));
    CHECK(rig.import().refused == 5);
    CHECK(rig.count("bad") == max_kept);
    CHECK(rig.count("new") == 0);
}
