#include "core/queue/wish.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::queue {

namespace {

struct Member {
    std::string_view name;
    std::string Wish::*target;
};
constexpr Member members[] = {
    {"to", &Wish::to},
    {"from", &Wish::from},
    {"text", &Wish::text},
    {"template", &Wish::template_name},
    {"language", &Wish::language},
    {"region", &Wish::region},
    {"type", &Wish::type},
    {"booking", &Wish::booking},
    {"customer", &Wish::customer},
    {"key", &Wish::key},
    {"provider", &Wish::provider},
    {"priority", &Wish::priority},
    {"at", &Wish::at},
    {"timezone", &Wish::zone},
    {"ttl", &Wish::ttl},
};

std::string plain_text(const json::Value& value, std::string_view name) {
    if (auto text = value.string()) return *text;
    if (auto number = value.number_text()) return *number;
    throw Error(Fault::data, fmt::format("member '{}' must be a text", name));
}

void read_values(const json::Value& values, Wish& wish) {
    if (!values.is_object()) throw Error(Fault::data, "member 'values' must be an object");
    for (const auto& name : values.members()) {
        const auto value = values[name];
        if (!value.is_object()) {
            wish.values[name] = plain_text(value, "values." + name);
            continue;
        }
        const auto nano = parse_nano(value.text("amount"));
        const auto currency = value.text("currency");
        if (!nano || !is_currency(currency))
            throw Error(Fault::data,
                        fmt::format("member 'values.{}' is no amount of money", name),
                        R"(write {"amount":"45.00","currency":"EUR"})");
        wish.amounts[name] = Money{*nano, currency};
    }
}

} // namespace

std::string option_name(std::string_view field) {
    constexpr std::string_view value = "values.";
    if (field.starts_with(value)) return fmt::format("--set {}", field.substr(value.size()));
    if (field == "text") return "--message";
    if (field == "timezone") return "--tz";
    return fmt::format("--{}", field);
}

std::string member_name(std::string_view field) {
    return fmt::format("member '{}'", field);
}

std::string name_of(const Wish& wish, std::string_view field) {
    return wish.naming ? wish.naming(wish, field) : option_name(field);
}

Wish wish_from_json(std::string_view document) {
    const auto object = json::parse(document);
    if (!object.is_object()) throw Error(Fault::data, "the document is no JSON object");
    Wish wish;
    wish.naming = [](const Wish&, std::string_view field) { return member_name(field); };
    for (const auto& name : object.members()) {
        const auto value = object[name];
        if (value.is_null()) continue;
        if (name == "values") {
            read_values(value, wish);
            continue;
        }
        const auto* const known =
            std::ranges::find(members, std::string_view(name), &Member::name);
        if (known == std::end(members)) {
            auto names = field_names();
            names.emplace_back("values");
            const auto near = nearest(name, names);
            throw Error(Fault::data, fmt::format("unknown member '{}'", name),
                        near.empty() ? "bkxsms-send(1) lists them"
                                     : fmt::format("did you mean '{}'?", near));
        }
        wish.*known->target = plain_text(value, name);
    }
    return wish;
}

void set_field(Wish& wish, const std::string& name, const std::string& value) {
    const auto* const known = std::ranges::find(members, std::string_view(name), &Member::name);
    if (known != std::end(members))
        wish.*known->target = value;
    else if (!value.empty())
        wish.values[name] = value;
}

std::string& field(Wish& wish, std::string_view name) {
    return wish.*std::ranges::find(members, name, &Member::name)->target;
}

const std::string& field(const Wish& wish, std::string_view name) {
    return wish.*std::ranges::find(members, name, &Member::name)->target;
}

std::vector<std::string_view> field_names() {
    std::vector<std::string_view> names;
    for (const auto& member : members) names.push_back(member.name);
    return names;
}

} // namespace bkxsms::queue
