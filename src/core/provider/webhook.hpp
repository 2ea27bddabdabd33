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

/// True for application/x-www-form-urlencoded; a request without a type and without a body is a
/// form with no parameters.
bool is_form(const WebhookRequest& webhook);

std::string_view query_of(const WebhookRequest& webhook); ///< without its '?'

/// The parameters: of a GET those of the query, else those of the body.
/// \throws Error{data} if they cannot be decoded or are too many.
Pairs parameters_of(const WebhookRequest& webhook);

/// The value of a parameter, "" if it is absent. \throws Error{data} if it comes twice.
std::string_view single(const Pairs& pairs, std::string_view name);

/// The `ref` that with_reference() put into the URL; "" if there is none, or none that can be
/// ours: a message that other software sent may have another `ref`.
std::string reference_in(const WebhookRequest& webhook);

} // namespace bkxsms::provider
