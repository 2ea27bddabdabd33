#include "core/base/error.hpp"
#include "core/sandbox/ledger.hpp"
#include "support/catch.hpp"
#include "unit/sandbox/rig.hpp"

#include <csignal>
#include <fstream>
#include <set>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace bkxsms;
using test::Rig;

namespace {

sandbox::MessagePtr message(const std::string& id, const std::string& to) {
    sandbox::Message m;
    m.provider = "twilio";
    m.id = id;
    m.to = to;
    m.body = "Hello";
    m.accepted_at = from_millis(1'795'370'407'250);
    m.delivery = std::make_shared<const sandbox::Delivery>();
    return std::make_shared<const sandbox::Message>(m);
}

} // namespace

TEST_CASE("sandbox: the ledger's line has what a judge needs", "[sandbox][ledger]") {
    Rig rig;
    const auto sid = rig.send({{"To", "+4915112345678"},
                               {"From", "+15005550006"},
                               {"Body", "Line\nbreak \"quoted\""},
                               {"StatusCallback", "https://h.example/s?x=1&ref=tok%20en"}})
                         .json()
                         .text("sid");
    const auto lines = rig.ledger();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].text("sid") == sid);
    CHECK(lines[0].text("to") == "+4915112345678");
    CHECK(lines[0].text("from") == "+15005550006");
    CHECK(lines[0].text("body") == "Line\nbreak \"quoted\"");
    CHECK(lines[0].text("ref") == "tok en");
    CHECK(parse_rfc3339(lines[0].text("time")));
    CHECK(rig.control("GET", "ledger").body.find(sid) != std::string::npos);
}

TEST_CASE("sandbox: the line is in the file when the answer arrives", "[sandbox][ledger]") {
    Rig rig;
    for (std::size_t i = 1; i <= 50; ++i) {
        const auto sid = rig.send_to("+4915112345678").json().text("sid");
        const auto lines = rig.ledger();
        REQUIRE(lines.size() == i);
        REQUIRE(lines.back().text("sid") == sid);
    }
}

TEST_CASE("sandbox: a whole request counts although its client has left", "[sandbox][ledger]") {
    Rig rig;
    const std::string body = "To=%2B4915112345678&From=%2B15005550006&Body=x";
    const std::string login =
        "QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpmMDBkZjAwZGYwMGRmMDBk"
        "ZjAwZGYwMGRmMDBkZjAwZA==";
    const auto request = "POST " + rig.messages() + ".json HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                         "Authorization: Basic " + login + "\r\n" +
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body;
    // All but the last byte is no request.
    for (const auto length : {request.size() - 1, request.size()}) {
        auto client = test::connect_to(rig.house->port());
        REQUIRE(send(client.get(), request.data(), length, MSG_NOSIGNAL) ==
                static_cast<ssize_t>(length));
        client = Fd();
        for (int i = 0; i < 200 && rig.ledger().empty(); ++i) usleep(1'000);
        CHECK(rig.ledger().size() == (length == request.size() ? 1 : 0));
    }
}

TEST_CASE("sandbox: clients at once lose nothing and mix nothing", "[sandbox][ledger]") {
    Rig rig("{}");
    std::mutex mutex;
    std::set<std::string> answered;
    std::vector<std::thread> clients;
    for (int c = 0; c < 8; ++c)
        clients.emplace_back([&] {
            for (int i = 0; i < 25; ++i) {
                const auto sid = rig.send_to("+4915112345678").json().text("sid");
                const std::lock_guard lock(mutex);
                answered.insert(sid);
            }
        });
    for (auto& client : clients) client.join();
    std::set<std::string> written;
    for (const auto& line : rig.ledger()) written.insert(line.text("sid"));
    CHECK(written.size() == 200);
    CHECK(written == answered);
}

TEST_CASE("sandbox: a restarted sandbox goes on with its ledger", "[sandbox][ledger]") {
    Rig rig;
    const auto sid = rig.send_to("+4915112345678").json().text("sid");
    rig.house.reset();
    rig.house = std::make_unique<sandbox::Sandbox>(rig.options);
    rig.house->start();
    CHECK(rig.get(rig.messages() + "/" + sid + ".json").json().text("body") ==
          "Your table is ready");
    CHECK(rig.get(rig.messages() + ".json?To=%2B4915112345678").json()["messages"].size() == 1);
    rig.send_to("+4915112345678");
    CHECK(rig.ledger().size() == 2);
}

TEST_CASE("sandbox: a file that is no ledger is refused", "[sandbox][ledger]") {
    const test::TempFolder folder;
    const auto file = folder.write("l.jsonl", "{\"sid\":\"SM1\",\"time\":\"yesterday\"}\n");
    CHECK_THROWS_AS(sandbox::Ledger(file), Error);
}

TEST_CASE("sandbox: clearing empties the file and the memory", "[sandbox][ledger]") {
    Rig rig;
    const auto sid = rig.send_to("+4915112345678").json().text("sid");
    CHECK(rig.control("DELETE", "ledger").status == 204);
    CHECK(rig.ledger().empty());
    CHECK(rig.get(rig.messages() + "/" + sid + ".json").status == 404);
    CHECK(rig.stats()["accepted"].integer() == 0);
    rig.send_to("+4915112345678");
    CHECK(rig.ledger().size() == 1);
}

TEST_CASE("sandbox: a line that does not fit is no acceptance and leaves no half",
          "[sandbox][ledger]") {
    const test::TempFolder folder;
    const auto file = folder.path() / "l.jsonl";
    sandbox::Ledger ledger(file);
    ledger.add(message("SM1", "+1"));
    const auto size = std::filesystem::file_size(file);

    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{size + 10, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &tight);
    CHECK_THROWS_AS(ledger.add(message("SM2", "+1")), Error);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, old_handler);

    CHECK(std::filesystem::file_size(file) == size);
    CHECK(ledger.find("SM2") == nullptr);
    CHECK(ledger.accepted() == 1);
}

TEST_CASE("sandbox: newest first, by recipient, behind one already seen", "[sandbox][ledger]") {
    sandbox::Ledger ledger("");
    for (const auto* id : {"a", "b", "c", "d"})
        ledger.add(message(id, std::string(id) == "c" ? "+2" : "+1"));
    const auto ids = [&](const std::string& to, const std::string& after, std::size_t limit) {
        std::string text;
        for (const auto& m : ledger.newest(
                 {.to = to, .after = after, .limit = limit, .wanted = [](const auto&) {
                      return true;
                  }}))
            text += m->id;
        return text;
    };
    CHECK(ids("", "", 50) == "dcba");
    CHECK(ids("+1", "", 50) == "dba");
    CHECK(ids("+1", "d", 1) == "b");
    CHECK(ids("", "a", 50).empty());
    CHECK(ids("", "unknown", 50).empty());
    CHECK(ids("+3", "", 50).empty());
}
