#pragma once

#include "core/base/json.hpp"
#include "core/provider/provider.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

/// \file
/// How every adapter reads the end of a question: a body, or the failure why there is none.

namespace bkxsms::provider {

bool is_success(const transport::Reply& reply) noexcept; ///< 2xx

/// A success that is not what was asked for. It may have been carried out, so it is to be
/// reconciled; for_reading() for a question.
Failure unreadable(std::string_view why);
/// The same of a send, with the status as its code: "http-201".
Failure unreadable(const transport::Reply& reply, std::string_view why);

/// What an answer that is no success says; an adapter has its own.
using ReadError = Failure (*)(const transport::Reply& reply);

/// The body of a successful answer to a request that changes nothing, or why there is none. It
/// points into `exchange`.
Answer<std::string_view> read_body(const transport::Exchange& exchange, ReadError read_error);

/// The same, and it is a JSON object.
Answer<json::Value> read_document(const transport::Exchange& exchange, ReadError read_error);

/// The same for a request that buys something: what may have been carried out is to be
/// reconciled, never repeated.
Answer<json::Value> read_purchase(const transport::Exchange& exchange, ReadError read_error);

/// Every element of a JSON array, as `read_one` has it: all or none, for what a list does not
/// show may be taken for not there. nullopt for what is no array or has an element that cannot
/// be read.
template <class ReadOne>
auto read_all(const json::Value& list, ReadOne read_one) {
    using Element = typename std::invoke_result_t<ReadOne, json::Value>::value_type;
    std::optional<std::vector<Element>> all;
    if (!list.is_array()) return all;
    std::vector<Element> elements;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto element = read_one(list.at(i));
        if (!element) return all;
        elements.push_back(std::move(*element));
    }
    all = std::move(elements);
    return all;
}

} // namespace bkxsms::provider
