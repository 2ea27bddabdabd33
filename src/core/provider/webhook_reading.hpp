#pragma once

#include "core/provider/form.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// What every adapter reads the same way in a webhook.

namespace bkxsms::provider {

/// nullopt if the header is missing or there are several: which would count?
std::optional<std::string_view> only_header(const WebhookRequest& webhook,
                                            std::string_view name) noexcept;

/// "application/json" of "Application/JSON; charset=utf-8"; "" if there is none, or several.
std::string media_type(const WebhookRequest& webhook);

/// The query of the URL as received, without its '?'.
std::string_view query_of(const WebhookRequest& webhook) noexcept;

/// The value of a parameter that may be absent: then "". \throws Error{data} if there are two.
std::string_view value_or_none(const Pairs& pairs, std::string_view name);

/// `text` if it may be a reference of ours, at most 64 of [A-Za-z0-9._-]; else "": a message
/// that other software sent may carry anything in the same place.
std::string reference_or_none(std::string_view text);

} // namespace bkxsms::provider
