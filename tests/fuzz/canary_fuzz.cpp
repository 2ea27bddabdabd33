#include "fuzz.hpp"

/// A target with a fault, which replay must find: a driver that finds nothing would be quiet
/// about everything. Three bytes in a row are one in 16 million inputs by luck, so only the
/// dictionary and the corpus lead there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bkxsms::fuzz::Input input(data, size);
    const bool near = input.line() == "near";
    const auto second = input.line();
    bkxsms::fuzz::require(!near || second.find("the fault") == std::string_view::npos,
                          "the canary sings");
    return 0;
}
