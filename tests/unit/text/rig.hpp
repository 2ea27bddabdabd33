#pragma once

#include "core/base/clock.hpp"
#include "core/base/csv.hpp"
#include "core/base/error.hpp"
#include "core/base/zone.hpp"
#include "core/text/template.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What the tests of this room share.

namespace bkxsms::test {

/// The Error that `work` throws; the test fails if it throws none.
template <typename Work>
Error error_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    FAIL("no Error was thrown");
    throw; // not reached
}

inline text::When when(std::string_view rfc3339, std::string_view zone) {
    const auto at = parse_rfc3339(rfc3339);
    REQUIRE(at);
    return {*at, Zone::named(zone)};
}

/// The records of a CSV file of the repository, each by its column names. A '#' line goes
/// first.
inline std::vector<std::map<std::string, std::string>> csv_rows(std::string_view path) {
    std::ifstream in(std::string(BKXSMS_SOURCE_DIR) + '/' + std::string(path));
    REQUIRE(in);
    csv::Reader reader(in);
    reader.next();
    const auto names = reader.next();
    REQUIRE(names);
    std::vector<std::map<std::string, std::string>> rows;
    while (const auto record = reader.next()) {
        REQUIRE(record->problem.empty());
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < names->fields.size(); ++i)
            row[names->fields[i]] = record->fields.at(i);
    }
    return rows;
}

} // namespace bkxsms::test
