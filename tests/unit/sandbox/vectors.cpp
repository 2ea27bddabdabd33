#include "unit/sandbox/vectors.hpp"

#include <fstream>
#include <sstream>

namespace bkxsms::test {

std::vector<json::Value> read_vectors(const std::string& file) {
    std::ifstream in(BKXSMS_SOURCE_DIR "/tests/fixtures/" + file);
    std::stringstream text;
    text << in.rdbuf();
    const auto document = json::parse(text.str());
    const auto list = document.is_array() ? document : document["vectors"];
    std::vector<json::Value> all;
    for (std::size_t i = 0; i < list.size(); ++i) all.push_back(list.at(i));
    return all;
}

std::vector<std::pair<std::string, std::string>> fields_of(const json::Value& object) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& name : object.members()) {
        const auto value = object[name];
        if (!value.size()) fields.emplace_back(name, object.text(name));
        for (std::size_t i = 0; i < value.size(); ++i)
            fields.emplace_back(name, value.at(i).string().value_or(""));
    }
    return fields;
}

} // namespace bkxsms::test
