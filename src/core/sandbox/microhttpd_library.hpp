#pragma once

#include <microhttpd.h>

/// \file
/// libmicrohttpd's functions, by their names without `MHD_`. The program is not linked with it;
/// a direct call does not link either.

namespace bkxsms::sandbox {

struct MicrohttpdLibrary {
    decltype(&MHD_start_daemon) start_daemon;
    decltype(&MHD_stop_daemon) stop_daemon;
    decltype(&MHD_get_daemon_info) get_daemon_info;
    decltype(&MHD_get_timeout) get_timeout;
    decltype(&MHD_run) run;

    decltype(&MHD_get_connection_info) get_connection_info;
    decltype(&MHD_get_connection_values) get_connection_values;
    decltype(&MHD_suspend_connection) suspend_connection;
    decltype(&MHD_resume_connection) resume_connection;

    decltype(&MHD_create_response_from_buffer) create_response_from_buffer;
    decltype(&MHD_add_response_header) add_response_header;
    decltype(&MHD_queue_response) queue_response;
    decltype(&MHD_destroy_response) destroy_response;
};

/// Loaded by the first call, from any thread. \throws Error{os}, and the next call tries again.
const MicrohttpdLibrary& mhd();

} // namespace bkxsms::sandbox
