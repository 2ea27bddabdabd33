#include "core/base/csv.hpp"
#include "core/base/utf8.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <sstream>

using namespace bkxsms;

namespace {

using Fields = std::vector<std::string>;
using Random = std::mt19937;

std::size_t below(std::size_t limit, Random& random) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

/// Made of what readers and writers stumble over. The first piece is never one that would be
/// disarmed, so that the field must come back as it was.
std::string random_field(Random& random) {
    constexpr std::string_view pieces[] = {
        "a",  "B",    ",",  ";",  "\"", "\"\"", " ",          "0",       "'",
        "\n", "\r\n", "\r", "\t", "é",  "=",    "\U0001F44D", "\u00A0x", "\xEF\xBB\xBF"};
    std::string field;
    const auto count = below(8, random);
    for (std::size_t i = 0; i < count; ++i) field += pieces[below(std::size(pieces), random)];
    return field;
}

Fields random_record(Random& random) {
    Fields fields(1 + below(5, random));
    std::ranges::generate(fields, [&] { return random_field(random); });
    return fields;
}

/// What format_record() may have added.
std::string without_apostrophes(std::string text) {
    std::erase(text, '\'');
    return text;
}

} // namespace

TEST_CASE("csv: whatever is written is read back, but for the apostrophes", "[base][csv]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    Random random(seed);
    for (int round = 0; round < 500; ++round) {
        const char separator = ",;\t|"[below(4, random)];
        std::vector<Fields> records(1 + below(10, random));
        std::ranges::generate(records, [&] { return random_record(random); });

        std::string text;
        for (const auto& fields : records) text += csv::format_record(fields, separator);
        CAPTURE(text);
        std::istringstream in(text);
        csv::Reader reader(in, separator);
        for (const auto& fields : records) {
            const auto record = reader.next();
            REQUIRE(record);
            REQUIRE(record->problem.empty());
            REQUIRE(record->fields.size() == fields.size());
            for (std::size_t i = 0; i < fields.size(); ++i)
                REQUIRE(without_apostrophes(record->fields[i]) ==
                        without_apostrophes(fields[i]));
        }
        REQUIRE_FALSE(reader.next());
    }
}

TEST_CASE("csv: what was disarmed once is not disarmed again", "[base][csv]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    Random random(seed);
    for (int round = 0; round < 2'000; ++round) {
        const auto first = csv::format_record(random_record(random));
        CAPTURE(first);
        std::istringstream in(first);
        const auto record = csv::Reader(in).next();
        REQUIRE(record);
        REQUIRE(csv::format_record(record->fields) == first);
    }
}

TEST_CASE("csv: any bytes at all are read to their end", "[base][csv]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    Random random(seed);
    for (int round = 0; round < 2'000; ++round) {
        std::string text(below(60, random), '\0');
        std::ranges::generate(text, [&] {
            return below(2, random) == 0 ? ",\"\n\r"[below(4, random)]
                                         : static_cast<char>(below(256, random));
        });
        std::istringstream in(text);
        csv::Reader reader(in);
        std::size_t last_line = 0;
        while (const auto record = reader.next()) {
            REQUIRE(record->line > last_line);
            last_line = record->line;
            REQUIRE(record->problem.empty() != record->fields.empty());
            for (const auto& field : record->fields) REQUIRE(is_utf8(field));
        }
        REQUIRE(in.rdbuf()->sgetc() == std::char_traits<char>::eof());
        REQUIRE(static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1 >= last_line);
    }
}
