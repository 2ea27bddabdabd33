#include "core/base/json.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <variant>

namespace bkxsms::json {

struct Value::Node {
    struct Member;
    struct Number {
        std::string text;
    };
    using Array = std::vector<Node>;
    using Object = std::vector<Member>;
    std::variant<std::nullptr_t, bool, Number, std::string, Array, Object> value;
};

struct Value::Node::Member {
    std::string name;
    Node value;
};

namespace {

using Node = Value::Node;

/// Reads characters and says how many have been read: a SAX handler is not told.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* position, std::size_t* count)
        : position_(position), count_(count) {}
    reference operator*() const noexcept { return *position_; }
    CountingIterator& operator++() noexcept {
        ++position_;
        ++*count_;
        return *this;
    }
    bool operator==(const CountingIterator& other) const noexcept {
        return position_ == other.position_;
    }

private:
    const char* position_;
    std::size_t* count_;
};

/// Builds the tree from nlohmann's events and stops at what we do not accept.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit Builder(Node* root) : root_(root) {}

    const char* problem() const noexcept { return problem_; }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override {
        return add(Node::Number{std::to_string(value)});
    }
    bool number_unsigned(number_unsigned_t value) override {
        return add(Node::Number{std::to_string(value)});
    }
    bool number_float(number_float_t, const string_t& written) override {
        // nlohmann-json 3.11 writes the decimal point of the C locale into its buffer.
        auto text = written;
        const auto point = text.find_first_not_of("+-0123456789eE");
        if (point != std::string::npos) text[point] = '.';
        return add(Node::Number{std::move(text)});
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; } // JSON text has none

    bool start_object(std::size_t) override { return open(Node::Object{}); }
    bool start_array(std::size_t) override { return open(Node::Array{}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        auto& level = open_.back();
        auto& members = std::get<Node::Object>(level.node->value);
        if (level.has(name, members)) return refuse("a repeated member name");
        if (members.empty()) members.reserve(few_members);
        members.push_back({std::move(name), {}});
        return true;
    }
    bool parse_error(std::size_t, const std::string&,
                     const nlohmann::json::exception& e) override {
        constexpr int number_overflow = 406; // nlohmann's out_of_range.406
        return refuse(e.id == number_overflow ? "a number out of range" : "a syntax error");
    }

private:
    static constexpr std::size_t few_members = 32;

    struct Level {
        Node* node;
        std::set<std::string, std::less<>> names; // a set: no hash for an attacker to collide

        /// Few names are compared one by one; the set is for those who send thousands.
        bool has(const std::string& name, const Node::Object& members) {
            if (members.size() < few_members)
                return std::ranges::find(members, name, &Node::Member::name) != members.end();
            if (names.empty())
                for (const auto& member : members) names.insert(member.name);
            return !names.insert(name).second;
        }
    };

    template <class T>
    bool add(T&& value) {
        place()->value = std::forward<T>(value);
        return true;
    }
    template <class Container>
    bool open(Container container) {
        if (open_.size() == max_depth) return refuse("too many levels");
        Node* node = place();
        node->value = std::move(container);
        open_.push_back({node, {}});
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    /// Where the next value belongs. Containers grow only while none of their elements is
    /// open, so the pointers in open_ stay good.
    Node* place() {
        if (open_.empty()) return root_;
        auto& container = open_.back().node->value;
        if (auto* object = std::get_if<Node::Object>(&container)) return &object->back().value;
        return &std::get<Node::Array>(container).emplace_back();
    }
    bool refuse(const char* problem) {
        problem_ = problem;
        return false;
    }

    Node* root_;
    std::vector<Level> open_;
    const char* problem_ = "";
};

struct Parsed {
    std::shared_ptr<const Node> root; ///< null if the text was refused
    std::string problem;
};

/// Read once more and counted: a text that is right need not pay for it.
std::size_t bytes_before_problem(std::string_view text) {
    Node root;
    Builder builder(&root);
    std::size_t bytes = 0;
    const CountingIterator first(text.data(), &bytes);
    const CountingIterator last(text.data() + text.size(), &bytes);
    nlohmann::json::sax_parse(first, last, &builder);
    return bytes;
}

Parsed read(std::string_view text) {
    // nlohmann-json takes a NUL for the end of the input and would not look behind it.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return {nullptr, fmt::format("not JSON: a NUL after {} bytes", nul)};
    auto root = std::make_shared<Node>();
    Builder builder(root.get());
    if (nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder))
        return {std::move(root), {}};
    return {nullptr, fmt::format("not JSON: {} after {} bytes", builder.problem(),
                                 bytes_before_problem(text))};
}

template <class T>
const T* as(const Node* node) noexcept {
    return node == nullptr ? nullptr : std::get_if<T>(&node->value);
}

} // namespace

Value parse(std::string_view text) {
    auto [root, problem] = read(text);
    if (!root) throw Error(Fault::data, problem);
    const Node* node = root.get();
    return {std::move(root), node};
}

std::optional<Value> try_parse(std::string_view text) {
    auto root = read(text).root;
    if (!root) return std::nullopt;
    const Node* node = root.get();
    return Value(std::move(root), node);
}

bool Value::present() const noexcept {
    return node_ != nullptr;
}

bool Value::is_null() const noexcept {
    return as<std::nullptr_t>(node_) != nullptr;
}

bool Value::is_object() const noexcept {
    return as<Node::Object>(node_) != nullptr;
}

bool Value::is_array() const noexcept {
    return as<Node::Array>(node_) != nullptr;
}

bool Value::is_string() const noexcept {
    return as<std::string>(node_) != nullptr;
}

Value Value::operator[](std::string_view member) const {
    const auto* object = as<Node::Object>(node_);
    if (object == nullptr) return {};
    const auto found = std::ranges::find(*object, member, &Node::Member::name);
    return found == object->end() ? Value() : Value(document_, &found->value);
}

std::vector<std::string> Value::members() const {
    std::vector<std::string> names;
    if (const auto* object = as<Node::Object>(node_))
        for (const auto& member : *object) names.push_back(member.name);
    return names;
}

std::size_t Value::size() const noexcept {
    const auto* array = as<Node::Array>(node_);
    return array == nullptr ? 0 : array->size();
}

Value Value::at(std::size_t index) const {
    return index < size() ? Value(document_, &(*as<Node::Array>(node_))[index]) : Value();
}

std::optional<std::string> Value::string() const {
    const auto* text = as<std::string>(node_);
    return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::int64_t> Value::integer() const {
    const auto* number = as<Node::Number>(node_);
    if (number == nullptr) return std::nullopt;
    std::string_view text = number->text;
    if (const auto point = text.find('.'); point != std::string_view::npos) {
        if (text.find_first_not_of('0', point + 1) != std::string_view::npos)
            return std::nullopt;
        text = text.substr(0, point);
    }
    return parse_integer(text);
}

std::optional<bool> Value::boolean() const {
    const auto* truth = as<bool>(node_);
    return truth == nullptr ? std::nullopt : std::optional(*truth);
}

std::optional<std::string> Value::number_text() const {
    const auto* number = as<Node::Number>(node_);
    return number == nullptr ? std::nullopt : std::optional(number->text);
}

std::string Value::text(std::string_view member) const {
    const auto value = (*this)[member];
    if (auto text = value.string()) return *std::move(text);
    return value.number_text().value_or("");
}

} // namespace bkxsms::json
