#include "core/sandbox/scenario.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

/// SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014): close inputs, unrelated outputs.
std::uint64_t scatter(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

} // namespace

std::string_view word(Operation operation) noexcept {
    constexpr std::string_view words[] = {"send", "fetch", "list", "balance"};
    return words[static_cast<std::size_t>(operation)];
}

std::string_view word(Fate fate) noexcept {
    constexpr std::string_view words[] = {"delivered", "undelivered", "failed", "sent"};
    return words[static_cast<std::size_t>(fate)];
}

Play::Play(Scenario scenario)
    : scenario_(std::move(scenario)), counts_(scenario_.rules.size()),
      any_before_reading_(std::ranges::any_of(
          scenario_.rules, [](const Rule& rule) { return rule.action.before_reading; })) {}

const Rule* Play::decide(const Asked& asked) noexcept {
    return decide(asked, false);
}

const Rule* Play::decide_before_reading(const Asked& asked) noexcept {
    return any_before_reading_ ? decide(asked, true) : nullptr;
}

const Rule* Play::decide(const Asked& asked, bool before_reading) noexcept {
    for (std::size_t i = 0; i < scenario_.rules.size(); ++i) {
        const auto& rule = scenario_.rules[i];
        if (rule.action.before_reading != before_reading) continue;
        if (!rule.when.provider.empty() && rule.when.provider != asked.provider) continue;
        if (rule.when.on && *rule.when.on != asked.operation) continue;
        if (!asked.to.starts_with(rule.when.to)) continue;
        const auto number = ++counts_[i].seen;
        if (!fires(rule.when, i, number)) continue;
        ++counts_[i].fired;
        return &rule;
    }
    return nullptr;
}

bool Play::fires(const Condition& when, std::size_t rule, std::int64_t number) const noexcept {
    if (!when.nth.empty() && std::ranges::find(when.nth, number) == when.nth.end())
        return false;
    if (number <= when.after || number % when.every != 0) return false;
    if (when.first != 0 && number > when.first) return false;
    constexpr std::uint64_t certain = 1'000'000'000;
    const auto draw =
        scatter(scatter(scenario_.seed + rule) + static_cast<std::uint64_t>(number));
    return draw % certain < static_cast<std::uint64_t>(when.probability_nano);
}

std::vector<Play::Tally> Play::tally() const {
    std::vector<Tally> rows;
    for (std::size_t i = 0; i < counts_.size(); ++i)
        rows.push_back({scenario_.rules[i].name, counts_[i].seen, counts_[i].fired});
    return rows;
}

} // namespace bkxsms::sandbox
