#include "cmd/message_view.hpp"

#include "core/base/utf8.hpp"
#include "core/security/mask.hpp"
#include "core/store/attempts.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

namespace {

/// The first `columns` columns of a text in one line.
std::string excerpt(const std::string& text, int columns) {
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto start = pos;
        next_code_point(text, &pos);
        const auto character = text.substr(start, pos - start);
        out += character == "\n" ? " " : character;
        if (display_width(out) >= columns) return out + "…";
    }
    return out;
}

std::string money_text(const std::optional<Money>& money) {
    return money ? format_nano(money->nano) + ' ' + money->currency : std::string();
}

std::string time_text(const std::optional<TimePoint>& time) {
    return time ? format_rfc3339(std::chrono::floor<std::chrono::seconds>(*time))
                : std::string();
}

void field(Output& out, std::string_view name, const std::string& value) {
    if (!value.empty()) out.line(fmt::format("{:<12}{}", name, security::printable(value)));
}

} // namespace

void print_message_table(const std::vector<store::Message>& messages, Output& out) {
    const bool whole = out.format() != Output::Format::table;
    std::vector<std::vector<std::string>> rows;
    for (const auto& m : messages)
        rows.push_back({std::to_string(m.id.value), std::string(word(m.status)), m.type,
                        whole ? m.to : security::mask_number(m.to), time_text(m.due_at),
                        std::to_string(m.segments),
                        money_text(m.cost ? m.cost : m.cost_estimate),
                        whole ? m.text : excerpt(m.text, 32)});
    out.table({"ID", "STATUS", "TYPE", "TO", "DUE", "PARTS", "COST", "TEXT"}, rows);
}

void print_message(const store::Message& m, store::Store& store, Output& out) {
    field(out, "message", std::to_string(m.id.value));
    field(out, "status",
          std::string(word(m.status)) + (m.reason.empty() ? "" : " (" + m.reason + ")"));
    field(out, "type", m.type);
    field(out, "to", m.to + (m.country.empty() ? "" : " (" + m.country + ")"));
    field(out, "from", m.from);
    field(out, "template", m.template_name.empty() ? "" : m.template_name + " " + m.language);
    field(out, "booking", m.booking);
    field(out, "key", m.key);
    field(out, "parts", fmt::format("{} ({} units of {})", m.segments, m.units, m.encoding));
    field(out, "cost",
          m.cost            ? money_text(m.cost)
          : m.cost_estimate ? "about " + money_text(m.cost_estimate)
                            : "");
    field(out, "provider",
          m.provider + (m.provider_message_id.empty() ? "" : " " + m.provider_message_id));
    field(out, "error",
          m.error_category.empty()
              ? ""
              : m.error_category + " " + m.error_code + " " + m.error_message);
    field(out, "due", time_text(m.due_at));
    field(out, "use by", time_text(m.expires_at));
    out.line("");
    out.line(security::printable(m.text, true));
    out.line("");
    for (const auto& entry : store::delivery_log(store, m.id))
        out.line(fmt::format(
            "{}  {:<12}{}{}", time_text(entry.at), entry.status, entry.details,
            entry.provider_status.empty() ? "" : " (" + entry.provider_status + ")"));
    for (const auto& a : store::attempts_of(store, m.id))
        out.line(
            fmt::format("{}  attempt {}: {} {}{}{}", time_text(a.wire_at), a.n, a.provider,
                        a.state, a.took_ms ? fmt::format(" after {} ms", *a.took_ms) : "",
                        a.error_code.empty() ? "" : " " + security::printable(a.error_code)));
}

} // namespace bkxsms::cmd
