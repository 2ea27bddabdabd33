// Build tool: reads the prefix tables in share/data and writes them as arrays in C++.
//
//   generate_prefixes TIMEZONES.txt CARRIERS.txt US_AREA_STATE.csv OUT.cpp
//
// Strict, because what it writes decides at what hour people get texts: a line it cannot read
// stops the build.

#include "core/phone/prefix_table.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bkxsms::phone {
namespace {

using Prefixes = std::map<std::string, std::string>; // digits -> value

struct Interval {
    std::uint32_t start;
    std::string value;
};

// ---- reading

struct Entry {
    std::string prefix, value; // no prefix: nothing to keep of this line
};

Entry read_carrier_line(std::string_view line) {
    const auto bar = line.find('|');
    if (bar == std::string_view::npos) throw std::runtime_error("no '|'");
    return {std::string(line.substr(0, bar)), std::string(line.substr(bar + 1))};
}

// libphonenumber keeps some names that IANA has replaced, and systems such as Debian 13 install
// those only on request (tzdata-legacy): without them, all of India would have no time.
// Source: tz database 2025b, file backward.
std::string_view current_name(std::string_view zone) {
    static const std::map<std::string_view, std::string_view> renamed = {
        {"Africa/Asmera", "Africa/Asmara"},
        {"America/Buenos_Aires", "America/Argentina/Buenos_Aires"},
        {"America/Godthab", "America/Nuuk"},
        {"Asia/Calcutta", "Asia/Kolkata"},
        {"Asia/Choibalsan", "Asia/Ulaanbaatar"},
        {"Asia/Katmandu", "Asia/Kathmandu"},
        {"Asia/Rangoon", "Asia/Yangon"},
        {"Atlantic/Faeroe", "Atlantic/Faroe"},
        {"Pacific/Enderbury", "Pacific/Kanton"},
        {"Pacific/Ponape", "Pacific/Pohnpei"},
        {"Pacific/Truk", "Pacific/Chuuk"}};
    const auto found = renamed.find(zone);
    return found == renamed.end() ? zone : found->second;
}

Entry read_zone_line(std::string_view line) {
    const auto old = read_carrier_line(line);
    std::vector<std::string_view> zones;
    Entry entry{old.prefix, ""};
    for (std::size_t begin = 0; begin <= old.value.size();) {
        const auto end = std::min(old.value.find('&', begin), old.value.size());
        const auto zone = current_name(std::string_view(old.value).substr(begin, end - begin));
        if (zone.empty()) throw std::runtime_error("empty zone name");
        if (std::ranges::find(zones, zone) == zones.end()) {
            entry.value += (zones.empty() ? "" : "&") + std::string(zone);
            zones.push_back(zone);
        }
        begin = end + 1;
    }
    return entry;
}

// area_code,country,subdivision,... of which the first three are never quoted.
Entry read_area_line(std::string_view line) {
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    const auto third = line.find(',', second + 1);
    if (first >= second || second >= third || third == std::string_view::npos)
        throw std::runtime_error("fewer than four columns");
    const auto head = line.substr(0, third);
    if (head.find('"') != std::string_view::npos) throw std::runtime_error("quoted column");
    if (head.starts_with("area_code,") || second + 1 == third) return {};
    return {'1' + std::string(line.substr(0, first)), std::string(head.substr(second + 1))};
}

void check(const Entry& entry, const Prefixes& before) {
    const auto& [prefix, value] = entry;
    if (prefix.size() > prefix_digits ||
        prefix.find_first_not_of("0123456789") != std::string::npos)
        throw std::runtime_error("prefix must be 1 to 9 digits");
    if (before.contains(prefix)) throw std::runtime_error("prefix occurs twice");
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (value.empty() || std::ranges::any_of(value, control))
        throw std::runtime_error("value is empty or has control characters");
}

Prefixes read(const char* path, Entry (*read_line)(std::string_view)) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(std::string("cannot read ") + path);
    Prefixes prefixes;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.starts_with('#')) continue;
        try {
            auto entry = read_line(line);
            if (entry.prefix.empty()) continue;
            check(entry, prefixes);
            prefixes.insert({std::move(entry.prefix), std::move(entry.value)});
        } catch (const std::runtime_error& e) {
            throw std::runtime_error(std::string(path) + ':' + std::to_string(number) + ": " +
                                     e.what());
        }
    }
    if (prefixes.empty()) throw std::runtime_error(std::string(path) + ": no prefixes");
    return prefixes;
}

