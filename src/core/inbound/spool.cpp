#include "core/inbound/spool.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/security/mask.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::inbound {

namespace fs = std::filesystem;

void make_spool(const fs::path& spool) {
    make_folder(spool, 0770);
    for (const auto* part : {"tmp", "new"}) make_folder(spool / part, 0770);
    for (const auto* part : {"bad", "orphan"}) make_folder(spool / part, 0700);
}

namespace {

std::vector<fs::path> files_in(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, failure)) files.push_back(entry.path());
    if (failure)
        throw Error(Fault::no_input,
                    fmt::format("cannot read the spool '{}': {}", folder.string(), failure.message()),
                    "`bkxsms init` makes it");
    std::ranges::sort(files);
    return files;
}

/// Moves a file aside and keeps the place bounded: the oldest go first.
void keep(const fs::path& folder, const fs::path& file) {
    make_folder(folder, 0700);
    auto kept = files_in(folder);
    for (std::size_t i = 0; i + max_kept <= kept.size(); ++i) fs::remove(kept[i]);
    std::error_code failure;
    fs::rename(file, folder / file.filename(), failure);
    if (failure)
        throw Error(Fault::io, fmt::format("cannot move '{}' aside: {}", file.string(),
                                           failure.message()));
}

} // namespace

std::vector<fs::path> waiting_in_spool(const fs::path& spool) { return files_in(spool / "new"); }

WebhookFile read_spool_file(const fs::path& file) {
    const auto content = read_file(file, max_spool_file);
    const auto end = content.find('\n');
    if (end == std::string::npos) throw Error(Fault::data, "the spool file has no header line");
    const auto header = json::parse(std::string_view(content).substr(0, end));
    if (header["version"].integer() != 1)
        throw Error(Fault::data, "the spool file is of a version that is not known");
    WebhookFile request;
    request.received_at = header.text("received_at");
    request.provider = header.text("provider");
    request.route = header.text("route");
    request.method = header.text("method");
    request.request_uri = header.text("request_uri");
    request.remote_addr = header.text("remote_addr");
    const auto headers = header["headers"];
    for (const auto& name : headers.members()) request.headers.emplace_back(name, headers.text(name));
    request.body = content.substr(end + 1);
    if (request.provider.empty() || request.method.empty() || !request.request_uri.starts_with('/'))
        throw Error(Fault::data, "the spool file's header is not complete");
    return request;
}

void keep_as_bad(const fs::path& spool, const fs::path& file, const std::string& why) {
    keep(spool / "bad", file);
    write_file_durably(spool / "bad" / (file.filename().string() + ".why"),
                       security::printable(why) + "\n", 0600);
}

void keep_as_orphan(const fs::path& spool, const fs::path& file) { keep(spool / "orphan", file); }

} // namespace bkxsms::inbound
