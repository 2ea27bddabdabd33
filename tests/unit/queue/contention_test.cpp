#include "core/queue/enqueue.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"
#include "support/temp_folder.hpp"

#include <csignal>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::queue;

namespace {

constexpr auto now = from_millis(1'795'370'407'000);

struct FileRig {
    test::TempFolder folder;
    std::filesystem::path path = folder.path() / "bkxsms.db";

    FileRig() {
        auto db = store::Db::open(path, store::Db::Mode::create);
        store::migrate(db);
    }
    store::Store open() const {
        return {store::Db::open(path, store::Db::Mode::write),
                security::Vault(security::Keyring::for_testing(7))};
    }
    /// Accepts one message under the key that all use; what came of it.
    Accepted accept_once() const {
        auto store = open();
        auto message = test::sample_message(now);
        message.key = "the-one";
        const auto receipts = queue::accept(store, config::defaults(), std::vector{message},
                                            {"user:1000", "send", {}}, now);
        return std::get<Accepted>(receipts.at(0));
    }
};

void check_one_message(const FileRig& rig, int askers) {
    auto store = rig.open();
    const auto count = [&](const char* sql) {
        auto read = store.db.use(sql);
        read.step();
        return read.integer(0);
    };
    CHECK(count("SELECT count(*) FROM bkx_sms_messages") == 1);
    CHECK(count("SELECT count(*) FROM bkx_sms_audit") == askers);
    CHECK(count("SELECT count(*) FROM bkx_sms_audit WHERE detail = '{\"accepted\":1}'") == 1);
    CHECK(store::broken_audit_links(store).empty());
    CHECK(store.db.damage().empty());
}

} // namespace

TEST_CASE("queue: 64 threads with one key make one message") {
    const FileRig rig;
    constexpr int askers = 64;
    std::vector<Accepted> got(askers);
    std::vector<std::thread> threads;
    for (auto& mine : got) threads.emplace_back([&] { mine = rig.accept_once(); });
    for (auto& thread : threads) thread.join();
    int first = 0;
    for (const auto& one : got) {
        CHECK(one.id.value == 1);
        first += one.duplicate ? 0 : 1;
    }
    CHECK(first == 1);
    check_one_message(rig, askers);
}

TEST_CASE("queue: 16 processes with one key make one message") {
    const FileRig rig;
    constexpr int askers = 16;
    std::set<pid_t> children;
    for (int i = 0; i < askers; ++i) {
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            int status = 9;
            try {
                status = rig.accept_once().duplicate ? 1 : 0;
            } catch (...) {
            }
            ::_exit(status);
        }
        children.insert(child);
    }
    int first = 0, repeated = 0;
    for (const auto child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFEXITED(status));
        first += WEXITSTATUS(status) == 0 ? 1 : 0;
        repeated += WEXITSTATUS(status) == 1 ? 1 : 0;
    }
    CHECK(first == 1);
    CHECK(repeated == askers - 1);
    check_one_message(rig, askers);
}
