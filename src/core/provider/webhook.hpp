#pragma once

#include "core/provider/form.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

/// \file
/// What adapters read of a webhook the same way: headers, a form's parameters, our reference.

namespace bkxsms::provider {

/// nullopt if the header is missing or there are several: which would count?
std::optional<std::string_view> only_header(const WebhookRequest& webhook,
                                            std::string_view name);

/// "application/json" of "Application/JSON; charset=utf-8"; "" if there is none, or several.
std::string media_type(const WebhookRequest& webhook);

/// True for application/x-www-form-urlencoded; a request without a type and without a body is a
/// form with no parameters.
bool is_form(const WebhookRequest& webhook);

std::string_view query_of(const WebhookRequest& webhook); ///< without its '?'

/// The parameters: of a GET those of the query, else those of the body.
/// \throws Error{data} if they cannot be decoded or are too many.
Pairs parameters_of(const WebhookRequest& webhook);

/// The value of a parameter, "" if it is absent. \throws Error{data} if it comes twice.
std::string_view single(const Pairs& pairs, std::string_view name);

/// `text` if it may be a reference of ours, at most 64 of [A-Za-z0-9._-]; else "": a message
/// that other software sent may carry anything in the same place.
std::string reference_or_none(std::string_view text);

/// The `ref` that with_reference() put into the URL; "" if there is none that may be ours.
std::string reference_in(const WebhookRequest& webhook);

} // namespace bkxsms::provider
