#include "cmd/account_files.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view file_reference = "file:";

/// "twilio.token", "twilio.token.2": what write() may have called it.
bool is_called(std::string_view file, std::string_view name) {
    if (!file.starts_with(name)) return false;
    file.remove_prefix(name.size());
    return file.empty() || (file[0] == '.' && parse_integer(file.substr(1)).value_or(0) > 1);
}

fs::path free_name(const fs::path& folder, std::string_view name) {
    auto path = folder / name;
    for (int n = 2; fs::symlink_status(path).type() != fs::file_type::not_found; ++n)
        path = folder / fmt::format("{}.{}", name, n);
    return path;
}

void remove_all(const std::vector<fs::path>& paths) noexcept {
    std::error_code left_behind; // mode 0600, and nothing refers to it
    for (const auto& path : paths) fs::remove(path, left_behind);
}

} // namespace

NewSecrets::~NewSecrets() {
    remove_all(written_);
}

bool NewSecrets::is_same(std::string_view reference, const security::Secret& secret) const {
    if (reference.empty()) return false;
    try {
        return security::load_secret(reference, folder_.string()).reveal() == secret.reveal();
    } catch (const Error&) {
        return false;
    }
}

std::string NewSecrets::write(std::string_view name, const security::Secret& secret,
                              std::string_view in_force) {
    if (is_same(in_force, secret)) return std::string(in_force);
    const auto path = free_name(folder_, name);
    std::string line;
    line.reserve(secret.reveal().size() + 1); // a buffer that was outgrown would not be wiped
    line.append(secret.reveal()) += '\n';
    const security::Secret content(std::move(line));
    create_file_durably(path, content.reveal(), 0600);
    written_.push_back(path);
    if (in_force.starts_with(file_reference)) {
        in_force.remove_prefix(file_reference.size());
        if (is_called(in_force, name) && folder_ / in_force != path)
            replaced_.push_back(folder_ / in_force);
    }
    return std::string(file_reference) + path.filename().string();
}

void NewSecrets::keep() noexcept {
    remove_all(replaced_);
    written_.clear();
    replaced_.clear();
}

} // namespace bkxsms::cmd
