#pragma once

#include <span>
#include <string_view>

/// \file
/// What an account at a provider is made of, as `provider add` asks for it: the keys of its
/// table that a newcomer has to decide, in the order in which they are asked. Every secret of
/// config::schema is among them.

namespace bkxsms::cmd {

struct Field {
    enum class Need {
        always,
        never,
        without, ///< if `other` is not set; else it is not asked for
        with,    ///< if `other` is set; else it is not asked for
    };
    std::string_view key;   ///< "account_sid"
    std::string_view about; ///< what it is and where it is found; one line
    Need need = Need::never;
    std::string_view other{};
    std::string_view file{}; ///< of a secret: what its file is called; "" for a plain key
    bool many_lines = false; ///< a secret that nobody types: read from a file
};

std::span<const Field> twilio_fields() noexcept;
std::span<const Field> vonage_fields() noexcept;
std::span<const Field> plivo_fields() noexcept;
std::span<const Field> aws_fields() noexcept;

} // namespace bkxsms::cmd
