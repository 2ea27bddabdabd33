#include "core/store/messages.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/store/message_row.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bkxsms::store {

namespace {

constexpr std::array<std::string_view, 12> status_words = {
    "pending", "sending", "sent",    "delivered", "undelivered", "failed",
    "unknown", "held",    "expired", "cancelled", "suppressed",  "received"};

} // namespace

std::string_view word(Status status) noexcept {
    return status_words[static_cast<std::size_t>(status)];
}

std::optional<Status> parse_status(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(status_words, text);
    if (found == status_words.end()) return std::nullopt;
    return static_cast<Status>(found - status_words.begin());
}

Bytes fingerprint(const Store& store, const NewMessage& m) {
    // Unit separators cannot occur in any of the parts: numbers, words and checked texts.
    std::string canonical;
    for (const auto* part : {&m.to, &m.from, &m.type, &m.booking, &m.text, &m.wanted_provider})
        canonical += *part + '\x1f';
    if (m.scheduled_at) canonical += format_rfc3339(*m.scheduled_at);
    return store.vault.blind_index("bkx_sms_messages.idem_print", canonical);
}

std::optional<Earlier> find_by_key(Store& store, std::string_view key, const Bytes& print) {
    auto read =
        store.db.use("SELECT id, status, idem_print FROM bkx_sms_messages WHERE idem_key = ?1");
    read.bind(store.vault.blind_index("bkx_sms_messages.idem_key", key));
    if (!read.step()) return std::nullopt;
    return Earlier{MessageId{read.integer(0)},
                   parse_status(read.text(1)).value_or(Status::pending), read.blob(2) == print};
}

MessageId insert_message(Store& store, const NewMessage& m, TimePoint now) {
    const auto uid = random_name();
    const auto seal = [&](std::string_view column, std::string_view plain) {
        return store.vault.seal({"bkx_sms_messages", column, uid}, plain);
    };
    std::optional<Bytes> key_index, print, sealed_key, sealed_from;
    if (!m.key.empty()) {
        key_index = store.vault.blind_index("bkx_sms_messages.idem_key", m.key);
        print = fingerprint(store, m);
        sealed_key = seal("caller_key", m.key);
    }
    if (!m.from.empty()) sealed_from = seal("from_number", m.from);
    std::optional<std::int64_t> estimate;
    std::optional<std::string> currency;
    if (m.cost_estimate) {
        estimate = m.cost_estimate->nano;
        currency = m.cost_estimate->currency;
    }
    auto insert = store.db.use(
        "INSERT INTO bkx_sms_messages (uid, status, message_type, priority, idem_key, "
        "idem_print, "
        "caller_key, booking_id, customer_id, batch, to_number, to_bidx, from_number, message, "
        "country, language, template, template_version, encoding, units, segments, "
        "wanted_provider, route, on_uncertain, cost_estimate_nano, currency, scheduled_at, "
        "due_at, "
        "expires_at, created_at, updated_at) VALUES (?1, 'pending', ?2, ?3, ?4, ?5, ?6, ?7, "
        "?8, ?9, "
        "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?21, ?22, ?23, ?24, ?25, "
        "?26, "
        "?27, "
        "?28, ?28)");
    insert.bind(uid, m.type, static_cast<int>(m.priority), key_index, print, sealed_key,
                unless_empty(m.booking), unless_empty(m.customer), unless_empty(m.batch),
                seal("to_number", m.to), number_index(store, m.to), sealed_from,
                seal("message", m.text), unless_empty(m.country), unless_empty(m.language),
                unless_empty(m.template_name), unless_empty(m.template_version), m.encoding,
                m.units, m.segments, unless_empty(m.wanted_provider),
                m.resend_when_uncertain ? "resend" : "hold", estimate, currency, m.scheduled_at,
                m.due_at, m.expires_at, now);
    insert.run();
    // last_id() would be the trigger's row only inside the trigger; outside it is ours again.
    return MessageId{store.db.last_id()};
}

Message load_message(Store& store, MessageId id) {
    static const std::string sql = std::string(message_columns) + " WHERE id = ?1";
    auto read = store.db.use(sql.c_str());
    read.bind(id.value);
    if (!read.step())
        throw Error(Fault::data, fmt::format("there is no message {}", id.value),
                    "`bkxsms messages list` shows what there is");
    return read_message(store, read);
}

} // namespace bkxsms::store
