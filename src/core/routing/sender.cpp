#include "core/routing/sender.hpp"

#include "core/routing/hash.hpp"

#include <algorithm>

namespace bkxsms::routing {

namespace {

// Where a name may stand in place of a number, as providers' country pages say it (AWS
// 2023-04-28 and 2026, GOV.UK Notify 2026-07-22, Vonage 2024-07, Telnyx 2023-05, Twilio
// 2017-07, read 2026-11-22; the newest word counts where they differ). Who is in none of the
// lists is not known.
constexpr std::string_view free_names =
    "AD AF AG AI AL AM AO AT AW AZ BA BB BF BG BH BI BJ BM BN BO BQ BT BW BZ CD CF CH CI CK "
    "CV CW CY DE DJ DK DM DZ EE ER ES ET FI FJ FK FO FR GA GD GE GF GG GH GI GL GM GN GP GQ "
    "GR GW GY HK HN HR HT IL IM IO IQ IS IT JE JM JP KG KI KM LA LB LI LS LT LU LV LY MD ME "
    "MG MK ML MN MO MP MQ MR MS MT MU MV MW NA NC NE NF NG NL NO NP NR NU PA PF PG PK PL PM "
    "PS PT PW RE RO RW SB SC SD SE SH SK SL SM SN SO SR SS ST SX SZ TC TD TG TJ TK TL TN TO "
    "TT TV TW TZ UG UZ VC VG VU WF WS XK YE YT ZM ZW";
constexpr std::string_view registered_names =
    "AE AU BD BY CM CZ EG GB ID IE IN JO KE KH KW KZ LK MA MM MX OM PH QA RS RU SA SG SI TH "
    "TR UA VN";
constexpr std::string_view no_names =
    "AR AS BE BR BS CA CG CL CN CO CR CU DO EC FM GT GU HU IR KN KR KY LC LR MC MH MY MZ NI "
    "NZ PE PR PY SV SY TM US UY VE VI ZA";

bool is_in(std::string_view list, std::string_view country) noexcept {
    for (std::size_t at = 0; at < list.size(); at += 3)
        if (list.substr(at, 2) == country) return true;
    return false;
}

bool is_name(std::string_view sender) noexcept {
    return std::ranges::any_of(
        sender, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

using Pool = std::vector<std::string>;

Pool rows_for(std::span<const config::Config::Sender> rows, std::string_view provider,
              std::string_view country) {
    Pool found;
    for (const auto& row : rows)
        if (row.provider == provider && row.country == country) found.push_back(row.sender);
    return found;
}

const std::string& one_of(const Pool& pool, std::string_view to) {
    return pool[hash_of(to) % pool.size()];
}

} // namespace

Names names_in(std::string_view country) noexcept {
    if (country.size() != 2) return Names::unknown;
    if (is_in(free_names, country)) return Names::allowed;
    if (is_in(registered_names, country)) return Names::registered;
    return is_in(no_names, country) ? Names::refused : Names::unknown;
}

std::string sender_for(std::span<const config::Config::Sender> rows, std::string_view provider,
                       std::string_view country, std::string_view to,
                       const std::string& usual) {
    if (const auto own = rows_for(rows, provider, country); !own.empty())
        return one_of(own, to);
    auto pool = rows_for(rows, provider, "*");
    if (pool.empty()) return usual;
    if (!usual.empty()) pool.push_back(usual);
    const bool wants_name = names_in(country) == Names::allowed;
    Pool fitting;
    std::ranges::copy_if(pool, std::back_inserter(fitting),
                         [=](const auto& sender) { return is_name(sender) == wants_name; });
    return one_of(fitting.empty() ? pool : fitting, to);
}

} // namespace bkxsms::routing
