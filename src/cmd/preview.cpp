// bkxsms preview: a text with its parts and its price; nothing is stored. See
// bkxsms-preview(1).

#include "cmd/command.hpp"
#include "cmd/draft_json.hpp"
#include "cmd/session.hpp"
#include "cmd/wish_options.hpp"
#include "core/base/utf8.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

std::string describe_parts(const text::Segments& segments) {
    std::string sizes;
    for (const int size : segments.units_per_part)
        sizes += (sizes.empty() ? "" : " + ") + std::to_string(size);
    return fmt::format("{} {} of {}: {} {}", segments.parts,
                       segments.parts == 1 ? "part" : "parts", word(segments.alphabet), sizes,
                       segments.alphabet == text::Alphabet::gsm7 ? "septets" : "UTF-16 units");
}

/// Each character that is outside GSM-7, once, with what could stand for it.
void print_blockers(const queue::Draft& draft, Output& out) {
    const bool still = draft.segments.alphabet == text::Alphabet::ucs2;
    std::u32string seen;
    for (const auto& blocker : draft.blockers) {
        if (seen.find(blocker.code_point) != std::u32string::npos) continue;
        seen += blocker.code_point;
        std::string character;
        append_utf8(&character, blocker.code_point);
        const auto name = fmt::format("'{}' ({})", security::printable(character),
                                      code_point_name(blocker.code_point));
        if (!still)
            out.line(fmt::format("  {} was replaced by '{}'", name, blocker.replacement));
        else if (blocker.replaceable)
            out.line(
                fmt::format("  {} forces Unicode; '{}' would not", name, blocker.replacement));
        else
            out.line(fmt::format("  {} forces Unicode", name));
    }
}

int run_preview(const WishOptions& options, Session& session) {
    queue::Composer composer(session.config_or_defaults(), session.catalogue());
    const auto draft = composer.compose(read_wish(options), session.now(), false);
    auto& out = session.out();
    if (out.structured()) {
        out.line(draft_json(draft, session.now()));
        return 0;
    }
    for (const auto& warning : draft.warnings) Output::note(warning);
    out.line(security::printable(draft.message.text, true));
    out.line("");
    out.line(describe_parts(draft.segments));
    print_blockers(draft, out);
    if (const auto& cost = draft.message.cost_estimate)
        out.line(fmt::format("about {} {}", format_nano(cost->nano), cost->currency));
    if (draft.phone)
        out.line(fmt::format("to {} ({}, {})", draft.phone->international(),
                             draft.phone->region, word(draft.phone->type)));
    return 0;
}

} // namespace

Action declare_preview(CLI::App& app) {
    auto options = std::make_shared<WishOptions>();
    add_wish_options(app, *options);
    return [options](Session& session) { return run_preview(*options, session); };
}

} // namespace bkxsms::cmd
