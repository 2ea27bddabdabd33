#include "core/queue/compose.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/base/zone.hpp"
#include "core/config/check.hpp"
#include "core/queue/clean.hpp"
#include "core/queue/message_type.hpp"
#include "core/queue/moment.hpp"
#include "core/routing/plan.hpp"
#include "core/security/vault.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

Zone zone_of(const Wish& wish, const config::Config& config) {
    return Zone::named(wish.zone.empty() ? config.timezone : wish.zone);
}

store::Priority parse_priority(const std::string& word) {
    if (word.empty() || word == "normal") return store::Priority::normal;
    if (word == "high") return store::Priority::high;
    if (word == "low") return store::Priority::low;
    throw Error(Fault::data, fmt::format("unknown priority '{}'", word),
                "use low, normal or high");
}

/// E.164, a short code, or an alphanumeric sender ID: 1–11 of A–Z a–z 0–9 space and - _ + &
/// with at least one letter. Source: Twilio, "Alphanumeric Sender ID" (read 2026-11-22).
void require_sender(const Wish& wish) {
    const auto& from = wish.from;
    if (from.empty() || phone::is_e164(from)) return;
    bool letter = false;
    for (const char c : from) {
        const bool alpha = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const bool digit = c >= '0' && c <= '9';
        letter = letter || alpha;
        if (!alpha && !digit && std::string_view(" -_+&").find(c) == std::string_view::npos)
            throw Error(Fault::data,
                        name_of(wish, "from") + " holds a character that no sender may have",
                        "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits");
    }
    const bool short_code = !letter && from.size() >= 3 && from.size() <= 8 &&
                            from.find_first_not_of("0123456789") == std::string::npos;
    if (!short_code && (!letter || from.size() > 11))
        throw Error(Fault::data, name_of(wish, "from") + " is no sender",
                    "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits");
}

/// The providers that this release can send through.
void require_provider(const std::string& name, const config::Config& config) {
    const std::pair<std::string_view, bool> known[] = {{"twilio", config.twilio.enabled},
                                                       {"vonage", config.vonage.enabled},
                                                       {"plivo", config.plivo.enabled},
                                                       {"aws", config.aws.enabled}};
    if (name.empty()) return;
    const auto* const found =
        std::ranges::find(known, name, &std::pair<std::string_view, bool>::first);
    if (found == std::end(known))
        throw Error(Fault::data, fmt::format("unknown provider '{}'", name),
                    "use twilio, vonage, plivo or aws");
    if (!found->second)
        throw Error(
            Fault::data, fmt::format("the provider {} is not enabled", name),
            fmt::format("set {}.enabled = true, or leave it to the configuration", name));
}

/// Line ends as telephones know them; what follows the last line is not sent.
std::string tidy(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') out += text[i];
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

void refuse_variable(const Wish& wish, const std::string& name) {
    throw Error(Fault::data,
                fmt::format("{} was given, but no template", name_of(wish, "values." + name)),
                "a plain text has no variables; give --template, or leave it out");
}

std::string canonical_language(const Wish& wish) {
    if (wish.language.empty()) return {};
    if (auto tag = text::canonical_locale(wish.language)) return *tag;
    throw Error(Fault::data,
                fmt::format("{} '{}' is no language", name_of(wish, "language"), wish.language),
                "write it like 'en', 'de-AT' or 'zh-Hant'");
}

text::Value parse_value(const text::Template& pattern, const Wish& wish,
                        const std::string& name, const Zone& zone) {
    const auto& typed = wish.values.at(name);
    const auto what = [&] { return name_of(wish, "values." + name); };
    switch (pattern.kind(name).value_or(text::Kind::any)) {
    case text::Kind::moment:
        return text::When{parse_moment(what(), typed, zone), zone};
    case text::Kind::number:
        if (const auto number = parse_integer(typed)) return *number;
        throw Error(Fault::data, fmt::format("{} '{}' is no whole number", what(), typed),
                    "the template counts with it");
    default:
        return typed;
    }
}

} // namespace

