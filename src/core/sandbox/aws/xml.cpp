#include "core/sandbox/aws/xml.hpp"

#include "core/sandbox/figures.hpp"

#include <fmt/format.h>

namespace bkxsms::sandbox {

std::string_view xml_namespace(AwsService service) noexcept {
    return service == AwsService::sts ? "https://sts.amazonaws.com/doc/2011-06-15/"
                                      : "http://sns.amazonaws.com/doc/2010-03-31/";
}

std::string json_type(AwsService service) {
    return service == AwsService::logs ? "application/x-amz-json-1.1"
                                       : "application/x-amz-json-1.0";
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&apos;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

Answer xml_answer(AwsService service, std::string_view action, std::string_view result,
                  bool with_result) {
    const auto request_id = random_uuid();
    const auto inner =
        with_result ? fmt::format("<{0}Result>{1}</{0}Result>", action, result) : std::string();
    Answer answer;
    answer.content_type = "text/xml";
    answer.headers.emplace_back("x-amzn-RequestId", request_id);
    answer.body = fmt::format("<{0}Response xmlns=\"{1}\">{2}<ResponseMetadata><RequestId>{3}"
                              "</RequestId></ResponseMetadata></{0}Response>",
                              action, xml_namespace(service), inner, request_id);
    return answer;
}

} // namespace bkxsms::sandbox
