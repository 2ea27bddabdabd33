#pragma once

#include <curl/curl.h>

#include <memory>

/// \file
/// libcurl's handles, each freed by its own function. Private to the room.

namespace bkxsms::transport {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* handle) const noexcept {
        Free(handle);
    }
};

using EasyHandle = std::unique_ptr<CURL, FreedBy<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, FreedBy<curl_multi_cleanup>>;
using UrlHandle = std::unique_ptr<CURLU, FreedBy<curl_url_cleanup>>;

} // namespace bkxsms::transport
