#include "core/text/locale.hpp"

#include "rig.hpp"

#include <optional>

using namespace bkxsms;
using text::canonical_locale;

TEST_CASE("locale: tags come back in canonical case", "[text][locale]") {
    struct Row {
        std::string_view typed;
        std::string_view becomes;
    };
    const auto row = GENERATE(values<Row>({
        {"de", "de"},
        {"DE_at", "de-AT"},
        {"zh-hANT-tw", "zh-Hant-TW"},
        {"PT-br", "pt-BR"},
        {"es-419", "es-419"},
        {"ar-U-NU-ARAB", "ar-u-nu-arab"},
        {"sl-rozaj-1994", "sl-rozaj-1994"},
        {"fil", "fil"},
    }));
    INFO(row.typed);
    CHECK(canonical_locale(row.typed) == std::string(row.becomes));
}

TEST_CASE("locale: what is no tag is none", "[text][locale]") {
    const std::string tag = GENERATE(values<std::string>(
        {"", "d", "english", "de-", "-de", "de--AT", "de/AT", "../de", "de_AT.UTF-8", "de-u",
         "12", "de\n", "d\u00e9", "de-123456789", "de-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
         std::string("de\0AT", 5)}));
    INFO(tag);
    CHECK(canonical_locale(tag) == std::nullopt);
}
