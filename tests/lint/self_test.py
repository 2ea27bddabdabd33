"""Each check, shown a good tree and bad ones: a check that cannot go red checks nothing.

usage: self_test.py CHECK    (layers, man, ...)
"""

import hashlib
import os
import pathlib
import sys
import tempfile

import lint

HERE = pathlib.Path(__file__).resolve().parent
UNFINISHED = "TO" + "DO"


def include(header):
    return f'#pragma once\n\n#include {header}\n'


def trees_for_layers():
    good = {
        "src/core/base/error.hpp": include("<string>"),
        "src/core/config/load.cpp": include('"core/base/error.hpp"'),
        "src/core/provider/twilio.cpp": include('"core/transport/exchange.hpp"'),
        "src/core/sandbox/server.cpp": include('"core/text/gsm7.hpp"'),
        "src/cmd/send.cpp": include('"core/queue/enqueue.hpp"'),
        "src/cmd/hook_main.cpp": include('"core/inbound/spool.hpp"'),
    }
    yield good, None
    for path, header, why in (
            ("src/core/base/a.cpp", "core/config/config.hpp", "base must not see config"),
            ("src/core/store/a.cpp", "core/provider/provider.hpp", "store must not see provider"),
            ("src/core/provider/a.cpp", "core/store/db.hpp", "provider must not see store"),
            ("src/core/provider/a.cpp", "core/transport/transport.hpp", "must not see transport"),
            ("src/core/sandbox/a.cpp", "core/provider/twilio.hpp", "sandbox must not see"),
            ("src/core/sandbox/a.hpp", "core/transport/exchange.hpp", "sandbox must not see"),
            ("src/core/queue/a.cpp", "cmd/session.hpp", "nobody includes cmd"),
            ("src/core/booking/a.cpp", "core/inbound/spool.hpp", "booking must not see inbound"),
            ("src/core/report/a.cpp", "core/security/vault.hpp", "report must not see security"),
            ("src/core/attic/a.cpp", "core/base/error.hpp", "has no row"),
            ("src/cmd/hook_main.cpp", "core/store/db.hpp", "the CGI program must not see store"),
            ("src/core/base/a.cpp", "error.hpp", "is not included by its path"),
            ("src/core/base/a.cpp", "../base/error.hpp", "is not included by its path")):
        yield {**good, path: include(f'"{header}"')}, why


def trees_for_libraries():
    good = {
        "src/core/store/connection.hpp": include("<sqlite3.h>"),
        "src/core/base/file.cpp": include("<sys/stat.h>") + "#include <vector>\n",
        "src/core/policy/cap.cpp": include("<fmt/format.h>"),
        "tests/support/main.cpp": include("<catch2/catch.hpp>"),
        "src/core/base/shared_library.cpp": include("<dlfcn.h>"),
        "src/core/transport/CMakeLists.txt": "LIBRARIES libcurl_on_first_use) # not CURL::libcurl\n",
        "tests/bench/CMakeLists.txt": "target_link_libraries(bare_loop PRIVATE CURL::libcurl)\n",
    }
    yield good, None
    for room, target in (("transport", "CURL::libcurl"), ("sandbox", "PkgConfig::MICROHTTPD"),
                         ("security", "OpenSSL::Crypto")):
        listed = f"bkx_room({room}\n  LIBRARIES {target})\n"
        yield ({**good, f"src/core/{room}/CMakeLists.txt": listed},
               f"src/core/{room}/CMakeLists.txt:2: {target} is not linked")
    for path, header in (("src/core/queue/run.cpp", "sqlite3.h"),
                         ("src/core/store/migrate.cpp", "sqlite3.h"),
                         ("src/core/base/zone.hpp", "date/tz.h"),
                         ("src/core/config/load.cpp", "toml++/toml.h"),
                         ("src/core/sandbox/a.cpp", "openssl/hmac.h"),
                         ("tests/unit/text/a.cpp", "catch2/catch.hpp"),
                         ("src/core/transport/curl_library.cpp", "dlfcn.h"),
                         ("src/core/security/digest.cpp", "openssl/hmac.h"),
                         ("src/core/base/a.cpp", "boost/asio.hpp")):
        yield {**good, path: include(f"<{header}>")}, f"<{header}>"


