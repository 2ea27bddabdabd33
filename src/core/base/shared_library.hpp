#pragma once

#include <type_traits>

/// \file
/// A shared library that is loaded when it is first used. Most commands never need libcurl or
/// libmicrohttpd, and loading those two with the forty libraries behind them takes longer than
/// the work of `bkxsms send`.

namespace bkxsms {

/// Stays loaded until the process ends: such libraries leave threads and exit handlers behind.
class SharedLibrary {
public:
    /// Loads `soname` and all it depends on. Every symbol is bound at once, so that what is
    /// missing or does not fit shows here and not in the middle of an exchange. `package` is
    /// the Debian package to name in the hint. \throws Error{os}
    SharedLibrary(const char* soname, const char* package);

    /// A function; becomes whatever function pointer it is assigned to.
    class Symbol {
    public:
        explicit Symbol(void* address) noexcept : address_(address) {}

        template <class Function>
        requires std::is_function_v<Function>
        operator Function*() const noexcept { return reinterpret_cast<Function*>(address_); }

    private:
        void* address_;
    };

    /// Never null. \throws Error{os} if the library has no such symbol.
    Symbol operator[](const char* name) const;

private:
    const char* soname_;
    const char* package_;
    void* handle_;
};

} // namespace bkxsms
