#include "core/config/schema.hpp"

#include "core/base/parse.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bkxsms::config {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

/// at<&Config::twilio, &TwilioSettings::account_sid> is the function that finds it.
template <auto... steps>
constexpr auto& at(Config& config) {
    return (config.*....*steps);
}

/// in_last<&Config::rates, &Config::Rate::nano> is the one of the last row.
template <auto rows, auto member>
auto& in_last(Config& config) {
    return (config.*rows).back().*member;
}

template <auto rows>
constexpr RowTable row_table(std::string_view name,
                             std::span<const std::string_view> required) {
    return {name, required, [](const Config& config) { return (config.*rows).size(); },
            [](Config& config, std::size_t size) { (config.*rows).resize(size); }};
}

template <auto... steps>
constexpr Choice choice(std::span<const std::string_view> words) {
    return {words,
            [](Config& config, std::size_t chosen) {
                auto& value = at<steps...>(config);
                value = static_cast<std::remove_reference_t<decltype(value)>>(chosen);
            },
            [](Config& config) { return static_cast<std::size_t>(at<steps...>(config)); }};
}

constexpr std::array<std::string_view, 2> environments = {"production", "test"};
constexpr std::array<std::string_view, 5> strategies = {"priority", "weighted", "round_robin",
                                                        "least_cost", "best_delivery"};
constexpr std::array<std::string_view, 2> uncertain_ends = {"hold", "resend"};
constexpr std::array<std::string_view, 2> vonage_apis = {"sms", "messages"};
constexpr std::array<std::string_view, 5> vonage_signatures = {"md5hash", "md5", "sha1",
                                                               "sha256", "sha512"};
constexpr std::array<std::string_view, 2> aws_sms_types = {"transactional", "promotional"};
constexpr std::array<std::string_view, 5> levels = {"debug", "info", "warn", "error", "off"};

using C = Config;
using P = ProviderSettings;
using T = TwilioSettings;
using V = VonageSettings;
using L = PlivoSettings;
using A = AwsSettings;
using R = Config::Rate;
using O = Config::Route;
using S = Config::Sender;
using U = Config::OnUncertain;

constexpr int many = 1'000'000'000;