PAGE = """.Dd November 22, 2026
.Dt BKXSMS{upper} 1
.Os
.Sh NAME
.Nm bkxsms{name}
.Nd a page
.Sh DESCRIPTION
The options are as follows:
.Bl -tag -width Ds
{options}.El
.Sh SEE ALSO
{also}
"""


def page(name="", options="", also=".Xr sqlite3 1"):
    return PAGE.format(upper=name.upper(), name=name, options=options, also=also)


PROGRAM = """#!/bin/sh
case "$1 $2" in
"template list") cat <<'END' ;;
List the templates
Options:
  -l,--language TEXT          Only of this language
END
template*) cat <<'END' ;;
Usage: bkxsms template [OPTIONS] SUBCOMMAND

Subcommands:
  list                        List the templates
END
retry*) cat <<'END' ;;
Put failed messages back in the queue
Usage: bkxsms retry [OPTIONS] [ID...]

Options:
  -h,--help                   Print this help message and exit
  -n,--dry-run                Say what would be done, see --nothing
  --unknown                   Also those
END
*) cat <<'END' ;;
Usage: bkxsms [OPTIONS] SUBCOMMAND

Options:
  -h,--help                   Print this help message and exit
  --config FILE               The configuration

Subcommands:
  retry                       Put failed messages back
  template                    Look at templates
END
esac
"""


def trees_for_man():
    both = ".It Fl n , Fl -dry-run\nChange nothing.\n.It Fl -unknown\nAlso those.\n"
    language = ".It Fl l , Fl -language Ar tag\nOnly this.\n"
    good = {
        "program": PROGRAM,
        "man/bkxsms.1": page("", ".It Fl h , Fl -help\nHelp.\n.It Fl -config Ar file\nRead it.\n",
                             ".Xr bkxsms-retry 1 ,\n.Xr bkxsms-template 1"),
        "man/bkxsms-retry.1": page("-retry", both, ".Xr bkxsms 1"),
        "man/bkxsms-template.1": page("-template", language),
    }
    yield good, None
    retry = "man/bkxsms-retry.1"
    less = both.replace(".It Fl -unknown\nAlso those.\n", "")
    yield {**good, retry: page("-retry", less)}, "'--unknown' of `bkxsms retry --help` is not"
    more = both + ".It Fl -force Ar much\nNot at all.\n"
    yield {**good, retry: page("-retry", more)}, "'--force' is described, but"
    yield {**good, "man/bkxsms-template.1": page("-template")}, "'--language' of `bkxsms template"
    yield {**good, retry: page("-retry", both, ".Xr bkxsms-rebate 1")}, "no bkxsms-rebate(1)"
    yield {**good, retry: page("-retry", both) + ".Xx\n"}, "unknown macro"
    yield {**good, "man/bkxsms.1": page("", "")}, "does not list bkxsms-retry(1)"
    yield {**good, "man/bkxsms-sned.1": page("-sned", "")}, "that `bkxsms --help` does not list"
    yield {name: text for name, text in good.items() if name != retry}, "has no page"


def trees_for_config_keys():
    manual = ('.Ss [limits]\\&\n.It Cm daily_limit No = 1000 Pq Em later\n'
              '.Ss [aws]\\&\n.It Cm region No = \\(dqus-east-1\\(dq\n'
              '.It Cm sender_id No = \\(dq\\(dq\n.Ss [[rates]]\\&\n.It Cm price\n'
              '.Sh FILES\n')
    printed = 'limits.daily_limit\\t1000\naws.region\\t"us-east-1"\naws.sender_id\\t\nrates.price\\t\n'

    def tree(text, keys):
        return {"man/bkxsms.toml.5": text, "program": f"#!/bin/sh\nprintf '{keys}'\n"}

    yield tree(manual, printed), None
    yield tree(manual, printed + "aws.new\\t1\n"), "key 'aws.new' is not documented"
    yield tree(manual.replace("1000", "100"), printed), "the default of 'limits.daily_limit' is"
    yield tree(manual + ".Ss [aws]\\&\n.It Cm gone No = 1\n", printed), "there is no key 'aws.gone'"
    yield tree(manual, ""), "printed no key"


