#include "core/base/error.hpp"
#include "core/base/shared_library.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <string>

using namespace bkxsms;

namespace {

Error refusal(const char* soname, const char* symbol) {
    try {
        static_cast<void>(SharedLibrary(soname, "libmade-up1")[symbol]);
    } catch (const Error& error) {
        return error;
    }
    return {Fault::software, "nothing was refused"};
}

} // namespace

TEST_CASE("shared library: its functions are found by their names", "[base][shared_library]") {
    const SharedLibrary library("libm.so.6", "libc6");
    double (*const cube_root)(double) = library["cbrt"];
    CHECK(cube_root(27) == Approx(3));
}

TEST_CASE("shared library: one that is missing is named, with the package that has it",
          "[base][shared_library]") {
    const auto error = refusal("libmade-up.so.1", "made_up");
    CHECK(error.fault() == Fault::os);
    CHECK(error.what() ==
          std::string("the library 'libmade-up.so.1' cannot be loaded: libmade-up.so.1: cannot "
                      "open shared object file: No such file or directory"));
    CHECK(error.hint() == "install the package libmade-up1");
}

TEST_CASE("shared library: one without the function asked for is refused",
          "[base][shared_library]") {
    const auto error = refusal("libm.so.6", "made_up");
    CHECK(error.fault() == Fault::os);
    CHECK(error.what() == std::string("the library 'libm.so.6' has no 'made_up'"));
    CHECK(error.hint().starts_with("upgrade the package libmade-up1"));
}
