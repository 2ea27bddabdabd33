#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// The log: one logfmt line per event, UTC, stable keys, through spdlog. Texts of messages,
/// whole phone numbers, URLs with a query, headers and tokens never go in: callers mask first
/// (security/mask.hpp). Values are quoted and escaped here as JSON strings are where they are
/// not one plain word, so that no value can forge a line or a field; event names and keys are
/// literals of ours. bkxsms-log(5) lists the events and their keys.
///
///     2026-11-22T16:40:07Z info  delivery id=1041 attempt=2 to=+6149*****156 outcome=accepted

namespace bkxsms::log {

enum class Level { debug, info, warn, error, off };

std::optional<Level> parse_level(std::string_view word) noexcept;

struct Field {
    std::string_view key;
    std::string value;

    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(v) {}
    Field(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
};

/// Where lines go and from which level on. `file` is opened for appending, created with mode
/// 0600, a symbolic link refused; one line is one write(2), so processes may share it. "" is
/// standard error, "syslog" the system log (without time and level, which it has itself). Until
/// this is called only errors are written, to standard error; call it before there are threads.
/// A line that cannot be written is reported once on standard error and stops nothing.
/// \throws Error{Fault::cannot_create} if the file cannot be opened.
void open(Level level, const std::string& file);

void event(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void info(std::string_view name, std::initializer_list<Field> f) {
    event(Level::info, name, f);
}
inline void warn(std::string_view name, std::initializer_list<Field> f) {
    event(Level::warn, name, f);
}
inline void error(std::string_view name, std::initializer_list<Field> f) {
    event(Level::error, name, f);
}

/// Whether event() would write: to spare making costly values.
bool enabled(Level level);

/// The line without its level and time, as event() writes it: `delivery id=1041 why="no
/// route"`.
std::string format_event(std::string_view event, std::initializer_list<Field> fields);

} // namespace bkxsms::log
