#pragma once

#include "cmd/accounts.hpp"
#include "core/config/edit.hpp"
#include "core/security/secret.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// An account that is being set up: what was given for it, on top of what is in force.

namespace bkxsms::cmd {

class AccountDraft {
public:
    /// The two outlive it.
    AccountDraft(const Account& account, const config::Config& config);

    /// A key of the account's table as it was typed. A secret's key takes a reference only.
    /// \throws Error{usage}, never with the value of a secret.
    void set(std::string_view key, std::string_view typed);

    /// The content of a file or a line, without the line break at its end. \throws Error{usage}
    /// for a key that is no secret, {data} for what can be none.
    void set_secret(std::string_view key, std::string_view content);

    const Account& account() const noexcept { return account_; }
    /// Given in one of the two ways.
    bool is_given(std::string_view key) const;
    /// Given, or in force; a secret in force is one that can be read.
    bool has(std::string_view key) const;
    bool is_asked(const Field& field) const;  ///< it has a sense beside what else is there
    bool is_needed(const Field& field) const; ///< without it nothing can be sent
    std::vector<std::string> missing() const; ///< "auth_id", "phone_number or powerpack_uuid"

    /// What is in force, as it would be typed; "" if it is nothing.
    std::string in_force(std::string_view key) const;

    /// All that was given but secrets, in the manual's order, by the name of the key.
    std::vector<config::Setting> settings() const;
    /// By their key in the table.
    const std::map<std::string, security::Secret, std::less<>>& secrets() const noexcept {
        return secrets_;
    }

private:
    std::string name_of(std::string_view key) const;
    const config::KeyInfo& info_of(std::string_view key) const;
    std::string toml_in_force(std::string_view key) const;

    const Account& account_;
    const config::Config& config_;
    std::map<std::string, std::string, std::less<>> plain_; ///< as TOML
    std::map<std::string, security::Secret, std::less<>> secrets_;
};

} // namespace bkxsms::cmd
