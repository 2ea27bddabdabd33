#include "core/sandbox/microhttpd_library.hpp"

#include "core/base/shared_library.hpp"

namespace bkxsms::sandbox {
namespace {

MicrohttpdLibrary load() {
    const SharedLibrary library(BKXSMS_LIBMICROHTTPD, "libmicrohttpd12");
    return {
        .start_daemon = library["MHD_start_daemon"],
        .stop_daemon = library["MHD_stop_daemon"],
        .get_daemon_info = library["MHD_get_daemon_info"],
        .get_timeout = library["MHD_get_timeout"],
        .run = library["MHD_run"],

        .get_connection_info = library["MHD_get_connection_info"],
        .get_connection_values = library["MHD_get_connection_values"],
        .suspend_connection = library["MHD_suspend_connection"],
        .resume_connection = library["MHD_resume_connection"],

        .create_response_from_buffer = library["MHD_create_response_from_buffer"],
        .add_response_header = library["MHD_add_response_header"],
        .queue_response = library["MHD_queue_response"],
        .destroy_response = library["MHD_destroy_response"],
    };
}

} // namespace

const MicrohttpdLibrary& mhd() {
    static const MicrohttpdLibrary loaded = load();
    return loaded;
}

} // namespace bkxsms::sandbox
