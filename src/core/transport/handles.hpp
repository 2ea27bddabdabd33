#pragma once

#include "core/transport/curl_library.hpp"

#include <memory>

/// \file
/// libcurl's handles, each freed by its own function. Private to the room.

namespace bkxsms::transport {

template <auto Free> // a member of CurlLibrary
struct FreedBy {
    template <class T>
    void operator()(T* handle) const noexcept {
        (curl().*Free)(handle);
    }
};

using EasyHandle = std::unique_ptr<CURL, FreedBy<&CurlLibrary::easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, FreedBy<&CurlLibrary::multi_cleanup>>;
using UrlHandle = std::unique_ptr<CURLU, FreedBy<&CurlLibrary::url_cleanup>>;

} // namespace bkxsms::transport
