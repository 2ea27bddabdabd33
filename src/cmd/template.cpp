// bkxsms template: list, show, validate, render the templates of texts. See bkxsms-template(1).

#include "cmd/command.hpp"
#include "cmd/session.hpp"
#include "cmd/wish_options.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/queue/compose.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

struct TemplateOptions {
    std::string name, language;
    WishOptions wish;
};

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

/// Compiles one template; what is wrong with it, or "".
std::string problem_of(const text::Catalogue& catalogue, const text::Catalogue::Entry& entry) {
    try {
        catalogue.find(entry.name, entry.locale);
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

int run_list(Session& session) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> objects;
    for (const auto& entry : session.catalogue().list()) {
        rows.push_back({entry.name, entry.locale, entry.file.string()});
        json::Writer json;
        json.begin_object().key("name").string(entry.name).key("language").string(entry.locale);
        objects.push_back(json.key("file").string(entry.file.string()).end_object().str());
    }
    if (rows.empty())
        throw Error(Fault::no_input,
                    fmt::format("there are no templates in '{}'",
                                (share_folder() / "templates").string()),
                    "install the shipped ones, or set BKXSMS_SHARE to where they are");
    if (session.out().structured())
        session.out().objects(objects);
    else
        session.out().table({"NAME", "LANGUAGE", "FILE"}, rows);
    return 0;
}

int run_show(const TemplateOptions& typed, Session& session) {
    const auto& catalogue = session.catalogue();
    const auto found = catalogue.find(typed.name, typed.language);
    auto& out = session.out();
    if (out.structured()) {
        json::Writer json;
        json.begin_object()
            .key("name")
            .string(found.name())
            .key("language")
            .string(found.locale());
        json.key("pattern").string(found.pattern()).key("variables").begin_array();
        for (const auto& name : found.variables()) json.string(name);
        out.line(json.end_array().end_object().str());
        return 0;
    }
    out.line(fmt::format("{} ({})", found.name(), found.locale()));
    out.line(fmt::format("variables: {}", joined(found.variables())));
    out.line("");
    out.line(found.pattern());
    return 0;
}

int run_validate(const TemplateOptions& typed, Session& session) {
    int bad = 0, good = 0;
    for (const auto& entry : session.catalogue().list()) {
        if (!typed.name.empty() && entry.name != typed.name) continue;
        const auto problem = problem_of(session.catalogue(), entry);
        if (problem.empty()) {
            ++good;
            continue;
        }
        ++bad;
        session.out().line(fmt::format("{}: {}", entry.file.string(), problem));
    }
    if (good + bad == 0)
        session.catalogue().find(typed.name, typed.language); // says what is near
    if (!session.out().quiet())
        Output::note(fmt::format("{} templates are good, {} are not", good, bad));
    return bad == 0 ? 0 : static_cast<int>(Fault::data);
}

int run_render(const TemplateOptions& typed, Session& session) {
    auto wish = read_wish(typed.wish);
    wish.template_name = typed.name;
    queue::Composer composer(session.config_or_defaults(), session.catalogue());
    session.out().line(composer.compose(wish, session.now(), false).message.text);
    return 0;
}

} // namespace

Action declare_template(CLI::App& app) {
    auto o = std::make_shared<TemplateOptions>();
    app.require_subcommand(1);
    auto* const list =
        app.add_subcommand("list", "All templates, and where they are")->fallthrough();

    auto* const show =
        app.add_subcommand("show", "A template and its variables")->fallthrough();
    show->add_option("name", o->name, "Its name")->required()->type_name("NAME");
    show->add_option("--language", o->language, "For this reader, as de-AT")->type_name("TAG");

    auto* const validate =
        app.add_subcommand("validate", "Check all, or one name")->fallthrough();
    validate->add_option("name", o->name, "Its name")->type_name("NAME");

    auto* const render =
        app.add_subcommand("render", "The text with these values")->fallthrough();
    render->add_option("name", o->name, "Its name")->required()->type_name("NAME");
    auto& wish = o->wish;
    render->add_option("--set", wish.sets, "A variable; repeatable")
        ->type_name("NAME=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    render->add_option("--language", wish.wish.language, "For this reader, as de-AT")
        ->type_name("TAG");
    render->add_option("--tz", wish.wish.zone, "Zone of the times in the text")
        ->type_name("ZONE");

    return [o, list, show, validate](Session& session) {
        if (list->parsed()) return run_list(session);
        if (show->parsed()) return run_show(*o, session);
        return validate->parsed() ? run_validate(*o, session) : run_render(*o, session);
    };
}

} // namespace bkxsms::cmd
