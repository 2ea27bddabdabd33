#include "core/phone/place.hpp"
#include "core/phone/prefix_table.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace bkxsms;
using phone::Type;
using Zones = std::vector<std::string_view>;

namespace {

using Prefixes = std::map<std::string, std::string, std::less<>>;

// share/data as a person reads it: no arrays, no intervals.
Prefixes read_prefixes(const std::string& file) {
    std::ifstream in(BKXSMS_SOURCE_DIR "/share/data/" + file);
    Prefixes prefixes;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        const auto bar = line.find('|');
        prefixes[line.substr(0, bar)] = line.substr(bar + 1);
    }
    REQUIRE(prefixes.size() > 3000);
    return prefixes;
}

// With the names that zones have today; none of the old ones may be left.
Prefixes read_zones() {
    auto prefixes = read_prefixes("timezones.txt");
    for (const auto& [old, now] : std::vector<std::pair<std::string, std::string>>{
             {"Africa/Asmera", "Africa/Asmara"},
             {"America/Buenos_Aires", "America/Argentina/Buenos_Aires"},
             {"America/Godthab", "America/Nuuk"},
             {"Asia/Calcutta", "Asia/Kolkata"},
             {"Asia/Choibalsan&Asia/Hovd&Asia/Ulaanbaatar", "Asia/Ulaanbaatar&Asia/Hovd"},
             {"Asia/Choibalsan&Asia/Ulaanbaatar", "Asia/Ulaanbaatar"}, // named once
             {"Asia/Choibalsan", "Asia/Ulaanbaatar"},
             {"Asia/Katmandu", "Asia/Kathmandu"},
             {"Asia/Rangoon", "Asia/Yangon"},
             {"Atlantic/Faeroe", "Atlantic/Faroe"},
             {"Pacific/Enderbury", "Pacific/Kanton"},
             {"Pacific/Ponape", "Pacific/Pohnpei"},
             {"Pacific/Truk", "Pacific/Chuuk"}})
        for (auto& [prefix, value] : prefixes)
            if (const auto at = value.find(old); at != std::string::npos)
                value.replace(at, old.size(), now);
    return prefixes;
}

std::string longest_prefix(const Prefixes& prefixes, std::string_view digits) {
    for (auto n = digits.size(); n > 0; --n)
        if (const auto found = prefixes.find(digits.substr(0, n)); found != prefixes.end())
            return found->second;
    return "";
}

std::string join(const Zones& zones) {
    std::string text;
    for (const auto zone : zones) text += (text.empty() ? "" : "&") + std::string(zone);
    return text;
}

// A failed run is repeated with BKXSMS_TEST_SEED=<the number printed>.
unsigned pick_seed() {
    const char* given = std::getenv("BKXSMS_TEST_SEED");
    return given ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

// Half of them start with a prefix of the table, or they would mostly miss the long ones.
std::vector<std::string> random_numbers(const Prefixes& prefixes, unsigned seed) {
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t n) { return random() % n; };
    std::vector<std::string> keys;
    for (const auto& [prefix, value] : prefixes) keys.push_back(prefix);
    std::vector<std::string> numbers;
    for (int i = 0; i < 20'000; ++i) {
        std::string digits;
        if (i % 2) digits = keys[below(keys.size())];
        const auto size = std::max<std::size_t>(digits.size(), 7 + below(9));
        while (digits.size() < size) digits += static_cast<char>('0' + below(10));
        if (digits.front() == '0') digits.front() = '9';
        numbers.push_back(digits);
    }
    return numbers;
}

// The number itself, cut short, its neighbours, and the first and last number behind each.
std::set<std::string> around(const std::string& prefix) {
    std::set<std::string> texts = {prefix.substr(0, prefix.size() - 1)};
    const auto value = std::stoul(prefix);
    for (const auto n : {value - 1, value, value + 1}) {
        const auto digits = std::to_string(n);
        texts.insert(
            {digits, digits + "0", digits + "9", digits + "00000000", digits + "99999999"});
    }
    return texts;
}

int wrong_around(const Prefixes& prefixes, const phone::PrefixTable& table) {
    int wrong = 0;
    for (const auto& [prefix, value] : prefixes)
        for (const auto& digits : around(prefix))
            if (table.find(digits) != longest_prefix(prefixes, digits)) {
                if (++wrong <= 10) UNSCOPED_INFO("wrong at " << digits);
            }
    return wrong;
}

} // namespace

