#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// JSON (RFC 8259): a reader for what comes from outside, a writer for what we print.
///
/// The reader is for hostile input: at most `max_depth` levels, well-formed UTF-8 only, a
/// repeated member name is refused (two readers of one document must not see two documents),
/// numbers keep their text ("-0" alone becomes "0") and are refused if no double can hold them
/// (1e400). Asking for what is not there yields "nothing", never an exception. How long a text
/// may be is the caller's limit: a parsed document takes up to 30 bytes of memory per byte.

namespace bkxsms::json {

inline constexpr int max_depth = 32;

/// A value inside a parsed document; cheap to copy, keeps the document alive.
class Value {
public:
    Value() = default; ///< absent

    bool present() const noexcept; ///< false for what was not in the document
    bool is_null() const noexcept;
    bool is_object() const noexcept;
    bool is_array() const noexcept;
    bool is_string() const noexcept;

    Value operator[](std::string_view member) const; ///< absent if no such member or no object
    std::vector<std::string> members() const;        ///< in the document's order

    std::size_t size() const noexcept; ///< elements of an array, else 0
    Value at(std::size_t index) const; ///< absent beyond the end

    /// The string; nullopt if the value is none.
    std::optional<std::string> string() const;
    /// The integer, also from a number written 12.0; nullopt if it is none or does not fit.
    std::optional<std::int64_t> integer() const;
    std::optional<bool> boolean() const;
    /// A number as it was written ("0.0075", "1e3"); nullopt if the value is no number.
    std::optional<std::string> number_text() const;
    /// The text of a string or number member, "" if absent, null or something else: for
    /// providers that write a code now as 21610 and now as "21610".
    std::string text(std::string_view member) const;

    struct Node; ///< the library's value; only json.cpp knows it

private:
    friend Value parse(std::string_view);
    friend std::optional<Value> try_parse(std::string_view);
    Value(std::shared_ptr<const void> document, const Node* node)
        : document_(std::move(document)), node_(node) {}
    std::shared_ptr<const void> document_;
    const Node* node_ = nullptr;
};

/// \throws Error{Fault::data} "not JSON: …" with the number of bytes read, never with the text.
Value parse(std::string_view text);
std::optional<Value> try_parse(std::string_view text);

/// `text` as a JSON string with its quotes. Invisible controls (base/utf8.hpp) are escaped,
/// ill-formed UTF-8 becomes U+FFFD: the result is well-formed whatever goes in.
std::string quoted(std::string_view text);

/// Writes one document, compact, keys in the order given, strings as quoted() makes them.
///
///     Writer w;
///     w.begin_object().key("id").integer(1041).key("to").null().end_object();
///     w.str();
class Writer {
public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& string(std::string_view value);
    Writer& integer(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();
    Writer& string_or_null(const std::optional<std::string>& value);

    const std::string& str() const noexcept { return out_; }

private:
    void separate();
    std::string out_;
    bool fresh_ = true; ///< no comma is due
};

} // namespace bkxsms::json
