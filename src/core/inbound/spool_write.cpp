#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/inbound/spool.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <sys/statvfs.h>

namespace bkxsms::inbound {

namespace fs = std::filesystem;

namespace {

std::string header_line(const WebhookFile& request) {
    json::Writer out;
    out.begin_object().key("version").integer(1);
    out.key("received_at").string(format_rfc3339(request.received_at));
    out.key("provider").string(request.provider).key("route").string(request.route);
    out.key("method").string(request.method).key("request_uri").string(request.request_uri);
    out.key("remote_addr").string(request.remote_addr).key("headers").begin_object();
    for (const auto& [name, value] : request.headers) out.key(name).string(value);
    return out.end_object().end_object().str() + '\n';
}

void require_space(const fs::path& folder, std::uint64_t reserve) {
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0)
        throw Error(Fault::cannot_create, fmt::format("cannot look at the spool '{}': {}",
                                                      folder.string(), errno_text(errno)));
    if (std::uint64_t{disk.f_bavail} * disk.f_frsize < reserve)
        throw Error(Fault::temporary,
                    fmt::format("the disk of the spool '{}' is full", folder.string()),
                    "`bkxsms webhook-import` empties the spool");
}

} // namespace

void write_to_spool(const fs::path& spool, const WebhookFile& request, std::uint64_t reserve) {
    const auto folder = spool / "new";
    require_space(folder, reserve);
    // Not the header's time: RFC 3339 drops milliseconds that are zero, and would not sort.
    const auto name = fmt::format("{:013}-{}", to_millis(request.received_at), random_name());
    write_file_durably(folder / name, header_line(request) + request.body, 0640);
}

} // namespace bkxsms::inbound
