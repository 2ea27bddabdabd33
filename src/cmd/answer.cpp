#include "cmd/answer.hpp"

#include <algorithm>

namespace bkxsms::cmd {

const Account& account_of(const std::string& typed, Session& session) {
    return find_account(typed.empty() ? session.config().default_provider : typed);
}

std::string require_country(const std::string& typed) {
    auto code = typed;
    for (char& c : code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (code.size() == 2 &&
        std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; }))
        return code;
    throw Error(Fault::usage, fmt::format("--country '{}' is no country", typed),
                "write it as ISO 3166 does, such as GB or DE");
}

} // namespace bkxsms::cmd
