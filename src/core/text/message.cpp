#include "core/text/message.hpp"

#include "core/base/error.hpp"

#include <unicode/formattedvalue.h>

#include <algorithm>

namespace bkxsms::text {

Message::Message(std::string_view pattern, std::string_view locale)
    : language_(locale), pieces_(read_pattern(pattern, language_.locale(), &variables_)) {}

/// Writes the pieces one after the other.
class Message::Writer {
public:
    Writer(const Message& message, const std::vector<const Value*>& values)
        : message_(message), values_(values) {}

    void write(const Pieces& pieces) {
        for (const auto& piece : pieces) std::visit(*this, piece.it);
    }
    std::string take() { return std::move(out_); }

    void operator()(const std::string& text) { out_ += text; }
    void operator()(const CountPiece&) { out_ += count_; }
    void operator()(const PlainPiece& piece) {
        auto& defaults = message_.defaults_;
        const auto& language = message_.language_;
        const auto& value = *values_[piece.slot];
        if (const auto* text = std::get_if<std::string>(&value))
            out_ += *text;
        else if (const auto* number = std::get_if<std::int64_t>(&value))
            out_ += defaults.integer(*number, language);
        else if (const auto* money = std::get_if<Money>(&value))
            out_ += defaults.money(*money, language);
        else
            out_ += defaults.moment(std::get<When>(value), language);
    }
    void operator()(const MomentPiece& piece) {
        out_ += piece.format.write(std::get<When>(*values_[piece.slot]), message_.language_);
    }
    void operator()(const NumberPiece& piece) {
        out_ += written(number_of(piece.slot), piece.format);
    }
    void operator()(const SelectPiece& piece) {
        const auto& value = std::get<std::string>(*values_[piece.slot]);
        const auto* chosen = find(piece.cases, value);
        write(chosen ? *chosen : *find(piece.cases, "other"));
    }
    void operator()(const PluralPiece& piece) {
        const auto value = number_of(piece.slot);
        std::int64_t counted = 0;
        if (__builtin_sub_overflow(value, piece.offset, &counted))
            throw Error(Fault::data, "a number is too large to be counted");

        UErrorCode status = U_ZERO_ERROR;
        const auto number = piece.format.formatInt(counted, status);
        std::string category;
        piece.rules->select(number, status).toUTF8String(category);
        const auto text = message_.language_.tidy(number.toString(status));
        if (U_FAILURE(status)) throw Error(Fault::software, "icu cannot write a number");

        const auto* chosen = find(piece.exact, value);
        if (!chosen) chosen = find(piece.categories, category);
        if (!chosen) chosen = find(piece.categories, "other");
        const auto around = std::exchange(count_, text);
        write(*chosen);
        count_ = around;
    }

private:
    /// The message of the first case with that key; nullptr if there is none.
    template <typename Cases, typename Key>
    static const Pieces* find(const Cases& cases, const Key& key) {
        const auto found =
            std::ranges::find_if(cases, [&](const auto& one) { return one.first == key; });
        return found == cases.end() ? nullptr : &found->second;
    }

    std::int64_t number_of(std::size_t slot) const {
        return std::get<std::int64_t>(*values_[slot]);
    }

    std::string written(std::int64_t value,
                        const icu::number::LocalizedNumberFormatter& format) const {
        UErrorCode status = U_ZERO_ERROR;
        const auto text = format.formatInt(value, status).toString(status);
        if (U_FAILURE(status)) throw Error(Fault::software, "icu cannot write a number");
        return message_.language_.tidy(text);
    }

    const Message& message_;
    const std::vector<const Value*>& values_;
    std::string out_;
    std::string count_;
};

std::string Message::render(const std::vector<const Value*>& values) const {
    Writer writer(*this, values);
    writer.write(pieces_);
    return writer.take();
}

} // namespace bkxsms::text
