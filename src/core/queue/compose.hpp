#pragma once

#include "core/config/config.hpp"
#include "core/phone/number.hpp"
#include "core/queue/wish.hpp"
#include "core/store/messages.hpp"
#include "core/text/catalogue.hpp"
#include "core/text/gsm7.hpp"
#include "core/text/segment.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// From what somebody typed to a message that is complete and checked: number, text, parts,
/// time, price. The same for `send`, for each row of a bulk send, for `--dry-run` and for
/// `preview`. Stores nothing.

namespace bkxsms::queue {

struct Draft {
    store::NewMessage message;
    std::optional<phone::Number> phone; ///< absent if `to` was "" (counting only)
    text::Segments segments;
    std::vector<text::Blocker> blockers;
    std::string priced_by;             ///< the provider whose price cost_estimate is
    std::vector<std::string> warnings; ///< for stderr: "the number is possible but not known …"
};

class Composer {
public:
    /// Both must outlive the composer.
    Composer(const config::Config& config, const text::Catalogue& catalogue);

    /// \throws Error{data} for everything that is wrong with the wish: what, on what, what to
    /// do. `need_recipient` false: `to` may be "".
    Draft compose(const Wish& wish, TimePoint now, bool need_recipient = true);

    struct Variables {
        std::set<std::string> any; ///< that the template has in some language
        std::set<std::string> all; ///< that somebody must give, whatever the language
    };
    /// \throws Error{data} if there is no such template.
    Variables variables_of(const std::string& name) const;

private:
    struct Compiled {
        text::Template pattern;
        std::string version; ///< fingerprint of the pattern, first 16 hex digits
    };
    const Compiled& find_template(const std::string& name, const std::string& locale);
    void set_recipient(const Wish& wish, Draft& draft) const;
    void set_text(const Wish& wish, Draft& draft);
    void set_times(const Wish& wish, Draft& draft, TimePoint now) const;
    void set_price(Draft& draft) const;

    const config::Config& config_;
    const text::Catalogue& catalogue_;
    /// Compiled templates by name and locale: a bulk send renders one ten thousand times.
    std::map<std::pair<std::string, std::string>, Compiled> compiled_;
};

} // namespace bkxsms::queue
