#include "core/base/json.hpp"
#include "fuzz.hpp"

#include <set>

using namespace bkxsms;
using fuzz::require;

namespace {

void write_object(json::Writer& out, const json::Value& value, int depth);

/// The value again in one form of our own: what is no integer goes as the text of its digits.
void write(json::Writer& out, const json::Value& value, int depth) {
    require(value.present(), "what is listed is there");
    require(depth <= json::max_depth, "no value is deeper than max_depth");
    if (value.is_object()) {
        write_object(out, value, depth);
    } else if (value.is_array()) {
        out.begin_array();
        for (std::size_t i = 0; i < value.size(); ++i) write(out, value.at(i), depth + 1);
        out.end_array();
        require(!value.at(value.size()).present(), "nothing is beyond the end");
    } else if (const auto text = value.string()) {
        require(is_utf8(*text), "a string is UTF-8");
        out.string(*text);
    } else if (const auto truth = value.boolean()) {
        out.boolean(*truth);
    } else if (const auto whole = value.integer()) {
        out.integer(*whole);
    } else if (const auto number = value.number_text()) {
        const auto again = json::parse(*number);
        require(again.number_text() == number, "a number's text is that number");
        out.string(*number);
    } else {
        require(value.is_null(), "a value is of one kind");
        out.null();
    }
}

void write_object(json::Writer& out, const json::Value& value, int depth) {
    std::set<std::string> seen;
    out.begin_object();
    for (const auto& name : value.members()) {
        require(is_utf8(name), "a name is UTF-8");
        require(seen.insert(name).second, "no name comes twice");
        out.key(name);
        write(out, value[name], depth + 1);
    }
    out.end_object();
}

std::string written(const json::Value& value) {
    json::Writer out;
    write(out, value, 0);
    return out.str();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();

    const auto document = json::try_parse(text);
    const auto refused = fuzz::refusal(Fault::data, [&] { json::parse(text); });
    require(refused.has_value() != document.has_value(), "parse and try_parse agree");
    if (document) {
        require(is_utf8(text), "only UTF-8 is read");
        const auto once = written(*document);
        require(written(json::parse(once)) == once, "what is written is read as it was");
    }

    const auto quoted = json::quoted(text);
    require(json::parse(quoted).string() == to_well_formed(text), "a quoted text comes back");
    return 0;
}
