#pragma once

#include "core/config/document.hpp"
#include "core/config/schema.hpp"

#include <string>
#include <string_view>

/// \file
/// Between what a file says and a member of Config, in both directions, for every kind of key.

namespace bkxsms::config {

/// Checks `item` against `key` and puts it into `config`.
/// \throws Error{config} "FILE:3:12: 'messages.max_parts' must be a whole number from 1 to 10,
/// not '11'"; the value is left out where it may be a secret or a phone number.
void assign(const Key& key, const Document& document, const Item& item, Config& config);

/// The member as TOML: `"5m"`, `["STOP"]`, `true`. (Not const: the table's accessors are not.)
std::string to_toml(const Key& key, Config& config);

std::string quote_toml(std::string_view text); ///< a basic string, with its quotes

std::string describe_wanted(const Key& key); ///< "a whole number from 1 to 10"

} // namespace bkxsms::config