// ---- flattening

std::uint32_t end_of(std::string_view prefix) {
    std::uint32_t width = 1;
    for (auto n = prefix.size(); n < prefix_digits; ++n) width *= 11;
    return prefix_key(prefix) + width;
}

// A prefix sorts before its extensions, so one pass with the chain of prefixes that are open
// at this point suffices.
std::vector<Interval> flatten(const Prefixes& prefixes) {
    std::vector<Interval> all = {{0, ""}};
    const auto put = [&all](std::uint32_t start, const std::string& value) {
        if (all.back().start == start) all.pop_back();
        if (all.empty() || all.back().value != value) all.push_back({start, value});
    };
    struct Open {
        std::uint32_t end;
        const std::string* value;
    };
    std::vector<Open> open;
    const auto close_until = [&](std::uint32_t key) {
        static const std::string none;
        while (!open.empty() && open.back().end <= key) {
            const auto end = open.back().end;
            open.pop_back();
            put(end, open.empty() ? none : *open.back().value);
        }
    };
    for (const auto& [prefix, value] : prefixes) {
        close_until(prefix_key(prefix));
        put(prefix_key(prefix), value);
        open.push_back({end_of(prefix), &value});
    }
    close_until(std::numeric_limits<std::uint32_t>::max());
    return all;
}

// ---- writing

// Octal escapes of exactly three digits, so that no character behind them can join in.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\' && c != '?') {
            out += c;
        } else {
            out += '\\';
            for (const unsigned shift : {6U, 3U, 0U})
                out += static_cast<char>('0' + (byte >> shift & 7U));
        }
    }
    return out + "\\0\"";
}

template <class T>
void write_array(std::ostream& out, std::string_view type, std::string_view name,
                 const std::vector<T>& values) {
    out << "constexpr std::" << type << ' ' << name << "[] = {";
    for (std::size_t i = 0; i < values.size(); ++i)
        out << (i % 12 == 0 ? "\n    " : " ") << values[i] << ',';
    out << "\n};\n";
}

void write_table(std::ostream& out, const std::string& name, const Prefixes& prefixes) {
    std::vector<std::uint32_t> starts;
    std::vector<std::uint16_t> values;
    std::map<std::string, std::uint16_t> offsets = {{"", std::uint16_t{0}}};
    std::size_t pool_bytes = 1;

    out << "namespace {\nconstexpr char " << name << "_pool[] =\n    \"\\0\"";
    for (const auto& [start, value] : flatten(prefixes)) {
        if (!offsets.contains(value)) {
            if (pool_bytes > std::numeric_limits<std::uint16_t>::max())
                throw std::runtime_error(name + ": more than 64 KiB of strings");
            offsets[value] = static_cast<std::uint16_t>(pool_bytes);
            pool_bytes += value.size() + 1;
            out << "\n    " << quoted(value);
        }
        starts.push_back(start);
        values.push_back(offsets[value]);
    }
    out << ";\n";
    write_array(out, "uint32_t", name + "_starts", starts);
    write_array(out, "uint16_t", name + "_values", values);
    out << "} // namespace\n\nPrefixTable " << name << "_table() noexcept {\n    return {"
        << name << "_starts, " << name << "_values, " << name << "_pool};\n}\n\n";
}

void generate(char** paths) {
    std::ofstream out(paths[3], std::ios::binary);
    out << "// Made by generate_prefixes from share/data (data: Apache License 2.0, the\n"
           "// libphonenumber authors). What the arrays mean: core/phone/prefix_table.hpp.\n\n"
           "#include \"core/phone/prefix_table.hpp\"\n\nnamespace bkxsms::phone {\n\n";
    write_table(out, "time_zone", read(paths[0], read_zone_line));
    write_table(out, "carrier", read(paths[1], read_carrier_line));
    write_table(out, "nanp", read(paths[2], read_area_line));
    out << "} // namespace bkxsms::phone\n";
    out.close();
    if (!out) throw std::runtime_error(std::string("cannot write ") + paths[3]);
}

} // namespace
} // namespace bkxsms::phone

int main(int argc, char** argv) try {
    if (argc != 5) throw std::runtime_error("needs three inputs and an output");
    bkxsms::phone::generate(argv + 1);
    return 0;
} catch (const std::exception& e) {
    std::cerr << "generate_prefixes: " << e.what() << '\n';
    return 1;
}
