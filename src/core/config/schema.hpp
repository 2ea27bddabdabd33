#pragma once

#include "core/config/check.hpp"
#include "core/config/config.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

/// \file
/// The one table of all keys: the name, the member it fills, its kind and its limits. Reading,
/// writing, the manual's lint and the hints for misspelt keys all come from it; the defaults
/// are the members' own initialisers. A new key is one member and one row.

namespace bkxsms::config {

/// The way from a Config to one member of it.
template <class T>
using Member = T& (*)(Config&);

/// What a key takes.
struct Flag {
    Member<bool> at;
};
struct Count {
    Member<int> at;
    int least;
    int most;
};
struct Bytes {
    Member<std::uint64_t> at;
    std::uint64_t most;
};
struct PerSecond {
    Member<double> at;
    double most;
};
/// "5m" or a whole number of seconds, which is what the settings page had.
struct Span {
    Member<std::chrono::seconds> at;
    std::chrono::seconds least;
    std::chrono::seconds most;
};
/// Money in costs.currency, not negative: "0.10", or the number 0.10 read by its digits. Both,
/// because people paste either, and a decimal fraction in binary would not be what they typed.
struct Amount {
    Member<std::int64_t> at;
};
struct Text {
    Member<std::string> at;
    const Check& check;
};
/// Where a secret is; never the secret.
struct Reference {
    Member<std::string> at;
};
struct List {
    Member<std::vector<std::string>> at;
    const Check* check = nullptr; ///< of each word
    bool may_be_empty = false;
};
/// One of a few words, the n-th for the enumerator n.
struct Choice {
    std::span<const std::string_view> words;
    void (*set)(Config&, std::size_t);
    std::size_t (*get)(Config&);
};
/// A file or folder. The default is `name`, below the folder that `home` says.
struct Place {
    enum class Home { state, config };
    Member<std::filesystem::path> at;
    std::string_view name;
    Home home = Home::state;
};

using Slot = std::variant<Flag, Count, Bytes, PerSecond, Span, Amount, Text, Reference, List,
                          Choice, Place>;

struct Key {
    std::string_view name; ///< "twilio.account_sid"
    Slot slot;
};

std::span<const Key> schema() noexcept; ///< in the manual's order

const Key* find_key(std::string_view name) noexcept; ///< nullptr if there is none
bool is_table(std::string_view name) noexcept;       ///< "twilio"

/// A table that may be written many times, in two brackets. Its keys fill the last row.
struct RowTable {
    std::string_view name;                      ///< "rates"
    std::span<const std::string_view> required; ///< "provider", …: without these it is no row
    std::size_t (*count)(const Config&);
    void (*resize)(Config&, std::size_t);
};

std::span<const RowTable> row_tables() noexcept;
const RowTable* find_row_table(std::string_view name) noexcept; ///< nullptr if it is none
bool in_rows(const Key& key) noexcept;

/// "did you mean 'limits.daily_limit'? bkxsms.toml(5) lists the keys"
std::string hint_for_unknown(std::string_view name);

} // namespace bkxsms::config
