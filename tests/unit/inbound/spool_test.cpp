#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/inbound/spool.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sys/stat.h>

using namespace bkxsms;
using namespace bkxsms::inbound;
namespace fs = std::filesystem;

namespace {

WebhookFile request_at(std::int64_t ms, std::string body = "a=1") {
    WebhookFile request;
    request.received_at = from_millis(ms);
    request.provider = "twilio";
    request.route = "status";
    request.method = "POST";
    request.request_uri = "/hook/twilio/status?ref=abc";
    request.remote_addr = "203.0.113.7";
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    return request;
}

constexpr std::int64_t noon = 1'795'370'400'000;

struct Rig {
    test::TempFolder folder;
    fs::path spool = folder.path() / "spool";
    Rig() { make_spool(spool); }

    std::size_t count(const char* part) const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(spool / part), fs::directory_iterator()));
    }
    /// A file in `new` with a name that passes for the hook's.
    fs::path drop(std::string_view content, char last = 'a') const {
        const auto file =
            spool / "new" / (std::to_string(noon) + '-' + std::string(25, 'q') + last);
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }
};

bool same(const WebhookFile& a, const WebhookFile& b) {
    return a.received_at == b.received_at && a.provider == b.provider && a.route == b.route &&
           a.method == b.method && a.request_uri == b.request_uri &&
           a.remote_addr == b.remote_addr && a.headers == b.headers && a.body == b.body;
}

} // namespace

TEST_CASE("inbound: what goes into the spool comes out as it was", "[inbound][spool]") {
    const Rig rig;
    std::mt19937 random(20261122);
    const auto below = [&random](int end) {
        return std::uniform_int_distribution<int>(0, end - 1)(random);
    };
    const auto text = [&](int longest, int first, int end) {
        std::string out(static_cast<std::size_t>(below(longest)), '\0');
        for (auto& c : out) c = static_cast<char>(first + below(end - first));
        return out;
    };
    for (int round = 0; round < 60; ++round) {
        INFO("round " << round);
        auto request = request_at(noon + below(5000), text(3000, 0, 256));
        request.request_uri = '/' + text(200, ' ', 0x7F);
        request.remote_addr = text(40, ' ', 0x7F);
        request.headers = {{"content-type", text(100, ' ', 0x7F) + '\t'},
                           {"x-twilio-signature", text(100, ' ', 0x7F)}};
        write_to_spool(rig.spool, request);
        const auto files = waiting_in_spool(rig.spool);
        REQUIRE(files.size() == 1);
        CHECK(same(read_spool_file(files[0]), request));
        fs::remove(files[0]);
    }
}

TEST_CASE("inbound: the largest request that is taken can be read again", "[inbound][spool]") {
    const Rig rig;
    const CgiLimits limits;
    const std::string quotes(limits.variable_bytes, '"');
    auto request = request_at(noon, std::string(limits.body_bytes, '\n'));
    request.request_uri = '/' + quotes.substr(1);
    request.remote_addr = quotes;
    request.headers = {{"content-type", quotes},
                       {"x-twilio-signature", quotes},
                       {"i-twilio-idempotency-token", quotes}};
    write_to_spool(rig.spool, request);
    CHECK(same(read_spool_file(waiting_in_spool(rig.spool).at(0)), request));
}

TEST_CASE("inbound: names sort by time, also at a full second", "[inbound][spool]") {
    const Rig rig;
    const std::int64_t times[] = {noon + 250, noon,       noon + 1000,
                                  noon - 1,   noon + 999, noon + 1};
    for (const auto ms : times) write_to_spool(rig.spool, request_at(ms));
    std::vector<std::int64_t> seen;
    for (const auto& file : waiting_in_spool(rig.spool))
        seen.push_back(to_millis(read_spool_file(file).received_at));
    CHECK(seen == std::vector<std::int64_t>{noon - 1, noon, noon + 1, noon + 250, noon + 999,
                                            noon + 1000});
}

TEST_CASE("inbound: the spool is a drop box, and its files are the group's to read",
          "[inbound][spool]") {
    const Rig rig;
    const auto mode = [](const fs::path& path) {
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        return status.st_mode & 07777U;
    };
    CHECK(mode(rig.spool) == 0710);
    CHECK(mode(rig.spool / "new") == 03730);
    CHECK(mode(rig.spool / "bad") == 0700);
    CHECK(mode(rig.spool / "orphan") == 0700);
    write_to_spool(rig.spool, request_at(noon));
    CHECK(mode(waiting_in_spool(rig.spool).at(0)) == 0640);
    CHECK(rig.count("new") == 1);
}

TEST_CASE("inbound: a request is refused before it fills the disk", "[inbound][spool]") {
    const Rig rig;
    CHECK(test::fault_of([&] {
              write_to_spool(rig.spool, request_at(noon), std::uint64_t{1} << 62);
          }) == Fault::temporary);
    CHECK(rig.count("new") == 0);
}

TEST_CASE("inbound: a spool that is missing is an error on both sides", "[inbound][spool]") {
    const test::TempFolder folder;
    const auto spool = folder.path() / "none";
    CHECK(test::fault_of([&] { write_to_spool(spool, request_at(noon)); }) ==
          Fault::cannot_create);
    CHECK(test::fault_of([&] { waiting_in_spool(spool); }) == Fault::no_input);
}

