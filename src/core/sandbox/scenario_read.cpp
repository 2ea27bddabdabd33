// The JSON form of a scenario. Strict: a member that nobody asks for is a mistake in the
// scenario, and a test that passes because of it proves nothing.

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/money.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/scenario.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

namespace bkxsms::sandbox {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

template <class T>
using Word = std::pair<std::string_view, T>;

constexpr std::array operation_words{
    Word<Operation>{"send", Operation::send}, Word<Operation>{"fetch", Operation::fetch},
    Word<Operation>{"list", Operation::list}, Word<Operation>{"balance", Operation::balance}};

constexpr std::array fate_words{
    Word<Fate>{"delivered", Fate::delivered}, Word<Fate>{"undelivered", Fate::undelivered},
    Word<Fate>{"failed", Fate::failed}, Word<Fate>{"sent", Fate::sent}};

constexpr std::array provider_words{
    Word<std::string_view>{"twilio", "twilio"}, Word<std::string_view>{"plivo", "plivo"},
    Word<std::string_view>{"aws", "aws"}, Word<std::string_view>{"vonage", "vonage"}};

constexpr std::array fault_words{Word<FaultKind>{"none", FaultKind::none},
                                 Word<FaultKind>{"error", FaultKind::error},
                                 Word<FaultKind>{"hang_up", FaultKind::hang_up},
                                 Word<FaultKind>{"cut", FaultKind::cut},
                                 Word<FaultKind>{"silent", FaultKind::silent},
                                 Word<FaultKind>{"garbage", FaultKind::garbage},
                                 Word<FaultKind>{"page", FaultKind::page},
                                 Word<FaultKind>{"empty", FaultKind::empty},
                                 Word<FaultKind>{"no_id", FaultKind::no_id},
                                 Word<FaultKind>{"huge", FaultKind::huge},
                                 Word<FaultKind>{"trickle", FaultKind::trickle}};

/// The members of one object; each is read once, by the name it must have.
class Members {
public:
    Members(json::Value object, std::string where)
        : object_(std::move(object)), where_(std::move(where)) {
        if (!object_.is_object())
            throw Error(Fault::data, fmt::format("'{}' is no object", where_));
    }

    json::Value value(std::string_view name) {
        known_.push_back(name);
        return object_[name];
    }
    std::string path(std::string_view name) const { return fmt::format("{}.{}", where_, name); }

    [[noreturn]] void refuse(std::string_view name, std::string_view wanted) const {
        throw Error(Fault::data, fmt::format("'{}' is not {}", path(name), wanted));
    }

    std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t low,
                         std::int64_t high) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        return checked(found, name, low, high);
    }
    std::int64_t checked(const json::Value& found, std::string_view name, std::int64_t low,
                         std::int64_t high) const {
        const auto number = found.integer();
        if (!number || *number < low || *number > high)
            refuse(name, high == no_limit
                             ? fmt::format("a whole number from {} on", low)
                             : fmt::format("a whole number from {} to {}", low, high));
        return *number;
    }
    milliseconds ms(std::string_view name, milliseconds otherwise) {
        return milliseconds(integer(name, otherwise.count(), 0, day_ms));
    }
    bool boolean(std::string_view name, bool otherwise) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        const auto is = found.boolean();
        if (!is) refuse(name, "true or false");
        return *is;
    }
    std::string string(std::string_view name, std::string otherwise) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        auto text = found.string();
        if (!text) refuse(name, "a string");
        return std::move(*text);
    }
    /// A provider's code: a number from 1 on, or a word.
    std::string code(std::string_view name, std::string otherwise) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        if (auto text = found.string(); text && !text->empty()) return std::move(*text);
        return std::to_string(checked(found, name, 1, 99'999));
    }
    /// A decimal as billionths.
    std::int64_t nano(std::string_view name, std::int64_t otherwise, std::int64_t high) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        const auto nano = parse_nano(found.number_text().value_or(found.string().value_or("")));
        if (!nano || *nano < 0 || *nano > high)
            refuse(name, "a decimal from 0 to " + format_nano(high));
        return *nano;
    }
    template <class T, std::size_t N>
    T one_of(std::string_view name, T otherwise, const std::array<Word<T>, N>& words) {
        const auto found = value(name);
        if (!found.present()) return otherwise;
        const auto text = found.string().value_or("");
        const auto* at = std::ranges::find(words, std::string_view(text), &Word<T>::first);
        if (at == words.end()) {
            std::string wanted;
            for (const auto& [w, meaning] : words)
                wanted += fmt::format("{}'{}'", wanted.empty() ? "one of " : ", ", w);
            refuse(name, wanted);
        }
        return at->second;
    }

    /// Call last. \throws Error{data} if there is a member that was not asked for.
    void end() const {
        for (const auto& name : object_.members()) {
            if (std::ranges::find(known_, std::string_view(name)) != known_.end()) continue;
            const auto near = nearest(name, known_);
            throw Error(Fault::data, fmt::format("unknown member '{}'", path(name)),
                        near.empty() ? std::string() : fmt::format("did you mean '{}'?", near));
        }
    }

private:
    json::Value object_;
    std::string where_;
    std::vector<std::string_view> known_;
};

