#pragma once

#include "core/base/json.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bkxsms::test {

/// The vectors of a file in tests/fixtures, each an object.
std::vector<json::Value> read_vectors(const std::string& file);

/// The members of an object of strings or of arrays of strings, in the document's order; an
/// array repeats its name.
std::vector<std::pair<std::string, std::string>> fields_of(const json::Value& object);

} // namespace bkxsms::test
