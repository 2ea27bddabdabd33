#include "core/inbound/spool.hpp"
#include "fuzz.hpp"
#include "support/temp_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace bkxsms;
using fuzz::require;

namespace {

/// On a disk a run would be nothing but waiting for fsync(2).
bool stay_in_memory() {
    return ::access("/dev/shm", W_OK) == 0 && ::setenv("TMPDIR", "/dev/shm", 0) == 0;
}

struct Rig {
    bool in_memory = stay_in_memory(); // before the folder is made
    test::TempFolder folder;
    std::filesystem::path spool = folder.path() / "spool";
    Rig() { inbound::make_spool(spool); }
};

bool same(const inbound::WebhookFile& a, const inbound::WebhookFile& b) {
    return a.received_at == b.received_at && a.provider == b.provider && a.route == b.route &&
           a.method == b.method && a.request_uri == b.request_uri &&
           a.remote_addr == b.remote_addr && a.headers == b.headers && a.body == b.body;
}

void check_round_trip(const std::filesystem::path& spool, const inbound::WebhookFile& request) {
    inbound::write_to_spool(spool, request, 0);
    const auto waiting = inbound::waiting_in_spool(spool);
    require(waiting.size() == 1, "what is put into the spool waits there");
    require(same(inbound::read_spool_file(waiting.front()), request), "it comes out as it was");
    std::filesystem::remove(waiting.front());
}

} // namespace

/// What lies in the spool need not have been written by the hook.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Rig rig;
    static const auto file = rig.folder.path() / "request";
    const auto content = fuzz::Input(data, size).rest();
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;

    inbound::WebhookFile request;
    const auto refused =
        fuzz::refusal(Fault::data, [&] { request = inbound::read_spool_file(file); });
    if (refused) return 0;
    require(content.ends_with(request.body), "the body is the end of the file");
    require(request.request_uri.starts_with('/'), "the address is a path");
    require(!request.provider.empty() && !request.method.empty(), "the header is complete");
    require(is_utf8(request.provider + request.route + request.request_uri), "it is UTF-8");
    // Names have 13 digits of milliseconds, which last until 2286.
    if (to_millis(request.received_at) < 10'000'000'000'000)
        check_round_trip(rig.spool, request);
    return 0;
}