TEST_CASE("phone: the arrays say what the longest prefix in the text says, for any number",
          "[phone][place]") {
    const auto seed = pick_seed();
    CAPTURE(seed);
    const auto zones = read_zones();
    const auto carriers = read_prefixes("carriers.txt");
    int found = 0, wrong = 0;
    for (const auto& table : {zones, carriers})
        for (const auto& digits : random_numbers(table, seed)) {
            const auto e164 = "+" + digits;
            const auto zone = join(phone::time_zones(e164, Type::fixed_line));
            const auto carrier = phone::carrier(e164);
            found += !carrier.empty();
            if (zone == longest_prefix(zones, digits) &&
                carrier == longest_prefix(carriers, digits))
                continue;
            if (++wrong <= 10) UNSCOPED_INFO("wrong for " << e164);
        }
    CHECK(wrong == 0);
    CHECK(found > 10'000);
}

TEST_CASE("phone: the arrays change exactly where a prefix begins or ends", "[phone][place]") {
    CHECK(wrong_around(read_zones(), phone::time_zone_table()) == 0);
    CHECK(wrong_around(read_prefixes("carriers.txt"), phone::carrier_table()) == 0);
}

TEST_CASE("phone: the arrays are strictly ascending and begin at nothing", "[phone][place]") {
    for (const auto& table :
         {phone::time_zone_table(), phone::carrier_table(), phone::nanp_table()}) {
        REQUIRE(table.starts.size() == table.values.size());
        CHECK(table.starts.front() == 0);
        CHECK(table.find("").empty());
        CHECK(std::ranges::adjacent_find(table.starts, std::greater_equal{}) ==
              table.starts.end());
        CHECK(std::ranges::adjacent_find(table.values) == table.values.end());
    }
}

TEST_CASE("phone: a number shorter than a prefix is not in it", "[phone][place]") {
    CHECK(phone::prefix_key("6834") < phone::prefix_key("68340"));
    CHECK(phone::prefix_key("68349999") < phone::prefix_key("6835"));
    CHECK(phone::prefix_key("1234567890") == phone::prefix_key("123456789"));
}

TEST_CASE("phone: time zones are those of the area, or of the whole country for mobiles",
          "[phone][place]") {
    CHECK(phone::time_zones("+4930123456", Type::fixed_line) == Zones{"Europe/Berlin"});
    CHECK(phone::time_zones("+4915112345678", Type::mobile) == Zones{"Europe/Berlin"});
    CHECK(phone::time_zones("+919876543210", Type::mobile) == Zones{"Asia/Kolkata"});
    CHECK(phone::time_zones("+441481960194", Type::fixed_line) == Zones{"Europe/Guernsey"});

    // The table has 614 and 79, but a mobile may be anywhere in Australia or Russia.
    CHECK(phone::time_zones("+61212345678", Type::fixed_line) == Zones{"Australia/Sydney"});
    const auto australia = phone::time_zones("+61412345678", Type::mobile);
    CHECK(australia.size() == 8);
    CHECK(std::ranges::count(australia, "Australia/Perth") == 1);
    const auto russia = phone::time_zones("+79161234567", Type::mobile);
    CHECK(std::ranges::count(russia, "Asia/Vladivostok") == 1);
    CHECK(phone::time_zones("+61412345678") == australia); // unknown: as a mobile

    // Where mobiles have area codes, the area counts.
    CHECK(phone::time_zones("+12015550123", Type::fixed_line_or_mobile) ==
          Zones{"America/New_York"});
    CHECK(phone::time_zones("+13502345678") == Zones{"America/Los_Angeles"});
    CHECK(phone::time_zones("+5511961234567", Type::mobile) == Zones{"America/Sao_Paulo"});

    CHECK(phone::time_zones("+18002345678", Type::toll_free).size() > 30);
    CHECK(phone::time_zones("+80012345678", Type::toll_free).empty());
}

TEST_CASE("phone: every zone of every set is an IANA name", "[phone][place]") {
    std::set<std::string_view> names;
    for (const auto& [prefix, value] : read_zones())
        for (const auto zone : phone::time_zones(
                 "+" + prefix + std::string(9 - prefix.size(), '0'), Type::fixed_line))
            names.insert(zone);
    CHECK(names.size() > 280);
    for (const auto name : names) {
        CAPTURE(name);
        CHECK(name.find('/') != std::string_view::npos);
        CHECK(name.find_first_of("& \r|") == std::string_view::npos);
    }
}

TEST_CASE("phone: a NANP number has the state of its area code", "[phone][place]") {
    struct Row {
        std::string_view number, state;
    };
    for (const auto& [number, state] : std::vector<Row>{
             {"+12015550123", "US-NJ"},
             {"+12025550123", "US-DC"},
             {"+19075550123", "US-AK"},
             {"+18085550123", "US-HI"},
             {"+17875550123", "US-PR"},
             {"+13502345678", "US-CA"}, // newer than the library
             {"+14165550123", "CA-ON"},
             {"+18675550123", "CA-NT/CA-NU/CA-YT"},
             {"+19025550123", "CA-NS/CA-PE"},
             {"+12425550123", ""}, // Bahamas
             {"+18005550123", ""},
             {"+19995550123", ""},
             {"+442015550123", ""},
             {"+20155501234", ""}, // Egypt, not area code 201
         }) {
        CAPTURE(number);
        CHECK(phone::nanp_subdivision(number) == state);
    }
}

TEST_CASE("phone: all states have an area code", "[phone][place]") {
    std::set<std::string_view> states;
    for (int area = 200; area < 1000; ++area) {
        const auto found = phone::nanp_subdivision("+1" + std::to_string(area) + "5550123");
        if (found.starts_with("US-")) states.insert(found);
    }
    CHECK(states.size() == 51 + 5); // with DC; AS, GU, MP, PR, VI
}

TEST_CASE("phone: places of what is not a number are unknown", "[phone][place]") {
    for (const auto text : {"", "+", "12015550123", "+1", "+1201555012345678", "+1201555a123",
                            "+/////////", "+:::::::::", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}) {
        CAPTURE(text);
        CHECK(phone::time_zones(text, Type::fixed_line).empty());
        CHECK(phone::carrier(text).empty());
        CHECK(phone::nanp_subdivision(text).empty());
    }
}

TEST_CASE("phone: a carrier is the one the range was issued to", "[phone][place]") {
    CHECK(phone::carrier("+201012345678") == "Vodafone");
    CHECK(phone::carrier("+3546361234") == "\u00D6ryggisfjarskipti");
    CHECK(phone::carrier("+12015550123").empty());
}
