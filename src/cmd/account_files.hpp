#pragma once

#include "core/security/secret.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The files that hold an account's secrets, beside the configuration that refers to them.

namespace bkxsms::cmd {

/// What is written goes again with the object, unless it is kept. A new secret never takes the
/// place of an old one: the configuration changes from one file to the other, and with it all
/// of the account at once.
class NewSecrets {
public:
    explicit NewSecrets(std::filesystem::path folder) : folder_(std::move(folder)) {}
    NewSecrets(const NewSecrets&) = delete;
    NewSecrets& operator=(const NewSecrets&) = delete;
    ~NewSecrets();

    /// Writes the secret into `name`, or `name.2`, … if that is taken, with mode 0600. Returns
    /// the reference to it: `in_force` where that is to the same secret, and nothing is
    /// written. \throws Error{cannot_create|io}
    std::string write(std::string_view name, const security::Secret& secret,
                      std::string_view in_force);

    /// The configuration refers to them now. Removes those that it referred to before and that
    /// have such a name.
    void keep() noexcept;

private:
    bool is_same(std::string_view reference, const security::Secret& secret) const;

    std::filesystem::path folder_;
    std::vector<std::filesystem::path> written_;
    std::vector<std::filesystem::path> replaced_;
};

} // namespace bkxsms::cmd