Delivery read_delivery(const json::Value& value, const std::string& where, Delivery d) {
    Members in(value, where);
    d.queued = in.ms("queued_ms", d.queued);
    d.sent = in.ms("sent_ms", d.sent);
    d.done = in.ms("done_ms", std::max(d.done, d.sent));
    d.priced = std::max(in.ms("priced_ms", d.priced), d.done);
    d.listed = in.ms("listed_ms", d.listed);
    d.fate = in.one_of("fate", d.fate, fate_words);
    d.error_code = in.code("error_code", d.error_code);
    d.price_nano = in.nano("price", d.price_nano, 100'000'000'000);
    d.price_unit = in.string("price_unit", d.price_unit);
    if (!d.price_unit.empty() && !is_currency(d.price_unit))
        in.refuse("price_unit", "an ISO 4217 code");
    if (d.done < d.sent) in.refuse("done_ms", "at or after 'sent_ms'");
    in.end();
    return d;
}

Callbacks read_callbacks(const json::Value& value, const std::string& where, Callbacks c) {
    Members in(value, where);
    if (const auto drop = in.value("drop"); drop.is_array()) {
        for (std::size_t i = 0; i < drop.size(); ++i)
            c.drop.push_back(drop.at(i).string().value_or(""));
    } else if (drop.present()) {
        const auto all = drop.boolean();
        if (!all) in.refuse("drop", "true, false or an array of statuses");
        c.drop_all = *all;
    }
    c.copies = static_cast<int>(in.integer("copies", c.copies, 1, 100));
    c.reorder = in.boolean("reorder", c.reorder);
    c.delay = in.ms("delay_ms", c.delay);
    c.forge = in.boolean("forge", c.forge);
    in.end();
    return c;
}

Condition read_condition(const json::Value& value, const std::string& where) {
    Condition when;
    if (!value.present()) return when;
    Members in(value, where);
    when.provider = in.one_of("provider", std::string_view(), provider_words);
    if (in.value("on").string() == "any") {
        when.on = std::nullopt;
    } else {
        when.on = in.one_of("on", Operation::send, operation_words);
    }
    when.to = in.string("to", "");
    if (const auto nth = in.value("nth"); nth.is_array()) {
        for (std::size_t i = 0; i < nth.size(); ++i)
            when.nth.push_back(in.checked(nth.at(i), "nth", 1, no_limit));
    } else if (nth.present()) {
        when.nth.push_back(in.checked(nth, "nth", 1, no_limit));
    }
    when.every = in.integer("every", 1, 1, no_limit);
    when.first = in.integer("first", 0, 0, no_limit);
    when.after = in.integer("after", 0, 0, no_limit);
    when.probability_nano = in.nano("probability", 1'000'000'000, 1'000'000'000);
    in.end();
    return when;
}

Action read_action(const json::Value& value, const std::string& where, const Scenario& base) {
    Members in(value, where);
    Action action;
    action.fault = in.one_of("fault", FaultKind::none, fault_words);
    const bool spoils_only_answer = action.fault != FaultKind::error;
    action.accept = in.boolean("accept", spoils_only_answer);
    action.before_reading = in.boolean("before_reading", false);
    action.status = static_cast<int>(in.integer("status", 0, 200, 599));
    action.code = in.code("code", "");
    action.retry_after_s = in.integer("retry_after_s", 0, 0, 86'400);
    action.bytes = static_cast<std::size_t>(in.integer("bytes", 0, 1, 1'000'000));
    if (in.value("latency_ms").present()) action.latency = in.ms("latency_ms", {});
    if (const auto delivery = in.value("delivery"); delivery.present())
        action.delivery = std::make_shared<const Delivery>(
            read_delivery(delivery, in.path("delivery"), *base.delivery));
    if (const auto callbacks = in.value("callbacks"); callbacks.present())
        action.callbacks = read_callbacks(callbacks, in.path("callbacks"), base.callbacks);
    in.end();
    if (action.before_reading && action.fault != FaultKind::hang_up)
        in.refuse("before_reading", "possible without the fault 'hang_up'");
    if (action.before_reading) action.accept = false;
    return action;
}

Rule read_rule(const json::Value& value, std::size_t index, const Scenario& base) {
    const auto where = fmt::format("rules[{}]", index);
    Members in(value, where);
    Rule rule;
    rule.name = in.string("name", fmt::format("rule {}", index));
    rule.when = read_condition(in.value("when"), in.path("when"));
    rule.action = read_action(in.value("do"), in.path("do"), base);
    in.end();
    if (rule.action.before_reading && !rule.when.to.empty())
        in.refuse("when.to", "known before the body has been read");
    return rule;
}

} // namespace

Scenario read_scenario(std::string_view text) {
    Members in(json::parse(text), "scenario");
    Scenario scenario;
    scenario.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0, no_limit));
    scenario.latency = in.ms("latency_ms", milliseconds(0));
    scenario.max_concurrent = static_cast<int>(in.integer("max_concurrent", 0, 0, 1'000'000));
    if (const auto delivery = in.value("delivery"); delivery.present())
        scenario.delivery =
            std::make_shared<const Delivery>(read_delivery(delivery, "delivery", {}));
    if (const auto callbacks = in.value("callbacks"); callbacks.present())
        scenario.callbacks = read_callbacks(callbacks, "callbacks", {});
    const auto rules = in.value("rules");
    if (rules.present() && !rules.is_array()) in.refuse("rules", "an array");
    for (std::size_t i = 0; i < rules.size(); ++i)
        scenario.rules.push_back(read_rule(rules.at(i), i, scenario));
    in.end();
    return scenario;
}

} // namespace bkxsms::sandbox
