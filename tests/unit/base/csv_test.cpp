#include "core/base/csv.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"

#include <fstream>
#include <sstream>

using namespace bkxsms;
using csv::format_record;
using Fields = std::vector<std::string>;

namespace {

std::vector<csv::Record> read_all(const std::string& text, char separator = ',') {
    std::istringstream in(text);
    csv::Reader reader(in, separator);
    std::vector<csv::Record> records;
    while (auto record = reader.next()) records.push_back(*std::move(record));
    return records;
}

std::vector<Fields> fields_of(const std::string& text, char separator = ',') {
    std::vector<Fields> all;
    for (const auto& record : read_all(text, separator)) {
        CHECK(record.problem.empty());
        all.push_back(record.fields);
    }
    return all;
}

/// The problem of the first record, which must have one.
std::string problem_of(const std::string& text) {
    const auto records = read_all(text);
    REQUIRE_FALSE(records.empty());
    CHECK(records[0].fields.empty());
    return records[0].problem;
}

} // namespace

TEST_CASE("csv: records as RFC 4180 has them", "[base][csv]") {
    using All = std::vector<Fields>;
    CHECK(fields_of("a,b\r\nc,d\r\n") == All{{"a", "b"}, {"c", "d"}});
    CHECK(fields_of("a,b\nc,d") == All{{"a", "b"}, {"c", "d"}});
    CHECK(fields_of("a,b\r") == All{{"a", "b"}});
    CHECK(fields_of("\"a\"\"b\",\"c,d\",\"e\r\nf\",\"\"\n") ==
          All{{"a\"b", "c,d", "e\r\nf", ""}});
    CHECK(fields_of(",\n,,\n") == All{{"", ""}, {"", "", ""}});
    CHECK(fields_of("\"\"\n") == All{{""}});
}

TEST_CASE("csv: white space belongs to the field", "[base][csv]") {
    CHECK(fields_of(" a ,\tb\t\n") == std::vector<Fields>{{" a ", "\tb\t"}});
    CHECK(fields_of("   \n") == std::vector<Fields>{{"   "}});
}

TEST_CASE("csv: another separator takes the comma's place", "[base][csv]") {
    CHECK(fields_of("a;b,c;\"d;e\"\n", ';') == std::vector<Fields>{{"a", "b,c", "d;e"}});
    CHECK(fields_of("a\tb\n", '\t') == std::vector<Fields>{{"a", "b"}});
}

TEST_CASE("csv: a byte order mark at the start is skipped, elsewhere it is text",
          "[base][csv]") {
    const std::string mark = "\xEF\xBB\xBF";
    CHECK(fields_of(mark + "id,to\n") == std::vector<Fields>{{"id", "to"}});
    CHECK(fields_of(mark + "\"id\",to\n") == std::vector<Fields>{{"id", "to"}});
    CHECK(fields_of(mark + "\n" + mark + "a\n") == std::vector<Fields>{{mark + "a"}});
    CHECK(fields_of(mark).empty());
    CHECK(fields_of("a," + mark + "b\n") == std::vector<Fields>{{"a", mark + "b"}});
    // U+FEC0 starts with the same two bytes.
    CHECK(fields_of("\uFEC0\n") == std::vector<Fields>{{"\uFEC0"}});
}

TEST_CASE("csv: blank lines are skipped and lines are counted", "[base][csv]") {
    const auto records = read_all("\n\r\na\n\n\"b\nc\"\n\nd");
    REQUIRE(records.size() == 3);
    CHECK(records[0].line == 3);
    CHECK(records[1].line == 5);
    CHECK(records[1].fields == Fields{"b\nc"});
    CHECK(records[2].line == 8);
    CHECK(read_all("").empty());
    CHECK(read_all("\n\n\r\n").empty());
}

TEST_CASE("csv: what cannot be read is named", "[base][csv]") {
    CHECK(problem_of("a\"b,c\n") == "a quote inside a field without quotes");
    CHECK(problem_of("\"a\"b\n") == "text follows a closing quote");
    CHECK(problem_of("\"a\" ,b\n") == "text follows a closing quote");
    CHECK(problem_of("\"a,b\nc\n") == "a quote is opened and never closed");
    CHECK(problem_of("a\rb\n") == "a carriage return without a line feed");
    CHECK(problem_of("a,b\xFF,c\n") == "field 2 is not UTF-8");
    CHECK(problem_of("a,\"\xED\xA0\x80\"\n") == "field 2 is not UTF-8");
    CHECK(problem_of(std::string("a\0b\n", 4)) == "contains a NUL byte");
    CHECK(problem_of(std::string("\"a\0b\"\n", 6)) == "contains a NUL byte");
}

