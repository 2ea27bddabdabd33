#include "core/inbound/spool.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::inbound {

namespace fs = std::filesystem;

void make_spool(const fs::path& spool) {
    make_folder(spool, 0710);
    make_folder(spool / "new", 03730);
    for (const auto* part : {"bad", "orphan"}) make_folder(spool / part, 0700);
}

namespace {

/// All that is in a folder, by name.
std::vector<fs::path> entries_of(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> entries;
    for (fs::directory_iterator next(folder, failure), end; !failure && next != end;
         next.increment(failure))
        entries.push_back(next->path());
    if (failure)
        throw Error(
            Fault::no_input,
            fmt::format("cannot read the spool '{}': {}", folder.string(), failure.message()),
            "`bkxsms init` makes it");
    std::ranges::sort(entries);
    return entries;
}

/// As write_to_spool makes them: 13 digits, '-', 26 characters [a-z2-7].
bool is_spool_name(const std::string& name) {
    constexpr std::string_view digits = "0123456789";
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    return name.size() == 40 && name.find_first_not_of(digits) == 13 && name[13] == '-' &&
           name.find_first_not_of(letters, 14) == std::string::npos;
}

/// Keeps a place bounded: the oldest go, until there is room for `count` more.
void make_room(const fs::path& folder, std::size_t count) {
    const auto kept = entries_of(folder);
    std::error_code stays;
    for (std::size_t i = 0; i + max_kept < kept.size() + count; ++i) fs::remove(kept[i], stays);
}

/// False if it is gone: another import took it.
bool move_into(const fs::path& folder, const fs::path& file) {
    std::error_code failure;
    fs::rename(file, folder / file.filename(), failure);
    if (failure == std::errc::no_such_file_or_directory) return false;
    if (failure)
        throw Error(Fault::io, fmt::format("cannot move '{}' into '{}': {}", file.string(),
                                           folder.string(), failure.message()));
    return true;
}

} // namespace

std::vector<fs::path> waiting_in_spool(const fs::path& spool) {
    auto files = entries_of(spool / "new");
    std::erase_if(files, [](const fs::path& file) { return !is_spool_name(file.filename()); });
    return files;
}

namespace {

WebhookFile read_header(std::string_view line) {
    const auto header = json::parse(line);
    if (header["version"].integer() != 1)
        throw Error(Fault::data, "the spool file is of a version that is not known");
    const auto received_at = parse_rfc3339(header.text("received_at"));
    WebhookFile request;
    request.provider = header.text("provider");
    request.route = header.text("route");
    request.method = header.text("method");
    request.request_uri = header.text("request_uri");
    request.remote_addr = header.text("remote_addr");
    const auto headers = header["headers"];
    for (const auto& name : headers.members())
        request.headers.emplace_back(name, headers.text(name));
    if (!received_at || request.provider.empty() || request.method.empty() ||
        !request.request_uri.starts_with('/'))
        throw Error(Fault::data, "the spool file's header is not complete");
    request.received_at = *received_at;
    return request;
}

} // namespace

WebhookFile read_spool_file(const fs::path& file) {
    const auto content = read_file(file, max_spool_file);
    const auto end = content.find('\n');
    if (end == std::string::npos) throw Error(Fault::data, "the spool file has no header line");
    auto request = read_header(std::string_view(content).substr(0, end));
    request.body = content.substr(end + 1);
    return request;
}

void keep_as_bad(const fs::path& spool, const fs::path& file, const std::string& why) {
    const auto folder = spool / "bad";
    make_folder(folder, 0700);
    make_room(folder, 2);
    if (!move_into(folder, file)) return;
    write_file_durably(folder / (file.filename().string() + ".why"),
                       security::printable(why) + "\n", 0600);
}

void keep_as_orphan(const fs::path& spool, const fs::path& file) {
    const auto folder = spool / "orphan";
    make_folder(folder, 0700);
    make_room(folder, 1);
    move_into(folder, file);
}

void drop_unfinished(const fs::path& spool) {
    const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (const auto& file : entries_of(spool / "new")) {
        if (!file.filename().string().starts_with(".tmp-")) continue;
        std::error_code gone;
        const auto written = fs::last_write_time(file, gone);
        if (!gone && written < yesterday) fs::remove(file, gone);
    }
}

} // namespace bkxsms::inbound
