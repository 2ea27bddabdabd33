#include "core/base/json.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

namespace bkxsms::json {

Writer& Writer::begin_object() {
    separate();
    out_ += '{';
    fresh_ = true;
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    fresh_ = false;
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_ += '[';
    fresh_ = true;
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    fresh_ = false;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    string(name);
    out_ += ':';
    fresh_ = true;
    return *this;
}

Writer& Writer::string(std::string_view value) {
    separate();
    out_ += quoted(value);
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

Writer& Writer::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

Writer& Writer::null() {
    separate();
    out_ += "null";
    return *this;
}

Writer& Writer::string_or_null(const std::optional<std::string>& value) {
    return value ? string(*value) : null();
}

void Writer::separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
}

std::string quoted(std::string_view text) {
    std::string repaired;
    if (!is_utf8(text)) text = repaired = to_well_formed(text);

    std::string out = "\"";
    for (std::size_t pos = 0; pos < text.size();) {
        const auto from = pos;
        const auto c = next_code_point(text, &pos);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (is_invisible_control(c)) {
            out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
        } else {
            out += text.substr(from, pos - from);
        }
    }
    return out + '"';
}

} // namespace bkxsms::json
