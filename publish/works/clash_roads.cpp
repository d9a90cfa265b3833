// SPDX-License-Identifier: EUPL-1.2
// Clashes over the road itself: new surfaces that are opened, detours that lead into a closed
// street.
#include "publish/site/wording.hpp"
#include "publish/works/clash_search.hpp"
#include "publish/works/public_text.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_map>

namespace parvis::publish::works {
namespace {

using datasets::Date;
using datasets::Instant;

/// For so long a surface that was renewed is not opened again (R*115-1: refused without a reason).
constexpr int surface_months = 36;

enum class Opening : std::uint8_t { no, perhaps, yes };

/// Networks lie under the surface; what renews it is no opening.
Opening opening_of(const Work& work)
{
    switch (work.category) {
    case Category::water:
    case Category::sewerage:
    case Category::gas:
    case Category::electricity:
    case Category::telecom:
    case Category::heating:
    case Category::cooling:
    case Category::lighting:
        return Opening::yes;
    case Category::unknown:
        return Opening::perhaps;
    default:
        return Opening::no;
    }
}

/// When a surface was, or will be, renewed.
struct Renewal {
    TimedPhase phase;
    bool received = false;  ///< else its end is all that is known
    Instant from, to;
};

/// Lower case words without accents or signs: "rue jean jaures".
std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words(1);
    for (const char c : site::folded(text)) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) {
        words.pop_back();
    }
    return words;
}

// One word is too little: "place", "centre". Nobody names a street with more than twelve.
constexpr std::size_t fewest_words = 2, most_words = 12;

std::string joined(std::span<const std::string> words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

/// Closed streets by commune and name.
using ClosedStreets = std::unordered_multimap<std::string, std::uint32_t>;

std::string street_key(const std::string& commune, std::span<const std::string> words)
{
    return commune + '\n' + joined(words);
}

/// The closings that a text names, in order, each once.
std::vector<std::uint32_t> closings_in(const std::string& text, const Work& work,
                                       const ClosedStreets& closed)
{
    std::vector<std::uint32_t> found;
    const auto words = words_of(text);
    for (const std::string& commune : work.communes) {
        for (std::size_t first = 0; first < words.size(); ++first) {
            const std::size_t most = std::min(most_words, words.size() - first);
            for (std::size_t count = fewest_words; count <= most; ++count) {
                const auto [begin, end] =
                    closed.equal_range(street_key(commune, std::span(words).subspan(first, count)));
                std::for_each(begin, end, [&](const auto& one) { found.push_back(one.second); });
            }
        }
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace

void ClashSearch::add_openings()
{
    std::vector<Renewal> renewals;
    for (std::uint32_t index = 0; index < m_works.size(); ++index) {
        const Work& work = m_works[index];
        if (!work.renews_surface.value_or(false)) {
            continue;
        }
        for (std::uint32_t i = 0; i < work.phases.size(); ++i) {
            const auto& end = work.phases[i].end;
            if (work.phases[i].declared == Declared::cancelled || (!work.reception && !end)) {
                continue;
            }
            const Date day = work.reception.value_or(end ? end->day : Date{});
            const datasets::Zone& zone = zone_of(work);
            // Taken out of its file before that day, it may never have been done.
            const auto& closed = work.phases[i].closed;
            if (work.ledger.departed && closed && *closed < zone.instant_of(day, 0).instant) {
                continue;
            }
            Renewal renewal;
            renewal.phase.work = index;
            renewal.phase.phase = i;
            renewal.received = work.reception.has_value();
            renewal.from = zone.instant_of(day, 0).instant;
            renewal.to = zone.instant_of(months_later(day, surface_months), 0).instant;
            renewals.push_back(std::move(renewal));
        }
    }
    std::vector<Stay> surfaces, openings(m_phases.size());
    for (const Renewal& one : renewals) {
        surfaces.push_back({&m_works[one.phase.work].phases[one.phase.phase].place.geometry,
                            one.from.seconds, one.to.seconds});
    }
    for (std::size_t i = 0; i < m_phases.size(); ++i) {
        const Span period{Instant{m_phases[i].from}, Instant{m_phases[i].to}};
        if (opening_of(work_of(m_phases[i])) != Opening::no && wanted(period)) {
            const auto from = m_phases[i].from;
            openings[i] = {&phase_of(m_phases[i]).place.geometry, from, from + 1};
        }
    }
    each_meeting_between(
        openings, surfaces, m_rules.metres,
        [&](std::uint32_t i, std::uint32_t j) {
            return m_phases[i].work != renewals[j].phase.work;
        },
        [&](std::uint32_t i, std::uint32_t j, double metres) {
            const Work& work = work_of(m_phases[i]);
            Clash clash = clash_of(ClashKind::young_surface, m_phases[i], &renewals[j].phase);
            clash.metres = metres;
            clash.to_check = !renewals[j].received || opening_of(work) == Opening::perhaps;
            // Urgent works may begin at once.
            clash.severity =
                clash.to_check || work.urgent.value_or(false) ? Severity::medium : Severity::high;
            return add(std::move(clash), {Instant{m_phases[i].from}, renewals[j].to});
        });
}

void ClashSearch::add_detours()
{
    ClosedStreets closed;
    for (std::uint32_t i = 0; i < m_phases.size(); ++i) {
        const Work& work = work_of(m_phases[i]);
        if (!closes(phase_of(m_phases[i]).impact)) {
            continue;
        }
        for (const std::string& street : street_names(work.street)) {
            const auto words = words_of(street);
            for (const std::string& commune : work.communes) {
                if (words.size() >= fewest_words && words.size() <= most_words) {
                    closed.emplace(street_key(commune, words), i);
                }
            }
        }
    }
    for (const TimedPhase& one : m_phases) {
        const std::string& detour = phase_of(one).impact.detour;
        if (detour.empty() || closed.empty()) {
            continue;
        }
        for (const std::uint32_t i : closings_in(detour, work_of(one), closed)) {
            const TimedPhase& other = m_phases[i];
            const Span when{Instant{std::max(one.from, other.from)},
                            Instant{std::min(one.to, other.to)}};
            if (other.work == one.work || !(when.from < when.to)) {
                continue;
            }
            Clash clash = clash_of(ClashKind::detour_closed, one, &other);
            clash.to_check = true;
            clash.severity =
                phase_of(other).impact.effect == Effect::closed ? Severity::high : Severity::medium;
            if (!add(std::move(clash), when)) {
                return;
            }
        }
    }
}

}  // namespace parvis::publish::works
