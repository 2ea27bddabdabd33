#include "core/queue/lock.hpp"

#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <csignal>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::queue;
namespace fs = std::filesystem;

TEST_CASE("queue: a runner is alive as long as its lock is") {
    const test::TempFolder folder;
    const auto run = folder.path() / "run";
    std::string owner;
    {
        const OwnerLock lock(run);
        owner = lock.owner();
        CHECK(owner.size() == 26);
        const auto file = run / (owner + ".lock");
        CHECK(fs::exists(file));
        CHECK((fs::status(file).permissions() & fs::perms::all) ==
              (fs::perms::owner_read | fs::perms::owner_write));
        CHECK_FALSE(DeadOwner::take(run, owner));
        CHECK(fs::exists(file));
    }
    CHECK_FALSE(fs::exists(run / (owner + ".lock")));
    CHECK(DeadOwner::take(run, owner)); // gone without a trace: dead too
    CHECK(fs::is_empty(run));
}

TEST_CASE("queue: two runners have two names") {
    const test::TempFolder folder;
    const OwnerLock one(folder.path());
    const OwnerLock two(folder.path());
    CHECK(one.owner() != two.owner());
}

TEST_CASE("queue: only one recovers a dead runner") {
    const test::TempFolder folder;
    auto first = DeadOwner::take(folder.path(), "dead");
    REQUIRE(first);
    CHECK_FALSE(DeadOwner::take(folder.path(), "dead"));
    auto moved = std::move(*first);
    CHECK_FALSE(DeadOwner::take(folder.path(), "dead"));
}

TEST_CASE("queue: a killed runner's lock is free at once, its file still there") {
    const test::TempFolder folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const OwnerLock lock(folder.path());
        [[maybe_unused]] const auto written =
            ::write(ready[1], lock.owner().data(), lock.owner().size());
        ::pause();
        ::_exit(0);
    }
    std::string owner(26, ' ');
    REQUIRE(::read(ready[0], owner.data(), owner.size()) == 26);
    CHECK_FALSE(DeadOwner::take(folder.path(), owner));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    CHECK(fs::exists(folder.path() / (owner + ".lock")));
    CHECK(DeadOwner::take(folder.path(), owner));
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("queue: only the locks of the dead without open attempts are swept away") {
    const test::TempFolder folder;
    const OwnerLock alive(folder.path());
    folder.write("dead.lock", "");
    folder.write("open.lock", "");
    folder.write("notes.txt", "");
    fs::create_symlink(folder.path() / "notes.txt", folder.path() / "link.lock");

    remove_stale_locks(folder.path(), {"open"});
    CHECK_FALSE(fs::exists(folder.path() / "dead.lock"));
    CHECK(fs::exists(folder.path() / "open.lock"));
    CHECK(fs::exists(folder.path() / "notes.txt"));
    CHECK(fs::is_symlink(folder.path() / "link.lock"));
    CHECK_FALSE(DeadOwner::take(folder.path(), alive.owner()));

    remove_stale_locks(folder.path() / "missing", {}); // nothing to sweep is no fault
}

TEST_CASE("queue: runners start while others sweep, and each keeps its lock") {
    const test::TempFolder folder;
    std::jthread sweeper([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) remove_stale_locks(folder.path(), {});
    });
    for (int i = 0; i < 300; ++i) {
        const OwnerLock lock(folder.path());
        REQUIRE(fs::exists(folder.path() / (lock.owner() + ".lock")));
        REQUIRE_FALSE(DeadOwner::take(folder.path(), lock.owner()));
    }
}

TEST_CASE("queue: a lock that cannot be made or opened stops the run") {
    const test::TempFolder folder;
    const auto file = folder.write("file", "");
    CHECK(test::fault_of([&] { const OwnerLock lock(file / "run"); }) == Fault::cannot_create);
    fs::create_symlink(file, folder.path() / "trap.lock");
    CHECK(test::fault_of([&] { DeadOwner::take(folder.path(), "trap"); }) == Fault::io);
}
