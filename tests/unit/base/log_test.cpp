#include "core/base/file.hpp"
#include "core/base/log.hpp"
#include "core/base/parse.hpp"
#include "core/base/random.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <regex>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace bkxsms;
using log::format_event, log::Level;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t plenty = 1 << 22;

/// The log goes to a file of its own for the length of a test.
struct Rig {
    test::TempFolder folder;
    fs::path file = folder.path() / "bkxsms.log";

    explicit Rig(Level level) { log::open(level, file.string()); }
    ~Rig() { log::open(Level::error, ""); }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    std::string text() const { return read_file(file, plenty); }
};

/// Standard error goes into a file while this lives.
class CapturedStderr {
public:
    explicit CapturedStderr(const fs::path& into) : before_(::dup(STDERR_FILENO)) {
        const Fd file(::open(into.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600));
        ::dup2(file.get(), STDERR_FILENO);
    }
    ~CapturedStderr() { ::dup2(before_.get(), STDERR_FILENO); }
    CapturedStderr(const CapturedStderr&) = delete;
    CapturedStderr& operator=(const CapturedStderr&) = delete;

private:
    Fd before_;
};

} // namespace

TEST_CASE("log: an event is its word and its fields, quoted where they must be",
          "[base][log]") {
    CHECK(format_event("run-end", {}) == "run-end");
    CHECK(format_event("delivery", {{"id", std::int64_t{1041}}, {"to", "+6149*****156"}}) ==
          "delivery id=1041 to=+6149*****156");
    CHECK(format_event("e", {{"why", "no route"}}) == R"(e why="no route")");
    CHECK(format_event("e", {{"k", ""}}) == R"(e k="")");
    CHECK(format_event("e", {{"k", "a=b"}}) == R"(e k="a=b")");
    CHECK(format_event("e", {{"k", "say \"hi\""}}) == R"(e k="say \"hi\"")");
    CHECK(format_event("e", {{"k", "C:\\x"}}) == R"(e k="C:\\x")");
    CHECK(format_event("e", {{"k", "Zürich"}}) == "e k=\"Zürich\"");
    CHECK(format_event("e", {{"n", std::int64_t{-5}}, {"path", "/var/lib/x.db"}}) ==
          "e n=-5 path=/var/lib/x.db");
}

TEST_CASE("log: no value can forge a line or a field", "[base][log]") {
    for (const std::string_view hostile :
         {"x\n2026-11-22T16:40:07Z info  delivery id=1", "x\r\ny", "x outcome=accepted",
          "x\" outcome=\"accepted", "\\\" outcome=accepted", "x\u2028y", "x\u0085y",
          "x\x1B[2Ky", "x\u202Ey", "x\vy", "x\ty", "x\xFFy", "\"", "\\", "=", " "}) {
        CAPTURE(hostile);
        const auto line = format_event("e", {{"a", hostile}, {"b", "1"}});
        // One quoted value in which every quote and backslash is escaped, then the next field.
        static const std::regex shape(R"re(e a="([^"\\]|\\["\\nrt]|\\u[0-9a-f]{4})*" b=1)re");
        CHECK(std::regex_match(line, shape));
        CHECK(std::ranges::none_of(
            line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }));
        CHECK(line.find("\u2028") == std::string::npos);
        CHECK(line.find("\u0085") == std::string::npos);
        CHECK(line.find("\u202E") == std::string::npos);
    }
    for (int i = 0; i < 2'000; ++i) {
        const auto bytes = random_bytes(8);
        const auto line = format_event("e", {{"a", as_text(bytes)}});
        REQUIRE(line.find_first_of("\n\r") == std::string::npos);
    }
    const auto nul = format_event("e", {{"a", std::string_view("x\0y", 3)}});
    CHECK(nul == R"(e a="x\u0000y")");
}

TEST_CASE("log: a line has its time in UTC, its level and its event", "[base][log]") {
    const Rig rig(Level::debug);
    log::event(Level::debug, "step", {});
    log::info("delivery", {{"id", std::int64_t{1}}});
    log::warn("slow", {{"why", "{} %s %n"}});
    log::error("lost", {});
    const std::regex shape("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ debug step\n"
                           "\\S{20} info  delivery id=1\n"
                           "\\S{20} warn  slow why=\"\\{\\} %s %n\"\n"
                           "\\S{20} error lost\n");
    CAPTURE(rig.text());
    CHECK(std::regex_match(rig.text(), shape));

    // UTC whatever the process thinks of its zone.
    const auto now = SystemClock().now();
    const auto logged = parse_rfc3339(rig.text().substr(0, 20));
    REQUIRE(logged);
    CHECK(std::chrono::abs(now - *logged) < std::chrono::minutes(1));
}

