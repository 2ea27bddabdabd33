#include "core/base/file.hpp"
#include "core/inbound/spool.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::inbound;
namespace fs = std::filesystem;

namespace {

struct Ends {
    Fd read, write;
    Ends() {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// What bkxsms-hook writes when a web server starts it so.
std::string run_hook(std::vector<std::string> arguments, std::vector<std::string> environment,
                     const std::string& body) {
    Ends in, out;
    posix_spawn_file_actions_t actions;
    REQUIRE(::posix_spawn_file_actions_init(&actions) == 0);
    ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
    arguments.insert(arguments.begin(), "bkxsms-hook");
    const auto argv = pointers(arguments);
    const auto envp = pointers(environment);
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, BKXSMS_HOOK, &actions, nullptr, argv.data(), envp.data());
    ::posix_spawn_file_actions_destroy(&actions);
    REQUIRE(failed == 0);
    in.read = Fd();
    out.write = Fd();
    CHECK(::write(in.write.get(), body.data(), body.size()) ==
          static_cast<ssize_t>(body.size()));
    in.write = Fd();
    auto answer = read_all(out.read.get(), 4096);
    int status = 0;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    return answer;
}

std::vector<std::string> environment(const fs::path& spool) {
    return {"GATEWAY_INTERFACE=CGI/1.1",
            "REQUEST_METHOD=POST",
            "REQUEST_URI=/hook/twilio/status?queue-run+--all",
            "PATH_INFO=/twilio/status",
            "HTTPS=on",
            "CONTENT_LENGTH=3",
            "HTTP_X_TWILIO_SIGNATURE=c2lnbmF0dXJl",
            "BKXSMS_SPOOL=" + spool.string()};
}

} // namespace

TEST_CASE("inbound: the hook spools one request, whatever its arguments are",
          "[inbound][hook]") {
    const test::TempFolder folder;
    const auto spool = folder.path() / "spool";
    make_spool(spool);
    CHECK(run_hook({"queue-run", "--all"}, environment(spool), "a=1") == cgi_answer(204));
    const auto files = waiting_in_spool(spool);
    REQUIRE(files.size() == 1);
    const auto request = read_spool_file(files[0]);
    CHECK(request.request_uri == "/hook/twilio/status?queue-run+--all");
    CHECK(request.body == "a=1");
    CHECK((fs::status(files[0]).permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("inbound: the hook answers a refusal and leaves no file", "[inbound][hook]") {
    const test::TempFolder folder;
    const auto spool = folder.path() / "spool";
    make_spool(spool);
    auto get = environment(spool);
    get[1] = "REQUEST_METHOD=GET";
    CHECK(run_hook({}, get, "") == cgi_answer(405));
    auto plain = environment(spool);
    plain[4] = "HTTPS=off";
    CHECK(run_hook({}, plain, "a=1") == cgi_answer(403));
    CHECK(run_hook({}, environment(spool), "a") == cgi_answer(400));
    CHECK(run_hook({"init"}, {}, "") == cgi_answer(500));
    CHECK(fs::is_empty(spool / "new"));
}

TEST_CASE("inbound: without a spool the hook asks the provider to come again",
          "[inbound][hook]") {
    const test::TempFolder folder;
    CHECK(run_hook({}, environment(folder.path() / "none"), "a=1") == cgi_answer(503));
}
