#include "core/base/shared_library.hpp"

#include "core/base/error.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

namespace bkxsms {

SharedLibrary::SharedLibrary(const char* soname, const char* package)
    : soname_(soname), package_(package), handle_(dlopen(soname, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr)
        throw Error(Fault::os,
                    fmt::format("the library '{}' cannot be loaded: {}", soname, dlerror()),
                    fmt::format("install the package {}", package));
}

SharedLibrary::Symbol SharedLibrary::operator[](const char* name) const {
    void* const address = dlsym(handle_, name);
    if (address == nullptr)
        throw Error(Fault::os, fmt::format("the library '{}' has no '{}'", soname_, name),
                    fmt::format("upgrade the package {}: it is older than the one that bkxsms "
                                "was built with",
                                package_));
    return Symbol(address);
}

} // namespace bkxsms
