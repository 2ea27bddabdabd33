#include "core/text/catalogue.hpp"

#include "rig.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>

using namespace bkxsms;
using text::Catalogue;
namespace fs = std::filesystem;

namespace {

struct Rig {
    test::TempFolder site, shipped;
    Catalogue catalogue{{site.path(), shipped.path() / "absent", shipped.path()}, "en"};

    Rig() {
        put(shipped, "en/hello.txt", "hello en\n");
        put(shipped, "de/hello.txt", "hello de\n");
        put(shipped, "en/only_en.txt", "only en\n");
        put(shipped, "fr/only_fr.txt", "only fr\n");
    }
    static void put(const test::TempFolder& folder, const fs::path& name,
                    std::string_view content) {
        fs::create_directories((folder.path() / name).parent_path());
        folder.write(name.string(), content);
    }
    std::string text(std::string_view name, std::string_view locale) const {
        return catalogue.find(name, locale).render({});
    }
};

} // namespace

TEST_CASE("catalogue: a reader gets the nearest language there is", "[text][catalogue]") {
    Rig rig;
    CHECK(rig.text("hello", "de-AT") == "hello de");
    CHECK(rig.catalogue.find("hello", "de-AT").locale() == "de");
    CHECK(rig.text("hello", "fr") == "hello en");
    CHECK(rig.text("hello", "") == "hello en");
    CHECK(rig.text("only_en", "de-AT") == "only en");
    rig.put(rig.shipped, "de-AT/hello.txt", "servus");
    CHECK(rig.text("hello", "de_at") == "servus");
}

TEST_CASE("catalogue: the chain is tag, language, default, its language", "[text][catalogue]") {
    using Chain = std::vector<std::string>;
    const Catalogue british({}, "en-GB");
    CHECK(Catalogue({}, "en").chain("de-AT") == Chain{"de-AT", "de", "en"});
    CHECK(british.chain("de-AT") == Chain{"de-AT", "de", "en-GB", "en"});
    CHECK(british.chain("en") == Chain{"en", "en-GB"});
    CHECK(british.chain("zh-Hant-TW") == Chain{"zh-Hant-TW", "zh-Hant", "zh", "en-GB", "en"});
    CHECK(british.chain("ar-u-nu-arab") ==
          Chain{"ar-u-nu-arab", "ar-u-nu", "ar", "en-GB", "en"});
    CHECK(british.chain("") == Chain{"en-GB", "en"});
    CHECK(test::error_of([&] { british.chain("../de"); }).fault() == Fault::data);
    CHECK(test::error_of([] { Catalogue({}, "en/.."); }).fault() == Fault::data);
}

TEST_CASE("catalogue: the site's own file wins, file by file", "[text][catalogue]") {
    Rig rig;
    rig.put(rig.site, "en/hello.txt", "our hello");
    CHECK(rig.text("hello", "en") == "our hello");
    CHECK(rig.text("hello", "de") == "hello de"); // a nearer language beats a nearer folder
    CHECK(rig.text("only_en", "en") == "only en");
}

TEST_CASE("catalogue: a site's file that cannot be used is reported, not passed over",
          "[text][catalogue]") {
    Rig rig;
    SECTION("a folder") {
        fs::create_directories(rig.site.path() / "en/hello.txt");
        CHECK_THROWS_AS(rig.text("hello", "en"), Error);
    }
    SECTION("a pattern that is wrong") {
        rig.put(rig.site, "en/hello.txt", "hello {");
        CHECK(test::error_of([&] { rig.text("hello", "en"); }).fault() == Fault::data);
    }
    SECTION("nothing but comments") {
        rig.put(rig.site, "en/hello.txt", "# soon\n\n");
        CHECK(std::string(test::error_of([&] { rig.text("hello", "en"); }).what()) ==
              "template 'hello' (en) holds no text");
    }
    SECTION("a huge one") {
        rig.put(rig.site, "en/hello.txt", "#" + std::string(70'000, 'x'));
        CHECK(test::error_of([&] { rig.text("hello", "en"); }).fault() == Fault::data);
    }
}

TEST_CASE("catalogue: comments, marks and outer line breaks are no text", "[text][catalogue]") {
    struct Row {
        std::string_view content;
        std::string_view text;
    };
    const auto row = GENERATE(values<Row>({
        {"# one\n# two\nHi\n", "Hi"},
        {"#one\r\nHi\r\nthere\r\n", "Hi\nthere"},
        {"\xEF\xBB\xBF# one\nHi", "Hi"},
        {"\n\nHi\n\n", "Hi"},
        {"Hi\n# not a comment", "Hi\n# not a comment"},
        {"  Hi ", "  Hi "},
    }));
    Rig rig;
    rig.put(rig.site, "en/x.txt", row.content);
    CHECK(rig.text("x", "en") == row.text);
}

TEST_CASE("catalogue: hostile names never become paths", "[text][catalogue]") {
    Rig rig;
    rig.put(rig.site, "secret.txt", "secret");
    const auto name = GENERATE(values<std::string>(
        {"../secret", "..", ".", "", "/etc/passwd", "a/b", "Hello", "hello.txt", "a b", "a\n",
         "h\u00e9llo", std::string("hello\0", 6), std::string(65, 'a')}));
    const auto error = test::error_of([&] { rig.catalogue.find(name, "en"); });
    CHECK(error.fault() == Fault::data);
    CHECK(std::string(error.what()).ends_with("is no name of a template"));
    CHECK(test::error_of([&] { rig.catalogue.find("secret", ".."); }).fault() == Fault::data);
}

TEST_CASE("catalogue: an unknown name is answered with the nearest", "[text][catalogue]") {
    Rig rig;
    const auto error = test::error_of([&] { rig.catalogue.find("helo", "de"); });
    CHECK(std::string(error.what()) == "no template 'helo'");
    CHECK(error.hint() == "did you mean 'hello'?");
    CHECK(test::error_of([&] { rig.catalogue.find("zzzzzz", "de"); }).hint() ==
          "`bkxsms template list` shows them");
    CHECK(test::error_of([&] { rig.catalogue.find("only_fr", "de"); }).hint() ==
          "it is there in other languages than this and the default one");
}

TEST_CASE("catalogue: the list has each name and language once, the winner",
          "[text][catalogue]") {
    Rig rig;
    rig.put(rig.site, "en/hello.txt", "ours");
    rig.put(rig.site, "DE/hello.txt", "not a canonical folder");
    rig.put(rig.site, "en/Bad Name.txt", "x");
    rig.put(rig.site, "en/note.md", "x");
    const auto list = rig.catalogue.list();
    std::vector<std::string> found;
    for (const auto& entry : list) found.push_back(entry.name + ' ' + entry.locale);
    CHECK(found ==
          std::vector<std::string>{"hello de", "hello en", "only_en en", "only_fr fr"});
    CHECK(list.at(1).file == rig.site.path() / "en/hello.txt");
}
