#pragma once

#include "core/sandbox/aws/error.hpp"

#include <string>
#include <string_view>

/// \file
/// The frame of AWS's answers.

namespace bkxsms::sandbox {

std::string_view xml_namespace(AwsService service) noexcept;
std::string json_type(AwsService service); ///< application/x-amz-json-1.1 or 1.0

/// <ActionResponse><ActionResult>`result`</ActionResult><ResponseMetadata>…; without the
/// ActionResult for actions that have none.
Answer xml_answer(AwsService service, std::string_view action, std::string_view result,
                  bool with_result = true);

} // namespace bkxsms::sandbox
