#include "cmd/account_files.hpp"
#include "core/base/error.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <set>
#include <sys/stat.h>

using namespace bkxsms;
using cmd::NewSecrets;
using security::Secret;
namespace fs = std::filesystem;

namespace {

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return names;
}

Secret secret(const char* text) {
    return Secret(std::string(text));
}

using Names = std::set<std::string>;

} // namespace

TEST_CASE("secrets: what is kept can be loaded by its reference", "[cmd]") {
    const test::TempFolder folder;
    std::string reference;
    {
        NewSecrets files(folder.path());
        reference = files.write("aws.secret", secret("hush"), "");
        files.keep();
    }
    CHECK(reference == "file:aws.secret");
    CHECK(security::load_secret(reference, folder.path().string()).reveal() == "hush");
    struct stat status {};
    REQUIRE(::stat((folder.path() / "aws.secret").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0600);
}

TEST_CASE("secrets: what is not kept goes, and what was there stays", "[cmd]") {
    const test::TempFolder folder;
    folder.write("aws.secret", "old\n");
    {
        NewSecrets files(folder.path());
        CHECK(files.write("aws.secret", secret("new"), "file:aws.secret") ==
              "file:aws.secret.2");
        CHECK(files.write("aws.session", secret("new"), "") == "file:aws.session");
        CHECK(names_in(folder.path()) == Names{"aws.secret", "aws.secret.2", "aws.session"});
    }
    CHECK(names_in(folder.path()) == Names{"aws.secret"});
    CHECK(security::load_secret("file:aws.secret", folder.path().string()).reveal() == "old");
}

TEST_CASE("secrets: a secret that is replaced goes when the new one is kept", "[cmd]") {
    const test::TempFolder folder;
    folder.write("aws.secret", "old\n");
    std::string reference = "file:aws.secret";
    for (const char* next : {"file:aws.secret.2", "file:aws.secret", "file:aws.secret.2"}) {
        NewSecrets files(folder.path());
        const auto text = reference + " no more";
        reference = files.write("aws.secret", secret(text.c_str()), reference);
        CHECK(reference == next);
        files.keep();
        CHECK(names_in(folder.path()) == Names{reference.substr(5)});
    }
}

TEST_CASE("secrets: the same secret is not written again", "[cmd]") {
    const test::TempFolder folder;
    folder.write("mine", "hush\n");
    NewSecrets files(folder.path());
    CHECK(files.write("aws.secret", secret("hush"), "file:mine") == "file:mine");
    files.keep();
    CHECK(names_in(folder.path()) == Names{"mine"});
}

TEST_CASE("secrets: files of other names are others' to remove", "[cmd]") {
    const test::TempFolder folder;
    for (const char* name : {"mine", "aws.secrets", "aws.secret.old", "aws.secret.1"}) {
        folder.write(name, "old\n");
        NewSecrets files(folder.path());
        files.write("aws.secret", secret(name), "file:" + std::string(name));
        files.keep();
        CHECK(fs::exists(folder.path() / name));
    }
    NewSecrets files(folder.path());
    files.write("aws.secret", secret("x"), "credential:aws.secret");
    files.keep();
    CHECK(fs::exists(folder.path() / "aws.secret"));
}
