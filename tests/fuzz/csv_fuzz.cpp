#include "core/base/csv.hpp"
#include "fuzz.hpp"

#include <sstream>

using namespace bkxsms;
using fuzz::require;

namespace {

using Fields = std::vector<std::string>;

Fields read_one(const std::string& line, char separator) {
    std::istringstream in(line);
    csv::Reader reader(in, separator);
    const auto record = reader.next();
    require(record && record->problem.empty(), "what is written can be read");
    require(!reader.next(), "one record is written as one");
    return record->fields;
}

bool starts_formula(std::string_view field) {
    if (field.empty() || std::string_view("=+-@\t\r").find(field[0]) == std::string_view::npos)
        return false;
    const bool number = (field[0] == '+' || field[0] == '-') && field.size() > 1 &&
                        field.find_first_not_of("0123456789*.", 1) == std::string_view::npos;
    return !number;
}

void check_written(const Fields& fields, char separator) {
    const auto line = csv::format_record(fields, separator);
    require(is_utf8(line), "what is written is UTF-8");
    const auto again = read_one(line, separator);
    require(again.size() == fields.size(), "no field is lost");
    for (const auto& field : again) require(!starts_formula(field), "nothing starts a formula");
    require(csv::format_record(again, separator) == line, "disarmed once is disarmed");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const char separator = ",;\t|"[input.byte() % 4];

    std::istringstream in{std::string(input.rest())};
    csv::Reader reader(in, separator);
    std::size_t line = 0;
    while (const auto record = reader.next()) {
        require(record->line > line, "lines rise");
        line = record->line;
        require(record->problem.empty() != record->fields.empty(), "fields, or a problem");
        require(is_utf8(record->problem), "a problem is UTF-8");
        for (const auto& field : record->fields)
            require(is_utf8(field) && field.find('\0') == std::string::npos,
                    "a field is UTF-8 without NUL");
        if (!record->fields.empty()) check_written(record->fields, separator);
    }

    // The same bytes as fields of our own, whatever is in them.
    Fields fields;
    while (!input.done()) fields.emplace_back(input.until('\n'));
    if (!fields.empty()) check_written(fields, separator);
    return 0;
}