TEST_CASE("inbound: only names that the hook gives are looked at", "[inbound][spool]") {
    const Rig rig;
    write_to_spool(rig.spool, request_at(noon));
    const auto name = waiting_in_spool(rig.spool).at(0).filename().string();
    const std::string strangers[] = {".tmp-abc",           "README",
                                     name + ".why",        'x' + name,
                                     "0" + name,           name.substr(1),
                                     name + '\n',          name.substr(0, 39) + '1',
                                     std::string(40, '1'), std::string(255, 'a')};
    for (const auto& stranger : strangers) std::ofstream(rig.spool / "new" / stranger) << "x";
    CHECK(rig.count("new") == 1 + std::size(strangers));
    const auto files = waiting_in_spool(rig.spool);
    REQUIRE(files.size() == 1);
    CHECK(files[0].filename().string() == name);
}

TEST_CASE("inbound: a hostile spool file is refused as data, never read as a request",
          "[inbound][spool]") {
    const Rig rig;
    const std::string head = R"({"version":1,"received_at":"2026-11-22T16:40:07Z",)"
                             R"("provider":"twilio","route":"status","method":"POST",)"
                             R"("request_uri":"/x")";
    struct Row {
        std::string what, content;
    };
    const Row rows[] = {
        {"empty", ""},
        {"no line feed", head + "}"},
        {"no header", "\na=1"},
        {"no JSON", "a=1\n"},
        {"no object", "[1]\n"},
        {"NUL in the header", head + std::string("\0}\n", 3)},
        {"no version", "{\"provider\":\"twilio\"}\n"},
        {"version 2", "{\"version\":2" + head.substr(12) + "}\n"},
        {"a version that is text", "{\"version\":\"1\"" + head.substr(12) + "}\n"},
        {"the version twice", head + ",\"version\":1}\n"},
        {"no time", R"({"version":1,"provider":"twilio","method":"POST","request_uri":"/"})"
                    "\n"},
        {"a time that is none", "{\"received_at\":\"soon\",\"version\":1}\n"},
        {"nothing else", R"({"version":1,"received_at":"2026-11-22T16:40:07Z"})"
                         "\n"},
        {"URI elsewhere", R"({"version":1,"received_at":"2026-11-22T16:40:07Z","provider":)"
                          R"("twilio","method":"POST","request_uri":"@evil.example/"})"
                          "\n"},
        {"deep", std::string(5000, '[') + '\n'},
        {"huge", head + "}\n" + std::string(max_spool_file, 'x')},
        {"a huge header", std::string(max_spool_file + 1, ' ') + '\n'},
    };
    const auto good = rig.drop(head + "}\n");
    CHECK(read_spool_file(good).request_uri == "/x");
    for (const auto& row : rows) {
        INFO(row.what);
        const auto file = rig.drop(row.content);
        CHECK(test::fault_of([&] { read_spool_file(file); }) == Fault::data);
    }
}

TEST_CASE("inbound: what is no regular file is not opened", "[inbound][spool]") {
    const Rig rig;
    const auto secret = rig.folder.write("secret", "key");
    const auto link = rig.spool / "new" / "link";
    fs::create_symlink(secret, link);
    CHECK(test::fault_of([&] { read_spool_file(link); }) == Fault::no_input);
    const auto fifo = rig.spool / "new" / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(test::fault_of([&] { read_spool_file(fifo); }) == Fault::no_input);
    CHECK(test::fault_of([&] { read_spool_file(rig.spool / "new" / "gone"); }) ==
          Fault::no_input);
}

TEST_CASE("inbound: a refused file is kept with the reason, made printable",
          "[inbound][spool]") {
    const Rig rig;
    const auto file = rig.drop("junk");
    keep_as_bad(rig.spool, file, "not genuine: \x1b[2J\n");
    CHECK(rig.count("new") == 0);
    const auto kept = rig.spool / "bad" / file.filename();
    CHECK(read_file(kept, 100) == "junk");
    CHECK(read_file(kept.string() + ".why", 100) == "not genuine: \\x1b[2J\\n\n");
    keep_as_bad(rig.spool, file, "taken by another import"); // gone: nothing happens
    CHECK(rig.count("bad") == 2);
}

TEST_CASE("inbound: what is put aside is bounded, and the oldest goes first",
          "[inbound][spool]") {
    const Rig rig;
    for (const auto* part : {"bad", "orphan"}) {
        for (std::size_t i = 0; i < max_kept; ++i)
            std::ofstream(rig.spool / part / fmt::format("{:013}", i)) << i;
    }
    keep_as_bad(rig.spool, rig.drop("new"), "why");
    CHECK(rig.count("bad") == max_kept);
    CHECK_FALSE(fs::exists(rig.spool / "bad" / "0000000000001"));
    CHECK(fs::exists(rig.spool / "bad" / "0000000000002"));
    keep_as_orphan(rig.spool, rig.drop("new"));
    CHECK(rig.count("orphan") == max_kept);
    CHECK_FALSE(fs::exists(rig.spool / "orphan" / "0000000000000"));
    CHECK(fs::exists(rig.spool / "orphan" / "0000000000001"));
}

TEST_CASE("inbound: only what was left half written long ago is dropped", "[inbound][spool]") {
    const Rig rig;
    const auto now = fs::file_time_type::clock::now();
    const auto aged = [&](const char* name, std::chrono::hours age) {
        const auto file = rig.spool / "new" / name;
        std::ofstream(file) << "half";
        fs::last_write_time(file, now - age);
        return file;
    };
    const auto old = aged(".tmp-old", std::chrono::hours(25));
    const auto fresh = aged(".tmp-fresh", std::chrono::hours(1));
    const auto other = aged("other", std::chrono::hours(100));
    drop_unfinished(rig.spool);
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(fresh));
    CHECK(fs::exists(other));
}
