#pragma once

#include "core/base/error.hpp"

#include <compare>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// A TOML file as a flat list of what it sets, in the order of the file, each with its place.
/// The rest of the room does not know toml++.

namespace bkxsms::config {

/// Both from 1; columns count characters, not bytes.
struct Position {
    int line = 1;
    int column = 1;
    auto operator<=>(const Position&) const = default;
};

/// A number as its digits, so that money never passes through a binary fraction: "0.10" is
/// "0.10". Without '_' and a leading '+'; a hexadecimal, octal or binary one in decimal.
struct Number {
    std::string text;
    bool whole = true; ///< a TOML integer
    bool operator==(const Number&) const = default;
};
struct Table {
    bool operator==(const Table&) const = default;
};
/// What no key takes, by name: "a date", "a list of other things than texts".
struct Foreign {
    std::string_view name;
    bool operator==(const Foreign&) const = default;
};
using Value = std::variant<bool, Number, std::string, std::vector<std::string>, Table, Foreign>;

inline constexpr int no_row = -1;

struct Item {
    std::string name; ///< "twilio.account_sid"; a part that is no bare key in its quotes
    int row = no_row; ///< inside an array of tables: which of its tables, from 0
    Position key_at;
    Position value_at;
    Value value;
};

struct Document {
    std::string file; ///< for messages
    std::vector<Item> items;

    /// Error{config} "FILE:LINE:COLUMN: what".
    Error error(Position at, const std::string& what, std::string hint = {}) const;
};

/// \throws Error{config} if `text` is no TOML. A value's text is never part of the message: it
/// may be a secret.
Document read_document(std::string file, std::string_view text);

} // namespace bkxsms::config