TEST_CASE("log: below its level nothing is written", "[base][log]") {
    const Rig rig(Level::warn);
    log::info("quiet", {});
    log::warn("loud", {});
    CHECK(rig.text().find("quiet") == std::string::npos);
    CHECK(rig.text().find("loud") != std::string::npos);
    CHECK_FALSE(log::enabled(Level::info));
    CHECK(log::enabled(Level::error));

    log::open(Level::off, rig.file.string());
    log::error("silence", {});
    log::event(Level::off, "silence", {});
    CHECK(rig.text().find("silence") == std::string::npos);
}

TEST_CASE("log: the file is ours alone, appended to, and never a link", "[base][log]") {
    const auto umask_before = ::umask(0);
    const Rig rig(Level::info);
    ::umask(umask_before);
    struct stat status {};
    REQUIRE(::stat(rig.file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0600);

    log::info("first", {});
    log::open(Level::info, rig.file.string());
    log::info("second", {});
    CHECK(split(rig.text(), '\n').size() == 3);

    const auto link = rig.folder.path() / "link.log";
    fs::create_symlink(rig.file, link);
    CHECK(test::fault_of([&] { log::open(Level::info, link.string()); }) ==
          Fault::cannot_create);
    const auto nowhere = rig.folder.path() / "missing" / "x.log";
    CHECK(test::fault_of([&] { log::open(Level::info, nowhere.string()); }) ==
          Fault::cannot_create);
    const auto pipe = rig.folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(test::fault_of([&] { log::open(Level::info, pipe.string()); }) ==
          Fault::cannot_create);

    log::info("still-here", {}); // what could not be opened changed nothing
    CHECK(rig.text().find("still-here") != std::string::npos);
}

TEST_CASE("log: processes that share a file do not mix their lines", "[base][log]") {
    const Rig rig(Level::info);
    constexpr int processes = 4;
    constexpr int lines = 250;
    for (int p = 0; p < processes; ++p) {
        if (::fork() == 0) {
            const std::string value(200, static_cast<char>('a' + p));
            for (int i = 0; i < lines; ++i) log::info("line", {{"v", value}, {"end", "1"}});
            ::_exit(0);
        }
    }
    int status = 0;
    while (::wait(&status) > 0) CHECK(status == 0);
    const auto text = rig.text();
    const std::regex shape(R"(\S{20} info  line v=([a-d])\1{199} end=1)");
    int good = 0;
    for (const auto line : split(text, '\n'))
        good += std::regex_match(line.begin(), line.end(), shape) ? 1 : 0;
    CHECK(good == processes * lines);
}

TEST_CASE("log: standard error is the log where no file is named", "[base][log]") {
    const test::TempFolder folder;
    const auto captured = folder.path() / "stderr";
    {
        const CapturedStderr to(captured);
        log::open(Level::info, "");
        log::info("to-stderr", {});
        log::open(Level::error, "");
        log::info("not-this", {});
    }
    const auto text = read_file(captured, plenty);
    CHECK(text.find("info  to-stderr\n") != std::string::npos);
    CHECK(text.find("not-this") == std::string::npos);
}

TEST_CASE("log: a full disk is told once and stops nothing", "[base][log]") {
    const test::TempFolder folder;
    const auto captured = folder.path() / "stderr";
    {
        const CapturedStderr to(captured);
        log::open(Level::info, "/dev/full");
        for (int i = 0; i < 5; ++i) log::info("lost", {});
        log::open(Level::error, "");
    }
    CHECK(read_file(captured, plenty) ==
          "bkxsms: the log cannot be written: No space left on device\n");
}

TEST_CASE("log: the system log takes lines without complaint, also where there is none",
          "[base][log]") {
    log::open(Level::info, "syslog");
    CHECK_NOTHROW(log::error("unit-test", {{"why", "%s %n"}}));
    log::open(Level::error, "");
}

TEST_CASE("log: levels have their words", "[base][log]") {
    CHECK(log::parse_level("debug") == Level::debug);
    CHECK(log::parse_level("warn") == Level::warn);
    CHECK(log::parse_level("off") == Level::off);
    for (const std::string_view bad : {"", "warning", "INFO", "trace", "info "})
        CHECK_FALSE(log::parse_level(bad));
}