Composer::Composer(const config::Config& config, const text::Catalogue& catalogue)
    : config_(config), catalogue_(catalogue) {}

const Composer::Compiled& Composer::find_template(const std::string& name,
                                                  const std::string& locale) {
    const std::pair key(name, locale);
    if (const auto known = compiled_.find(key); known != compiled_.end()) return known->second;
    auto pattern = catalogue_.find(name, locale);
    auto version = to_hex(security::fingerprint(pattern.pattern())).substr(0, 16);
    return compiled_.emplace(key, Compiled{std::move(pattern), std::move(version)})
        .first->second;
}

Composer::Variables Composer::variables_of(const std::string& name) const {
    Variables found;
    const auto add = [&](const text::Template& pattern) {
        const std::set<std::string> own(pattern.variables().begin(), pattern.variables().end());
        found.any.insert(own.begin(), own.end());
        std::erase_if(found.all, [&](const auto& v) { return !own.contains(v); });
    };
    const auto usual = catalogue_.find(name, config_.locale);
    found.all.insert(usual.variables().begin(), usual.variables().end());
    if (!config_.business_name.empty()) found.all.erase("business");
    add(usual);
    for (const auto& entry : catalogue_.list()) {
        if (entry.name != name) continue;
        try {
            add(catalogue_.find(name, entry.locale));
        } catch (const Error&) {
            continue; // a broken translation is for the rows that want it to report
        }
    }
    return found;
}

void Composer::set_recipient(const Wish& wish, Draft& draft) const {
    if (auto region = wish.region; !config::region_or_none.accept(region))
        throw Error(Fault::data,
                    fmt::format("{} '{}' is no country", name_of(wish, "region"), wish.region),
                    "two capital letters as in ISO 3166-1: 'GB', 'US'");
    const auto& region = wish.region.empty() ? config_.default_region : wish.region;
    const auto parsed = phone::parse_number(wish.to, region);
    if (const auto* no = std::get_if<phone::NotANumber>(&parsed))
        throw Error(Fault::data, name_of(wish, "to") + " is no phone number: " + no->explain(),
                    region.empty() ? "write it with + and country code, or give --region"
                                   : "write it with + and country code");
    const auto& number = std::get<phone::Number>(parsed);
    if (!number.valid) {
        if (config_.refuse_invalid_numbers)
            throw Error(Fault::data,
                        name_of(wish, "to") + " is possible, but no number of a known range",
                        "messages.refuse_invalid_numbers = false lets it through");
        draft.warnings.emplace_back(
            "the number is possible, but of no range that is known here");
    }
    if (!config_.international_enabled && number.region != config_.default_region)
        throw Error(Fault::data,
                    fmt::format("international messages are not enabled, the number is in {}",
                                number.region.empty() ? "no known region" : number.region),
                    "set general.international_enabled = true to send abroad");
    draft.message.to = number.e164;
    draft.message.country = number.region;
    draft.phone = number;
}

