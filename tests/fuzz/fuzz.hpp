#pragma once

#include "core/base/error.hpp"
#include "core/base/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// What every fuzz target has. A target is one file NAME_fuzz.cpp with LLVMFuzzerTestOneInput;
/// README.md says how it is run. Each states what holds for any input: require() ends the
/// process where it does not, and an exception that is no bkxsms::Error ends it by itself.

namespace bkxsms::fuzz {

/// Not assert(): it must hold in a release build too.
inline void require(bool holds, const char* rule) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", rule);
    std::abort();
}

/// The input, taken from the front piece by piece. Where it ends, everything is 0 or empty.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) noexcept
        : rest_(size == 0 ? std::string_view()
                          : std::string_view(reinterpret_cast<const char*>(data), size)) {}

    unsigned byte() noexcept {
        if (rest_.empty()) return 0;
        const auto first = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }
    /// Up to the next `mark`, which is taken too.
    std::string_view until(char mark) noexcept {
        const auto end = rest_.find(mark);
        const auto piece = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return piece;
    }
    std::string_view line() noexcept { return until('\n'); }
    std::string_view rest() const noexcept { return rest_; }
    bool done() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// The refusal that `act` ends in, if it ends in one: of the fault `expected`, in words that
/// can be shown. Whatever else `act` throws goes on.
template <class Act>
std::optional<Error> refusal(Fault expected, Act act) {
    try {
        act();
    } catch (const Error& error) {
        require(error.fault() == expected, "a refusal has the fault that the header names");
        require(!std::string_view(error.what()).empty(), "a refusal says what is wrong");
        require(is_utf8(error.what()) && is_utf8(error.hint()), "a refusal is UTF-8");
        return error;
    }
    return std::nullopt;
}

} // namespace bkxsms::fuzz
