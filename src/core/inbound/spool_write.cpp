#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/inbound/spool.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace bkxsms::inbound {

namespace fs = std::filesystem;

namespace {

std::string header_line(const WebhookFile& request) {
    json::Writer out;
    out.begin_object().key("version").integer(1);
    out.key("received_at").string(request.received_at);
    out.key("provider").string(request.provider).key("route").string(request.route);
    out.key("method").string(request.method).key("request_uri").string(request.request_uri);
    out.key("remote_addr").string(request.remote_addr).key("headers").begin_object();
    for (const auto& [name, value] : request.headers) out.key(name).string(value);
    return out.end_object().end_object().str() + '\n';
}

void write_all(int fd, std::string_view rest) {
    while (!rest.empty()) {
        const auto n = ::write(fd, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw Error(Fault::io, "cannot write to the spool: " + errno_text(errno));
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

void write_to_spool(const fs::path& spool, const WebhookFile& request) {
    const auto name = request.received_at + '-' + random_name();
    const auto unfinished = spool / "tmp" / name;
    Fd file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
    if (!file)
        throw Error(Fault::cannot_create, "cannot create a spool file: " + errno_text(errno));
    try {
        write_all(file.get(), header_line(request));
        write_all(file.get(), request.body);
        if (::fsync(file.get()) != 0)
            throw Error(Fault::io, "cannot sync the spool: " + errno_text(errno));
        if (::rename(unfinished.c_str(), (spool / "new" / name).c_str()) != 0)
            throw Error(Fault::io, "cannot finish the spool file: " + errno_text(errno));
    } catch (const Error&) {
        ::unlink(unfinished.c_str());
        throw;
    }
    sync_folder(spool / "new");
}

} // namespace bkxsms::inbound
