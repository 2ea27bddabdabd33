#include "core/sandbox/microhttpd_library.hpp"
#include "support/catch.hpp"

using namespace bkxsms;

// This test is linked with libmicrohttpd, so the linker knows where each function is.
TEST_CASE("sandbox: each function of libmicrohttpd is the one its name says",
          "[sandbox][library]") {
    const auto& mhd = sandbox::mhd();
    CHECK(mhd.start_daemon == &MHD_start_daemon);
    CHECK(mhd.stop_daemon == &MHD_stop_daemon);
    CHECK(mhd.get_daemon_info == &MHD_get_daemon_info);
    CHECK(mhd.get_timeout == &MHD_get_timeout);
    CHECK(mhd.run == &MHD_run);
    CHECK(mhd.get_connection_info == &MHD_get_connection_info);
    CHECK(mhd.get_connection_values == &MHD_get_connection_values);
    CHECK(mhd.suspend_connection == &MHD_suspend_connection);
    CHECK(mhd.resume_connection == &MHD_resume_connection);
    CHECK(mhd.create_response_from_buffer == &MHD_create_response_from_buffer);
    CHECK(mhd.add_response_header == &MHD_add_response_header);
    CHECK(mhd.queue_response == &MHD_queue_response);
    CHECK(mhd.destroy_response == &MHD_destroy_response);
}
