#include "core/base/child.hpp"

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <chrono>
#include <csignal>
#include <fstream>

using namespace bkxsms;
using namespace std::chrono_literals;

TEST_CASE("base: a program gets its arguments, its input and a small environment") {
    const test::TempFolder folder;
    const auto file = (folder.path() / "out").string();
    // The words are no shell's: '$x; false' is a name like any other.
    CHECK(
        run_program({"/bin/sh", "-c", "{ cat; env; echo \"$1\"; } > \"$0\"", file, "$x; false"},
                    "the input\n", 10s)
            .empty());
    std::ifstream in(file);
    std::string all((std::istreambuf_iterator<char>(in)), {});
    CHECK(all.starts_with("the input\n"));
    CHECK(all.find("$x; false\n") != std::string::npos);
    CHECK(all.find("PATH=/usr/local/bin:/usr/bin:/bin\n") != std::string::npos);
    CHECK(all.find("HOME=") == std::string::npos);
}

TEST_CASE("base: how a program failed is said") {
    CHECK(run_program({"/bin/sh", "-c", "exit 3"}, "", 10s) == "ended with status 3");
    CHECK(run_program({"/bin/sh", "-c", "kill -9 $$"}, "", 10s) == "ended by signal 9");
    CHECK(run_program({"/nowhere/to/be/found"}, "", 10s) ==
          "cannot be started: No such file or directory");
}

TEST_CASE("base: a program that does not read its input is none the worse") {
    std::signal(SIGPIPE, SIG_IGN); // as the program does
    CHECK(run_program({"/bin/true"}, std::string(1 << 20, 'x'), 10s).empty());
}

TEST_CASE("base: a program that hangs is killed with all it started") {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(run_program({"/bin/sh", "-c", "sleep 60 & wait"}, std::string(1 << 20, 'x'), 1s) ==
          "was killed after 1 s");
    CHECK(std::chrono::steady_clock::now() - begin < 20s);
}
