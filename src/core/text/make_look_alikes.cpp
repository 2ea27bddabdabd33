// Run by the build: share/data/smart_encoding.csv on standard input → the C++ table of
// gsm7_replace.cpp on standard output. Being a sorted constexpr array the table costs nothing
// at start-up. A row that could not be right stops the build.

#include "core/base/csv.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/text/gsm7.hpp"
#include "core/text/look_alike.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

using namespace bkxsms;

namespace {

struct Row {
    std::uint32_t code_point;
    std::string text;
    bool combining;
};

/// Columns of the file, by their names in its second line.
class Columns {
public:
    explicit Columns(const std::vector<std::string>& names) : names_(names) {}
    const std::string& of(const csv::Record& record, std::string_view name) const {
        const auto found = std::ranges::find(names_, name);
        if (found == names_.end())
            throw Error(Fault::data, fmt::format("no column '{}'", name));
        return record.fields.at(static_cast<std::size_t>(found - names_.begin()));
    }

private:
    std::vector<std::string> names_;
};

std::uint32_t hex(std::string_view digits) {
    std::uint32_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (error != std::errc() || stop != end)
        throw Error(Fault::data, fmt::format("'{}' is not hexadecimal", digits));
    return value;
}

/// "\u0020" → " ", "\\" → "\", "<delete>" → "".
std::string unescape(std::string_view cell) {
    if (cell == "<delete>") return {};
    std::string text;
    while (!cell.empty()) {
        if (cell.starts_with("\\u") && cell.size() >= 6) {
            text += static_cast<char>(hex(cell.substr(2, 4)));
            cell.remove_prefix(6);
        } else {
            if (cell.starts_with("\\\\")) cell.remove_prefix(1);
            text += cell.front();
            cell.remove_prefix(1);
        }
    }
    return text;
}

void check(const Row& row, std::string_view stated_septets) {
    int septets = 0;
    for (const char c : row.text) {
        const int one = text::gsm7_septets(static_cast<unsigned char>(c));
        if (one == 0 || static_cast<unsigned char>(c) > 0x7F)
            throw Error(Fault::data, "the replacement is not in both GSM-7 and ASCII");
        septets += one;
    }
    if (row.text.size() >= sizeof(text::LookAlike::text))
        throw Error(Fault::data, "the replacement is longer than the table's column");
    if (parse_integer(stated_septets) != septets)
        throw Error(Fault::data, fmt::format("the replacement takes {} septets", septets));
    if (text::gsm7_septets(row.code_point) != 0)
        throw Error(Fault::data, "the character is in GSM-7 and needs no replacement");
}

/// Left out: letters whose stroke or accent is part of a name's spelling (the file marks them
/// opt-in), and overlays, which cross words out: without them the words say the opposite.
bool wanted(std::string_view name, std::string_view status) {
    return status != "opt-in" && name.find("OVERLAY") == std::string_view::npos;
}

std::vector<Row> read_rows(std::istream& in) {
    csv::Reader reader(in);
    reader.next(); // the comment
    const auto heading = reader.next();
    if (!heading) throw Error(Fault::data, "no heading");
    const Columns columns(heading->fields);

    std::vector<Row> rows;
    while (const auto record = reader.next()) {
        try {
            if (!record->problem.empty()) throw Error(Fault::data, record->problem);
            const auto& status = columns.of(*record, "status");
            if (!wanted(columns.of(*record, "name"), status)) continue;
            Row row{hex(std::string_view(columns.of(*record, "code_point")).substr(2)),
                    unescape(columns.of(*record, "recommended")), status == "caution"};
            check(row, columns.of(*record, "recommended_septets"));
            rows.push_back(std::move(row));
        } catch (const std::exception& error) {
            throw Error(Fault::data, fmt::format("line {}: {}", record->line, error.what()));
        }
    }
    std::ranges::sort(rows, {}, &Row::code_point);
    if (std::ranges::adjacent_find(rows, {}, &Row::code_point) != rows.end())
        throw Error(Fault::data, "a character stands there twice");
    return rows;
}

void print(const std::vector<Row>& rows, std::ostream& out) {
    out << "// Made by make_look_alikes from share/data/smart_encoding.csv.\n"
           "#pragma once\n\n"
           "#include \"core/text/look_alike.hpp\"\n\n"
           "namespace bkxsms::text {\n\n"
           "inline constexpr LookAlike look_alikes[] = {\n";
    for (const auto& row : rows) {
        out << fmt::format("    {{0x{:04X}, {{", row.code_point);
        for (const char c : row.text) out << static_cast<int>(c) << ", ";
        out << "0}, " << (row.combining ? "true" : "false") << "},\n";
    }
    out << "};\n\n} // namespace bkxsms::text\n";
}

} // namespace

int main() {
    try {
        print(read_rows(std::cin), std::cout);
        return std::cout.flush() ? 0 : static_cast<int>(Fault::io);
    } catch (const std::exception& error) {
        std::cerr << "make_look_alikes: smart_encoding.csv: " << error.what() << '\n';
        return static_cast<int>(Fault::data);
    }
}
