#include "core/transport/curl_library.hpp"
#include "support/catch.hpp"

using namespace bkxsms;

// This test is linked with libcurl, so the linker knows where each function is.
TEST_CASE("transport: each function of libcurl is the one its name says",
          "[transport][library]") {
    const auto& curl = transport::curl();
    CHECK(curl.global_init == &curl_global_init);
    CHECK(curl.free == &curl_free);
    CHECK(curl.slist_append == &curl_slist_append);
    CHECK(curl.slist_free_all == &curl_slist_free_all);
    CHECK(curl.easy_init == &curl_easy_init);
    CHECK(curl.easy_cleanup == &curl_easy_cleanup);
    CHECK(curl.easy_reset == &curl_easy_reset);
    CHECK(curl.easy_setopt == &curl_easy_setopt);
    CHECK(curl.easy_getinfo == &curl_easy_getinfo);
    CHECK(curl.easy_strerror == &curl_easy_strerror);
    CHECK(curl.multi_init == &curl_multi_init);
    CHECK(curl.multi_cleanup == &curl_multi_cleanup);
    CHECK(curl.multi_setopt == &curl_multi_setopt);
    CHECK(curl.multi_assign == &curl_multi_assign);
    CHECK(curl.multi_add_handle == &curl_multi_add_handle);
    CHECK(curl.multi_remove_handle == &curl_multi_remove_handle);
    CHECK(curl.multi_socket_action == &curl_multi_socket_action);
    CHECK(curl.multi_info_read == &curl_multi_info_read);
    CHECK(curl.multi_strerror == &curl_multi_strerror);
    CHECK(curl.url == &curl_url);
    CHECK(curl.url_cleanup == &curl_url_cleanup);
    CHECK(curl.url_get == &curl_url_get);
    CHECK(curl.url_set == &curl_url_set);
}
