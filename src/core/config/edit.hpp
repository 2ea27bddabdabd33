#pragma once

#include "core/config/config.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Changes to a bkxsms.toml that people write by hand: some keys are set, and every other byte
/// stays as it is, with comments, order and line breaks.

namespace bkxsms::config {

struct Setting {
    std::string name;  ///< a key in a table: "twilio.enabled"
    std::string value; ///< as TOML, in one line: `true`, `"file:twilio.token"`
};

/// The text with those keys set. Of a key that is there only the value changes, also where it
/// is what it was; one that is missing, or is only in a comment, comes to the end of its table,
/// and a table that is missing to the end of the text.
/// \throws Error{config} "FILE:7:1: …" for a table or key that is written in another way than
/// `[twilio]` and `enabled = …`, with the line that is to be changed by hand; as parse(), for
/// `toml` and for what came of it.
std::string edit(std::string_view toml, const std::vector<Setting>& settings,
                 const std::filesystem::path& file);

/// What a person typed for `key` as TOML in its one canonical form: `true`, `"GB"`, `0.5`.
/// REQUIRES: a key of parse(), but none of [[rates]].
/// \throws Error{usage} "'twilio.phone_number' must be …", with the hint of parse().
std::string typed_to_toml(std::string_view key, std::string_view typed);

/// Sets those keys in the file, whose owner, group and mode stay. Others that do so at the same
/// time wait, and no change of theirs is lost. A reader sees the old text or the new.
/// \throws as require_changeable(), edit() and load(); Error{cannot_create|io}. Then the file
/// is as it was.
void save_settings(const std::filesystem::path& file, const std::vector<Setting>& settings);

/// \throws Error{no_permission} if this user must not change the file: it belongs to somebody
/// else, or it is read-only.
void require_changeable(const std::filesystem::path& file);

} // namespace bkxsms::config