def trees_for_migrations():
    schema = "src/core/store/schema/"
    first = "CREATE TABLE a (b INTEGER) STRICT;\n"
    released = f"{hashlib.sha256(first.encode()).hexdigest()}  0001_first.sql\n"
    good = {schema + "0001_first.sql": first, schema + "0002_more.sql": "-- more\n",
            schema + "RELEASED": released}
    yield good, None
    yield {schema + "0001_first.sql": first}, None
    yield {**good, schema + "0001_first.sql": first + "-- oh\n"}, "was changed"
    yield {**good, schema + "0004_gap.sql": ""}, "should be number 0003"
    yield {**good, schema + "0002_twice.sql": ""}, "should be number 0003"
    yield {**good, schema + "three.sql": ""}, "is not named NNNN_words.sql"
    yield {**good, schema + "RELEASED": released + "0002\n"}, "is not 'SHA256  NAME'"
    gone = {schema + "0001_other.sql": first, schema + "RELEASED": released}
    yield gone, "0001_first.sql is released and must stay"


def trees_for_format():
    good = {".clang-format": "BasedOnStyle: LLVM\n", "src/a.cpp": "int a;\n"}
    yield good, None
    yield {**good, "src/b.cpp": "int  b ;\n"}, "src/b.cpp:1: from here on"
    yield {**good, "tests/c.cpp": "int c; \n"}, "tests/c.cpp:1: from here on"


def trees_for_words():
    good = {
        "README.md": "the network/work of /worker; build/ is left out\n",
        "build/x.txt": UNFINISHED + "\n",
        "share/templates/es/x.txt": UNFINISHED + " LISTO\n",
        "src/core/a.cpp": "\n" * 350,
        "src/cmd/session.cpp": "\n" * 350,
        "src/cmd/send.cpp": "Action declare_send(CLI::App& app) {\n" + "\n" * 149,
    }
    yield good, None
    for text in (f"// {UNFINISHED}: later", "# FIX" + "ME", "see /wo" + "rk/main/README.md",
                 "in ../sha" + "red/data", "from https://py" + "pi.org"):
        yield {**good, "docs/notes.md": text + "\n"}, "docs/notes.md:1: '"
    yield {**good, "src/core/a.cpp": "\n" * 351}, "351 lines, more than 350"
    send = good["src/cmd/send.cpp"] + "\n"
    yield {**good, "src/cmd/send.cpp": send}, "151 lines, more than 150"


def judge(check, files, complaint):
    """Runs the check on a tree of `files`; '' if it says what it should."""
    with tempfile.TemporaryDirectory(prefix="bkxsms-lint-") as name:
        root = pathlib.Path(name).resolve()
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        arguments = [str(root)]
        if "program" in files:
            os.chmod(root / "program", 0o700)
            arguments.append(str(root / "program"))
        result = lint.run(sys.executable, "-B", str(HERE / f"check_{check}.py"), *arguments)
    if result.returncode == lint.SKIPPED:
        lint.skip(result.stdout.strip())
    if complaint is None:
        right = result.returncode == 0 and not result.stdout
    else:
        right = result.returncode == 1 and complaint in result.stdout
    wanted = f"wanted: {complaint or 'no complaint'}"
    return "" if right else f"{wanted}\ngot {result.returncode}: {result.stdout}{result.stderr}"


def main():
    check = sys.argv[1]
    wrong = 0
    cases = list(globals()["trees_for_" + check]())
    for files, complaint in cases:
        why = judge(check, files, complaint)
        if why:
            wrong += 1
            print(why)
    red = sum(complaint is not None for _, complaint in cases)
    if red == 0:
        sys.exit("no bad tree")
    print(f"{len(cases)} trees, {red} of them bad, {wrong} misjudged")
    sys.exit(1 if wrong else 0)


main()
