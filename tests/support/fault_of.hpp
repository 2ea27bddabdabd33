#pragma once

#include "core/base/error.hpp"

#include <optional>

namespace bkxsms::test {

/// The fault that `act` throws, nullopt if it throws none.
template <class Act>
std::optional<Fault> fault_of(Act&& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.fault();
    }
    return std::nullopt;
}

} // namespace bkxsms::test
