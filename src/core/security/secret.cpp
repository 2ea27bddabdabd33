#include "core/security/secret.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string.h>
#include <utility>

namespace bkxsms::security {
namespace {

namespace fs = std::filesystem;

/// Wipes the whole buffer, not the length in use: a string that was longer once, or was moved
/// from while it lived inside the object, still has the rest of its bytes.
void wipe(std::string& text) noexcept {
    text.resize(text.capacity()); // never allocates: the room is there
    explicit_bzero(text.data(), text.size());
    text.clear();
}

/// The limits of systemd for a credential's name, so that it cannot lead out of the folder.
/// Source: systemd 252, credential_name_valid(): a file name and an ASCII word without colon.
bool is_credential_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 255 || name == "." || name == "..") return false;
    for (const char c : name)
        if (c <= ' ' || c >= 0x7F || c == '/' || c == ':') return false;
    return true;
}

fs::path credential_path(std::string_view name) {
    if (!is_credential_name(name))
        throw Error(Fault::config, "a 'credential:' reference holds no valid credential name",
                    "write credential:NAME with the NAME of LoadCredential= in the unit");
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder != '/')
        throw Error(Fault::config,
                    fmt::format("credential '{}' is wanted, but systemd passed none", name),
                    "start bkxsms from a unit with LoadCredential=, or use file:PATH");
    return fs::path(folder) / name;
}

fs::path secret_path(std::string_view reference, const std::string& base_folder) {
    constexpr std::string_view file = "file:";
    constexpr std::string_view credential = "credential:";
    if (reference.starts_with(credential))
        return credential_path(reference.substr(credential.size()));
    if (reference.starts_with(file) && reference.size() > file.size())
        return fs::path(base_folder) / reference.substr(file.size());
    throw Error(Fault::config, "a secret must be given as 'file:PATH' or 'credential:NAME'",
                "put the secret itself into a file of mode 0600 and write file:PATH; if it "
                "stood in the configuration, have the provider replace it");
}

void cut_line_break(std::string& text) {
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
}

} // namespace

Secret::Secret(std::string value) noexcept : value_(std::move(value)) {
    wipe(value); // a short string is copied, not moved
}

Secret& Secret::operator=(const Secret& other) {
    if (this == &other) return *this;
    wipe(value_);
    value_ = other.value_;
    return *this;
}

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
    wipe(other.value_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(value_);
    value_ = std::move(other.value_);
    wipe(other.value_);
    return *this;
}

Secret::~Secret() {
    wipe(value_);
}

Secret load_secret(std::string_view reference, const std::string& base_folder) {
    const auto path = secret_path(reference, base_folder);
    auto text = read_trusted_file(path, max_secret_bytes, Trust::secret);
    cut_line_break(text);
    if (text.empty())
        throw Error(Fault::config, fmt::format("secret file '{}' is empty", path.string()),
                    "write the provider's token into it, on one line");
    return Secret(std::move(text));
}

} // namespace bkxsms::security
