#include "core/provider/codes.hpp"
#include "support/catch.hpp"

#include <array>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

constexpr CodeMeaning row(std::string_view code) {
    return {code, Category::unknown, Remedy::none, "x"};
}

} // namespace

TEST_CASE("codes: a table is in order, with no code twice", "[provider][codes]") {
    static_assert(is_code_table({}));
    static_assert(is_code_table(std::array{row("10"), row("2"), row("err-1")}));
    static_assert(!is_code_table(std::array{row("2"), row("10")}));
    static_assert(!is_code_table(std::array{row("2"), row("2")}));
}

TEST_CASE("codes: a code is found whole, or not at all", "[provider][codes]") {
    const std::array table{row("10"), row("2"), row("err-1")};
    for (const auto& one : table) CHECK(find_code(table, one.code) == &one);
    for (const auto* code : {"", "1", "100", "err", "err-10", "z"})
        CHECK(find_code(table, code) == nullptr);
    CHECK(find_code({}, "1") == nullptr);
}
