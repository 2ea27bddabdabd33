#pragma once

#include <string>
#include <string_view>

/// \file
/// A provider's token or password in memory: it cannot be printed, formatted or logged by
/// accident, and its bytes are wiped when it goes.

namespace bkxsms::security {

/// Every byte a Secret has held is overwritten before it lets go of it: when it dies, is moved
/// from or is assigned to.
class Secret {
public:
    Secret() = default;
    /// Takes the string over; pass it with std::move, or the caller's copy stays behind.
    explicit Secret(std::string value) noexcept;
    Secret(const Secret&) = default;
    Secret& operator=(const Secret& other);
    Secret(Secret&& other) noexcept; ///< `other` is empty afterwards
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    /// The one way to the bytes. Never pass the result to anything that prints.
    std::string_view reveal() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

private:
    std::string value_;
};

/// The most a secret's file may hold: a token has some 32 bytes, a private key in PEM 3,500.
inline constexpr std::size_t max_secret_bytes = 16 * 1024;

/// Loads the secret that a config value refers to:
///   "file:/etc/bkxsms/twilio.token"  a file with mode 0600 or 0640, owned by us or root; one
///                                    trailing line break is cut
///   "credential:twilio-token"        systemd: $CREDENTIALS_DIRECTORY/twilio-token
/// A relative path is below `base_folder` (the folder of bkxsms.toml).
/// \throws Error{config} for another form (a token typed into the TOML is refused with the hint
/// how to move it out, without repeating it) and for an empty file; {no_input},
/// {no_permission}, {data} as read_trusted_file.
Secret load_secret(std::string_view reference, const std::string& base_folder);

} // namespace bkxsms::security
