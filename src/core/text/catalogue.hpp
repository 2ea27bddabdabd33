#pragma once

#include "core/text/locale.hpp"
#include "core/text/template.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The templates on disk: `<folder>/<locale>/<name>.txt`, UTF-8, one pattern a file; lines that
/// start with '#' before the first other line are comments (what it is for, its variables, its
/// length). Line breaks before and after the text are not part of it; a byte order mark and the
/// CR of CRLF are dropped. Several folders in order of preference: the site's own win over the
/// shipped ones, file by file. Nothing is read before it is asked for.

namespace bkxsms::text {

class Catalogue {
public:
    /// `folders`: most preferred first; ones that do not exist are passed over.
    /// \throws Error{data} if `default_locale` is no locale.
    Catalogue(std::vector<std::filesystem::path> folders, std::string default_locale);

    struct Entry {
        std::string name;
        std::string locale;
        std::filesystem::path file;
    };
    /// All templates that can be found, by name, then locale; of two with the same name and
    /// locale the one that wins.
    std::vector<Entry> list() const;

    /// The template for a reader: `de-AT` → `de` → the default locale → the default's language.
    /// Within each step the site's folder wins. The result's locale() says which was found.
    /// \throws Error{data} unknown name (hint: the nearest one) or a name that is no file name
    /// ([a-z0-9_-], at most 64); {data} as Template; {no_input} unreadable.
    Template find(std::string_view name, std::string_view locale) const;

    /// The locales tried, in order: "de-AT" → {"de-AT", "de", "en"} with default "en". "" is a
    /// reader whose language is not known: the default alone. \throws Error{data} if `locale`
    /// is none.
    std::vector<std::string> chain(std::string_view locale) const;

private:
    std::optional<Entry> locate(std::string_view name, std::string_view locale) const;
    std::vector<std::filesystem::path> folders_;
    std::string default_locale_;
};

} // namespace bkxsms::text
