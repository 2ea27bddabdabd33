#include "cmd/rows.hpp"

#include "core/base/json.hpp"

#include <algorithm>

namespace bkxsms::cmd {

void print_rows(Output& out, const std::vector<std::string>& header, const Rows& rows) {
    if (!out.structured()) return out.table(header, rows);
    std::vector<std::string> objects;
    for (const auto& row : rows) {
        json::Writer json;
        json.begin_object();
        for (std::size_t i = 0; i < header.size(); ++i) {
            auto name = header[i];
            std::ranges::transform(name, name.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            json.key(name);
            if (row[i].empty())
                json.null();
            else
                json.string(row[i]);
        }
        objects.push_back(json.end_object().str());
    }
    out.objects(objects);
}

} // namespace bkxsms::cmd