constexpr Key table[] = {
    {"environment", choice<&C::environment>(environments)},

    {"general.enabled", Flag{at<&C::enabled>}},
    {"general.default_provider", Text{at<&C::default_provider>, provider_name}},
    {"general.fallback_enabled", Flag{at<&C::fallback_enabled>}},
    {"general.queue_enabled", Flag{at<&C::queue_enabled>}},
    {"general.international_enabled", Flag{at<&C::international_enabled>}},
    {"general.default_region", Text{at<&C::default_region>, region_or_none}},
    {"general.timezone", Text{at<&C::timezone>, time_zone}},
    {"general.locale", Text{at<&C::locale>, language_tag}},
    {"general.business_name", Text{at<&C::business_name>, short_text}},

    {"twilio.enabled", Flag{at<&C::twilio, &P::enabled>}},
    {"twilio.account_sid", Text{at<&C::twilio, &T::account_sid>, account_sid}},
    {"twilio.auth_token", Reference{at<&C::twilio, &T::auth_token>}},
    {"twilio.api_key_sid", Text{at<&C::twilio, &T::api_key_sid>, key_sid}},
    {"twilio.api_key_secret", Reference{at<&C::twilio, &T::api_key_secret>}},
    {"twilio.phone_number", Text{at<&C::twilio, &T::phone_number>, sender_number}},
    {"twilio.messaging_service_sid",
     Text{at<&C::twilio, &T::messaging_service_sid>, service_sid}},
    {"twilio.concurrency", Count{at<&C::twilio, &P::concurrency>, 1, 1024}},
    {"twilio.rate", PerSecond{at<&C::twilio, &P::rate>, 10'000}},
    {"twilio.weight", Count{at<&C::twilio, &P::weight>, 0, 1000}},
    {"twilio.daily_limit", Count{at<&C::twilio, &P::daily_limit>, 0, many}},
    {"twilio.base_url", Text{at<&C::twilio, &P::base_url>, loopback_url}},

    {"vonage.enabled", Flag{at<&C::vonage, &P::enabled>}},
    {"vonage.api", choice<&C::vonage, &V::api>(vonage_apis)},
    {"vonage.api_key", Text{at<&C::vonage, &V::api_key>, account_id}},
    {"vonage.api_secret", Reference{at<&C::vonage, &V::api_secret>}},
    {"vonage.signature_secret", Reference{at<&C::vonage, &V::signature_secret>}},
    {"vonage.signature_method", choice<&C::vonage, &V::signature_method>(vonage_signatures)},
    {"vonage.sign_sends", Flag{at<&C::vonage, &V::sign_sends>}},
    {"vonage.application_id", Text{at<&C::vonage, &V::application_id>, uuid}},
    {"vonage.private_key", Reference{at<&C::vonage, &V::private_key>}},
    {"vonage.reports", Flag{at<&C::vonage, &V::reports>}},
    {"vonage.sender_id", Text{at<&C::vonage, &V::sender_id>, sender_id}},
    {"vonage.concurrency", Count{at<&C::vonage, &P::concurrency>, 1, 1024}},
    {"vonage.rate", PerSecond{at<&C::vonage, &P::rate>, 10'000}},
    {"vonage.weight", Count{at<&C::vonage, &P::weight>, 0, 1000}},
    {"vonage.daily_limit", Count{at<&C::vonage, &P::daily_limit>, 0, many}},
    {"vonage.base_url", Text{at<&C::vonage, &P::base_url>, loopback_url}},

    {"plivo.enabled", Flag{at<&C::plivo, &P::enabled>}},
    {"plivo.auth_id", Text{at<&C::plivo, &L::auth_id>, account_id}},
    {"plivo.auth_token", Reference{at<&C::plivo, &L::auth_token>}},
    {"plivo.main_auth_token", Reference{at<&C::plivo, &L::main_auth_token>}},
    {"plivo.powerpack_uuid", Text{at<&C::plivo, &L::powerpack_uuid>, uuid}},
    {"plivo.phone_number", Text{at<&C::plivo, &L::phone_number>, sender_number}},
    {"plivo.concurrency", Count{at<&C::plivo, &P::concurrency>, 1, 1024}},
    {"plivo.rate", PerSecond{at<&C::plivo, &P::rate>, 10'000}},
    {"plivo.weight", Count{at<&C::plivo, &P::weight>, 0, 1000}},
    {"plivo.daily_limit", Count{at<&C::plivo, &P::daily_limit>, 0, many}},
    {"plivo.base_url", Text{at<&C::plivo, &P::base_url>, loopback_url}},

    {"aws.enabled", Flag{at<&C::aws, &P::enabled>}},
    {"aws.access_key", Text{at<&C::aws, &A::access_key>, account_id}},
    {"aws.secret_key", Reference{at<&C::aws, &A::secret_key>}},
    {"aws.session_token", Reference{at<&C::aws, &A::session_token>}},
    {"aws.region", Text{at<&C::aws, &A::region>, aws_region}},
    {"aws.sms_type", choice<&C::aws, &A::sms_type>(aws_sms_types)},
    {"aws.account_id", Text{at<&C::aws, &A::account_id>, account_id}},
    {"aws.logs_every_message", Flag{at<&C::aws, &A::logs_every_message>}},
    {"aws.sender_id", Text{at<&C::aws, &A::sender_id>, sender_id}},
    {"aws.concurrency", Count{at<&C::aws, &P::concurrency>, 1, 1024}},
    {"aws.rate", PerSecond{at<&C::aws, &P::rate>, 10'000}},
    {"aws.weight", Count{at<&C::aws, &P::weight>, 0, 1000}},
    {"aws.daily_limit", Count{at<&C::aws, &P::daily_limit>, 0, many}},
    {"aws.base_url", Text{at<&C::aws, &P::base_url>, loopback_url}},

    {"routing.strategy", choice<&C::strategy>(strategies)},
    {"routing.sticky", Flag{at<&C::sticky>}},
    {"routing.takeover_limit", Count{at<&C::takeover_limit>, 1, 1024}},
    {"routing.breaker_faults", Count{at<&C::breaker_faults>, 0, 1000}},
    {"routing.breaker_pause", Span{at<&C::breaker_pause>, 1s, 15min}},
    {"routing.slow_after", Span{at<&C::slow_after>, 1s, days(1)}},

    {"messages.booking_confirmation", Flag{at<&C::booking_confirmation>}},
    {"messages.reminder_24h", Flag{at<&C::reminder_24h>}},
    {"messages.reminder_1h", Flag{at<&C::reminder_1h>}},
    {"messages.cancellation_notification", Flag{at<&C::cancellation_notification>}},
    {"messages.rescheduling_notification", Flag{at<&C::rescheduling_notification>}},
    {"messages.payment_confirmation", Flag{at<&C::payment_confirmation>}},
    {"messages.max_parts", Count{at<&C::max_parts>, 1, 10}},
    {"messages.smart_encoding", Flag{at<&C::smart_encoding>}},
    {"messages.refuse_invalid_numbers", Flag{at<&C::refuse_invalid_numbers>}},
    {"messages.default_ttl", Span{at<&C::default_ttl>, 1min, days(30)}},

    {"two_way.enabled", Flag{at<&C::two_way_enabled>}},
    {"two_way.keywords_enabled", Flag{at<&C::keywords_enabled>}},
    {"two_way.auto_reply_enabled", Flag{at<&C::auto_reply_enabled>}},
    {"two_way.admin_notification_enabled", Flag{at<&C::admin_notification_enabled>}},

    {"opt_out.enabled", Flag{at<&C::opt_out_enabled>}},
    {"opt_out.keywords", List{at<&C::opt_out_keywords>}},
    {"opt_out.opt_in_keywords", List{at<&C::opt_in_keywords>}},

    {"limits.daily_limit", Count{at<&C::daily_limit>, 1, many}},
    {"limits.per_number_limit", Count{at<&C::per_number_limit>, 1, many}},
    {"limits.rate_limit_window", Span{at<&C::rate_limit_window>, 1s, days(30)}},

    {"costs.currency", Text{at<&C::currency>, currency_code}},
    {"costs.max_cost_per_message", Amount{at<&C::max_cost_per_message_nano>}},
    {"costs.monthly_budget", Amount{at<&C::monthly_budget_nano>}},
    {"costs.low_balance_alert", Amount{at<&C::low_balance_alert_nano>}},

    {"delivery.retry_failed", Flag{at<&C::retry_failed>}},
    {"delivery.max_retries", Count{at<&C::max_retries>, 0, 100}},
    {"delivery.retry_delay", Span{at<&C::retry_delay>, 1s, days(1)}},
    {"delivery.report_enabled", Flag{at<&C::delivery_report_enabled>}},
    {"delivery.bad_number_after", Count{at<&C::bad_number_after>, 0, 100}},

    {"on_uncertain.booking_confirmation",
     choice<&C::on_uncertain, &U::booking_confirmation>(uncertain_ends)},
    {"on_uncertain.reminder_24h", choice<&C::on_uncertain, &U::reminder_24h>(uncertain_ends)},
    {"on_uncertain.reminder_1h", choice<&C::on_uncertain, &U::reminder_1h>(uncertain_ends)},
    {"on_uncertain.cancellation", choice<&C::on_uncertain, &U::cancellation>(uncertain_ends)},
    {"on_uncertain.rescheduling", choice<&C::on_uncertain, &U::rescheduling>(uncertain_ends)},
    {"on_uncertain.payment_confirmation",
     choice<&C::on_uncertain, &U::payment_confirmation>(uncertain_ends)},
    {"on_uncertain.status_update", choice<&C::on_uncertain, &U::status_update>(uncertain_ends)},
    {"on_uncertain.promotional", choice<&C::on_uncertain, &U::promotional>(uncertain_ends)},
    {"on_uncertain.custom", choice<&C::on_uncertain, &U::custom>(uncertain_ends)},

    {"alarms.command", List{at<&C::alarm_command>, nullptr, true}},

    {"webhooks.public_url", Text{at<&C::public_url>, public_address}},

    {"paths.database", Place{at<&C::database>, "bkxsms.db"}},
    {"paths.keyring", Place{at<&C::keyring>, "keyring"}},
    {"paths.spool", Place{at<&C::spool>, "spool"}},
    {"paths.run", Place{at<&C::run>, "run"}},
    {"paths.templates", Place{at<&C::templates>, "templates", Place::Home::config}},
    {"paths.min_free_bytes", Bytes{at<&C::min_free_bytes>, 1ull << 50}},

    {"log.level", choice<&C::log_level>(levels)},
    {"log.file", Text{at<&C::log_file>, log_target}},

    {"routes.country", Text{in_last<&C::routes, &O::country>, region_or_all}},
    {"routes.type", Text{in_last<&C::routes, &O::type>, type_or_all}},
    {"routes.providers", List{in_last<&C::routes, &O::providers>, &provider_name}},

    {"senders.provider", Text{in_last<&C::senders, &S::provider>, provider_name}},
    {"senders.country", Text{in_last<&C::senders, &S::country>, region_or_all}},
    {"senders.sender", Text{in_last<&C::senders, &S::sender>, sender_id}},

    {"rates.provider", Text{in_last<&C::rates, &R::provider>, provider_name}},
    {"rates.country", Text{in_last<&C::rates, &R::country>, region_or_all}},
    {"rates.price", Amount{in_last<&C::rates, &R::nano>}},
};

constexpr std::array<std::string_view, 1> of_a_route = {"providers"};
constexpr std::array<std::string_view, 2> of_a_sender = {"provider", "sender"};
constexpr std::array<std::string_view, 3> of_a_rate = {"provider", "country", "price"};

constexpr RowTable tables_of_rows[] = {
    row_table<&C::routes>("routes", of_a_route),
    row_table<&C::senders>("senders", of_a_sender),
    row_table<&C::rates>("rates", of_a_rate),
};

std::string_view table_of(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view last_part(std::string_view name) {
    return name.substr(name.rfind('.') + 1);
}

/// A right key in the wrong table is the commonest slip, and no edit distance sees it. Else the
/// nearest key of the table, or of all where the table is none.
std::string nearest_key(std::string_view name) {
    const auto same_word = [&](const Key& key) {
        return last_part(key.name) == last_part(name);
    };
    if (std::ranges::count_if(table, same_word) == 1)
        return std::string(std::ranges::find_if(table, same_word)->name);

    std::vector<std::string_view> candidates;
    const auto in = table_of(name);
    if (is_table(in)) {
        for (const auto& key : table)
            if (table_of(key.name) == in) candidates.push_back(last_part(key.name));
        const auto word = nearest(last_part(name), candidates);
        return word.empty() ? word : std::string(in) + '.' + word;
    }
    for (const auto& key : table) {
        candidates.push_back(key.name);
        candidates.push_back(table_of(key.name));
    }
    return nearest(name, candidates);
}

} // namespace

std::span<const Key> schema() noexcept {
    return table;
}

const Key* find_key(std::string_view name) noexcept {
    const auto found = std::ranges::find(table, name, &Key::name);
    return found == std::end(table) ? nullptr : &*found;
}

std::span<const RowTable> row_tables() noexcept {
    return tables_of_rows;
}

const RowTable* find_row_table(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(tables_of_rows, name, &RowTable::name);
    return found == std::end(tables_of_rows) ? nullptr : found;
}

bool in_rows(const Key& key) noexcept {
    return find_row_table(table_of(key.name)) != nullptr;
}

bool is_table(std::string_view name) noexcept {
    return std::ranges::any_of(
        table, [&](const Key& key) { return !name.empty() && table_of(key.name) == name; });
}

std::string hint_for_unknown(std::string_view name) {
    const auto near = nearest_key(name);
    return (near.empty() ? std::string() : "did you mean '" + near + "'? ") +
           "bkxsms.toml(5) lists the keys";
}

} // namespace bkxsms::config