TEST_CASE("csv: after a record that cannot be read the next line still can", "[base][csv]") {
    for (const auto& bad : Fields{"a\"b,c", "\"a\"b,\"c\"", "a\xFF", "a\rb", {"\0", 1}}) {
        CAPTURE(bad);
        const auto records = read_all("first\n" + bad + "\nlast,1\n");
        REQUIRE(records.size() == 3);
        CHECK(records[1].line == 2);
        CHECK_FALSE(records[1].problem.empty());
        CHECK(records[2].line == 3);
        CHECK(records[2].fields == Fields{"last", "1"});
    }
}

TEST_CASE("csv: a record may be as long as the limit and no longer", "[base][csv]") {
    const std::string full(csv::max_record_bytes - 1, 'x'); // and its line feed
    CHECK(fields_of(full + "\n")[0][0].size() == full.size());
    const auto records = read_all(full + "x\nnext\n");
    REQUIRE(records.size() == 2);
    CHECK(records[0].problem == "longer than 1048576 bytes");
    CHECK(records[1].fields == Fields{"next"});
    CHECK(records[1].line == 2);
    // A quote that is never closed does not read the rest of a huge file into memory.
    CHECK(read_all("\"" + std::string(2 * csv::max_record_bytes, 'x')).size() == 1);
}

TEST_CASE("csv: a stream that cannot be read is an error, not an end", "[base][csv]") {
    std::ifstream folder(BKXSMS_SOURCE_DIR);
    csv::Reader reader(folder);
    CHECK(test::fault_of([&] { reader.next(); }) == Fault::io);
}

TEST_CASE("csv: only fields that need quotes get them", "[base][csv]") {
    CHECK(format_record({"a", "b c", ""}) == "a,b c,\n");
    CHECK(format_record({"a,b", "c\"d", "e\nf", "g\rh", " i", "j "}) ==
          "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\",\" i\",\"j \"\n");
    CHECK(format_record({"a;b", "c,d"}, ';') == "\"a;b\";c,d\n");
    CHECK(format_record({""}) == "\"\"\n"); // a blank line would be skipped
    CHECK(format_record({}) == "\n");
}

TEST_CASE("csv: what a spreadsheet would compute gets an apostrophe", "[base][csv]") {
    struct Row {
        std::string_view field, line;
    };
    constexpr Row rows[] = {
        {"=1+1", "'=1+1"},
        {"=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\""},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
        {"-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
        {"  =1", "'  =1"},
        {"\t=1", "'\t=1"},
        {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""},
        {"\u00A0=1", "'\u00A0=1"},
        {"\u3000@x", "'\u3000@x"},
        {"\uFEFF=1", "'\uFEFF=1"},
        {"\uFF1D1+1", "'\uFF1D1+1"},
        {"\uFF0B1", "'\uFF0B1"},
        {"hello\n=1", "\"hello\n'=1\""},
        {"hello\r\n  @x", "\"hello\r\n'  @x\""},
        {"a\n\n-x", "\"a\n\n'-x\""},
        {"+", "'+"},
        {"-", "'-"},
        {"+49 1511234567", "'+49 1511234567"},
        {"-1;=x", "'-1;=x"},
        {"+A1", "'+A1"},
        {"-.5", "'-.5"},
        {"+1e9", "'+1e9"},
        // numbers, whole and masked, stay what they are
        {"+4915112345678", "+4915112345678"},
        {"+6149*****156", "+6149*****156"},
        {"-3.5", "-3.5"},
        {"-0.0079", "-0.0079"},
        // and so does text
        {"a=b", "a=b"},
        {"mail@example.com", "mail@example.com"},
        {"1-2", "1-2"},
        {"'=1", "'=1"},
        {"line\r\n\r\nline", "\"line\r\n\r\nline\""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.field);
        CHECK(format_record({std::string(row.field)}) == std::string(row.line) + '\n');
        CHECK(format_record({"x", std::string(row.field)}) ==
              "x," + std::string(row.line) + '\n');
    }
}

TEST_CASE("csv: what is written can be read: bad bytes are replaced", "[base][csv]") {
    CHECK(format_record({"a\xFF"}) == "a\uFFFD\n");
    CHECK(format_record({std::string("\0=", 2)}) == "\uFFFD=\n");
    CHECK(fields_of(format_record({"\xEF\xBB\xBFx", "y"})) ==
          std::vector<Fields>{{"\xEF\xBB\xBFx", "y"}});
}