void Composer::set_text(const Wish& wish, Draft& draft) {
    auto& message = draft.message;
    const auto locale = wish.language.empty() ? config_.locale : wish.language;
    if (!wish.template_name.empty()) {
        if (!wish.text.empty())
            throw Error(Fault::data, "both a text and a template were given",
                        "give one of them");
        const auto& [pattern, version] = find_template(wish.template_name, locale);
        const auto zone = zone_of(wish, config_);
        text::Values values;
        for (const auto& [name, typed] : wish.values)
            values.emplace(name, parse_value(pattern, wish, name, zone));
        for (const auto& [name, amount] : wish.amounts) values.insert_or_assign(name, amount);
        if (!config_.business_name.empty() && pattern.kind("business"))
            values.try_emplace("business", config_.business_name);
        message.text = pattern.render(values);
        message.template_name = wish.template_name;
        message.template_version = version;
        message.language = pattern.locale();
    } else {
        for (const auto& [name, typed] : wish.values) refuse_variable(wish, name);
        for (const auto& [name, amount] : wish.amounts) refuse_variable(wish, name);
        message.text = wish.text;
        message.language = canonical_language(wish);
    }
    message.text = tidy(message.text);
    require_clean_text(message.text);
    draft.blockers = text::gsm7_blockers(message.text);
    if (config_.smart_encoding && !draft.blockers.empty())
        message.text = text::to_gsm7_if_possible(message.text);
    draft.segments = text::count_segments(message.text);
    if (draft.segments.parts > config_.max_parts)
        throw Error(
            Fault::data,
            fmt::format("the text takes {} parts ({} units of {}), at most {} are allowed",
                        draft.segments.parts, draft.segments.units,
                        word(draft.segments.alphabet), config_.max_parts),
            "shorten it, or raise messages.max_parts");
    message.encoding = word(draft.segments.alphabet);
    message.units = draft.segments.units;
    message.segments = draft.segments.parts;
}

void Composer::set_times(const Wish& wish, Draft& draft, TimePoint now) const {
    auto& message = draft.message;
    message.due_at = now;
    if (!wish.zone.empty()) Zone::named(wish.zone);
    if (!wish.at.empty()) {
        message.scheduled_at =
            parse_moment(name_of(wish, "at"), wish.at, zone_of(wish, config_));
        message.due_at = std::max(now, *message.scheduled_at);
    }
    auto ttl = config_.default_ttl;
    if (!wish.ttl.empty()) {
        const auto typed = parse_duration(wish.ttl);
        if (!typed)
            throw Error(Fault::data,
                        fmt::format("{} '{}' is no duration", name_of(wish, "ttl"), wish.ttl),
                        "write 90m, 1h30m or 2d");
        ttl = *typed;
    }
    // Counted from the wanted time: what should have gone last year is noise today.
    message.expires_at = message.scheduled_at.value_or(now) + ttl;
    if (message.expires_at <= now)
        throw Error(Fault::data,
                    fmt::format("{} '{}' is past for longer than the text may live",
                                name_of(wish, "at"), wish.at),
                    "check the date, or give a longer --ttl");
}

void Composer::set_price(Draft& draft) const {
    const auto& message = draft.message;
    const auto& provider =
        message.wanted_provider.empty() ? config_.default_provider : message.wanted_provider;
    const auto* const found = routing::find_rate(config_.rates, provider, message.country);
    if (found == nullptr) return;
    draft.priced_by = provider;
    draft.message.cost_estimate = Money{found->nano, config_.currency} * message.segments;
}

Draft Composer::compose(const Wish& wish, TimePoint now, bool need_recipient) {
    if (!config_.enabled)
        throw Error(Fault::config, "sending is switched off", "set general.enabled = true");
    Draft draft;
    auto& message = draft.message;
    if (!wish.to.empty())
        set_recipient(wish, draft);
    else if (need_recipient)
        throw Error(Fault::data, "no recipient was given", "give " + name_of(wish, "to"));

    std::string type = wish.type;
    if (type.empty()) {
        type = "custom";
        for (const auto& known : message_types())
            if (known.name == wish.template_name) type = known.name;
    }
    const auto& known = require_type(type, config_);
    message.type = known.name;
    message.resend_when_uncertain =
        config_.on_uncertain.*known.on_uncertain == config::WhenUncertain::resend;
    set_text(wish, draft);
    require_sender(wish);
    require_provider(wish.provider, config_);
    for (const auto* const name : {"booking", "customer", "key"})
        require_clean_label(name_of(wish, name), field(wish, name));
    message.from = wish.from;
    message.booking = wish.booking;
    message.customer = wish.customer;
    message.key = wish.key;
    message.wanted_provider = wish.provider;
    message.priority = parse_priority(wish.priority);
    set_times(wish, draft, now);
    set_price(draft);
    return draft;
}

} // namespace bkxsms::queue
