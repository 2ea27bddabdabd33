#include "core/base/error.hpp"
#include "core/base/id.hpp"
#include "support/catch.hpp"

#include <cerrno>
#include <sysexits.h>
#include <type_traits>

using namespace bkxsms;

TEST_CASE("error: a fault's value is sysexits' and its word is stable", "[base][error]") {
    struct Row {
        Fault fault;
        int status;
        std::string_view word;
    };
    constexpr Row rows[] = {
        {Fault::usage, EX_USAGE, "usage"},
        {Fault::data, EX_DATAERR, "data"},
        {Fault::no_input, EX_NOINPUT, "no_input"},
        {Fault::unavailable, EX_UNAVAILABLE, "unavailable"},
        {Fault::software, EX_SOFTWARE, "software"},
        {Fault::os, EX_OSERR, "os"},
        {Fault::cannot_create, EX_CANTCREAT, "cannot_create"},
        {Fault::io, EX_IOERR, "io"},
        {Fault::temporary, EX_TEMPFAIL, "temporary"},
        {Fault::no_permission, EX_NOPERM, "no_permission"},
        {Fault::config, EX_CONFIG, "config"},
    };
    for (const auto& row : rows) {
        CHECK(static_cast<int>(row.fault) == row.status);
        CHECK(category(row.fault) == row.word);
    }
}

TEST_CASE("error: it carries what went wrong and what to do", "[base][error]") {
    const Error e(Fault::config, "unknown key 'x'", "did you mean 'y'?");
    CHECK(e.fault() == Fault::config);
    CHECK(std::string(e.what()) == "unknown key 'x'");
    CHECK(e.hint() == "did you mean 'y'?");
    CHECK(Error(Fault::io, "x").hint().empty());
}

TEST_CASE("error: the system's numbers have words", "[base][error]") {
    CHECK(errno_text(ENOENT) == "No such file or directory");
}

TEST_CASE("id: numbers of different tables do not mix", "[base][id]") {
    STATIC_REQUIRE_FALSE(std::is_convertible_v<MessageId, AttemptId>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, MessageId> &&
                         std::is_convertible_v<MessageId, std::int64_t>);
    CHECK_FALSE(MessageId{});
    CHECK(MessageId{1});
    CHECK(MessageId{1} < MessageId{2});
}
