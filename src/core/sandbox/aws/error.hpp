#pragma once

#include "core/sandbox/http_message.hpp"

#include <string>
#include <string_view>

/// \file
/// AWS's error answers, in XML (SNS, STS) and in JSON (CloudWatch). Source:
/// docs/providers/aws_sns.md section 3.

namespace bkxsms::sandbox {

/// Which of AWS's services is spoken to: they differ in the form of their answers.
enum class AwsService { sns, sts, logs, monitoring };
std::string_view word(AwsService service) noexcept; ///< as a signature's scope names it

struct AwsError {
    std::string code =
        {}; ///< as it is on the wire: "InvalidParameter"; "" for the status's own
    std::string words = {}; ///< "" for the code's own
    int status = 0;         ///< 0 for the code's own
};

/// 502 and 504 without a code are a page in HTML, as a proxy makes them.
Answer answer_of(const AwsError& error, AwsService service);

/// The code with which `error` is counted.
std::string code_of(const AwsError& error);

/// `text` for XML: & < > " ' as entities.
std::string xml_escaped(std::string_view text);

} // namespace bkxsms::sandbox
