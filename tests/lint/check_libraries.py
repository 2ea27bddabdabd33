"""Outside libraries are included only by the files that own them (docs/architecture.md), so that
one can be replaced, and its dangers be known, by reading one file. Libraries that are loaded on
first use (docs/decisions/0013) are not linked."""

import fnmatch
import re

import lint

# Header of a library: the files that may include it.
OWNERS = {
    "CLI/*": ["src/cmd/*"],
    "toml++/*": ["src/core/config/document.cpp"],
    "spdlog/*": ["src/core/base/log.cpp"],
    "fmt/*": ["src/*", "tests/*"],
    "sqlite3.h": ["src/core/store/connection.hpp"],
    "curl/*": ["src/core/transport/*", "tests/unit/transport/*", "tests/unit/sandbox/*",
               "tests/bench/*"],
    "phonenumbers/*": ["src/core/phone/number.cpp"],
    "unicode/*": ["src/core/text/*"],
    "date/*": ["src/core/base/zone.cpp"],
    "sodium.h": ["src/core/security/digest.cpp", "src/core/security/keyring.cpp",
                 "src/core/security/vault.cpp", "tests/unit/security/*"],
    "openssl/*": ["src/core/security/crypto_library.hpp", "tests/unit/security/*",
                  "tests/unit/transport/*"],
    "nlohmann/*": ["src/core/base/json.cpp"],
    "microhttpd.h": ["src/core/sandbox/*"],
    "catch2/*": ["tests/support/*"],
    "dlfcn.h": ["src/core/base/shared_library.cpp", "tests/crash/logw.cpp"],
}

# What no CMakeLists.txt below src may name: these targets bring the library into every start.
ON_FIRST_USE = {
    "CURL::libcurl": "libcurl_on_first_use",
    "OpenSSL::Crypto": "libcrypto_on_first_use",
    "PkgConfig::MICROHTTPD": "libmicrohttpd_on_first_use",
}

# POSIX and Linux; the headers of the C++ library are those without a dot or a slash.
SYSTEM = ["sys/*", "netinet/*", "arpa/*", "net/*", "linux/*"] + [
    name + ".h" for name in (
        "dirent", "fcntl", "fnmatch", "getopt", "grp", "langinfo", "malloc", "netdb",
        "poll", "pthread", "pwd", "sched", "signal", "spawn", "stdlib", "string", "strings", "sysexits",
        "syslog", "termios", "time", "unistd")]


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def complaint(path, header):
    for library, owners in OWNERS.items():
        if fnmatch.fnmatchcase(header, library):
            if matches(path, owners):
                return None
            return f"<{header}> belongs to {', '.join(owners)}"
    if matches(header, SYSTEM) or not ("." in header or "/" in header):
        return None
    return f"<{header}> is of no library in check_libraries.py"


def main():
    root = lint.root_argument()
    problems = lint.Problems(root)
    for path in lint.sources(root, "src", "tests"):
        for line, kind, header in lint.includes(path):
            why = complaint(path.relative_to(root).as_posix(), header) if kind == "<" else None
            if why:
                problems.add(path, line, why)
    for path in sorted((root / "src").rglob("CMakeLists.txt")):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for target in re.findall(r"[\w:]+", text.partition("#")[0]):
                if target in ON_FIRST_USE:
                    problems.add(path, number,
                                 f"{target} is not linked: use {ON_FIRST_USE[target]}")
    problems.finish()


main()
