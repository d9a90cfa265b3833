// SPDX-License-Identifier: EUPL-1.2
#include "publish/works/record_reader.hpp"

#include "datasets/model_column.hpp"
#include "datasets/row_id.hpp"
#include "datasets/work_hours.hpp"
#include "datasets/zone.hpp"
#include "publish/works/public_text.hpp"

#include <algorithm>
#include <unordered_map>

namespace parvis::publish::works {
namespace {

using datasets::Value;

/// One column of a dataset that may not have it.
class Cells {
public:
    Cells(const Snapshot& dataset, std::string_view name)
        : m_dataset(&dataset), m_property(dataset.property(name))
    {
    }

    /// A view into the snapshot; "" for null and for what is no text.
    [[nodiscard]] std::string_view word(RowIndex row) const
    {
        return m_property ? m_dataset->word(row, *m_property) : std::string_view();
    }
    [[nodiscard]] std::string text(RowIndex row) const
    {
        return m_property ? public_text(m_dataset->text(row, *m_property)) : std::string();
    }
    template <typename Type>
    [[nodiscard]] std::optional<Type> value(RowIndex row) const
    {
        if (!m_property) {
            return std::nullopt;
        }
        const Value value = m_dataset->value(row, *m_property);
        const auto* held = std::get_if<Type>(&value);
        return held == nullptr ? std::nullopt : std::optional(*held);
    }
    /// Also of whole numbers.
    [[nodiscard]] std::optional<double> number(RowIndex row) const
    {
        return m_property ? m_dataset->number(row, *m_property) : std::nullopt;
    }
    [[nodiscard]] std::vector<datasets::Part> parts(RowIndex row) const
    {
        return value<std::vector<datasets::Part>>(row).value_or(std::vector<datasets::Part>());
    }

private:
    const Snapshot* m_dataset;
    std::optional<std::size_t> m_property;
};

/// A level of the territory as the dataset has it: the area that a row lies in, and all it touches.
struct LevelCells {
    std::string level;
    Cells area, parts;
};

/// Parvis writes, for each level in turn, "pole", "pole_nom", and behind "communes_parts", in the
/// same order, "poles_parts".
std::vector<LevelCells> levels_of(const Snapshot& dataset)
{
    const auto& properties = dataset.manifest().properties;
    std::vector<std::string> ids, parts;
    bool behind_communes = false;
    for (const auto& property : properties) {
        if (!property.derived) {
            continue;
        }
        if (property.type == datasets::ValueType::parts && behind_communes) {
            parts.push_back(property.name);
        }
        behind_communes = behind_communes || property.name == "communes_parts";
        const bool is_name = property.name.ends_with("_nom") && property.name != "commune_nom";
        const auto id = property.name.substr(0, property.name.size() - (is_name ? 4 : 0));
        if (is_name && dataset.property(id)) {
            ids.push_back(id);
        }
    }
    std::vector<LevelCells> levels;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        levels.push_back({ids[i], Cells(dataset, ids[i]),
                          Cells(dataset, i < parts.size() ? parts[i] : std::string())});
    }
    return levels;
}

class Reader {
public:
    explicit Reader(const Snapshot& dataset)
        : m_dataset(dataset), m_zone(dataset.manifest().facts.zone), m_levels(levels_of(dataset))
    {
        if (const auto created = datasets::parse_instant(dataset.manifest().created)) {
            m_created = *created;
        }
    }

    [[nodiscard]] std::vector<Work> read()
    {
        std::vector<Work> works;
        works.reserve(m_dataset.size());
        std::unordered_map<std::string, std::size_t> known;
        for (RowIndex row = 0; row < m_dataset.size(); ++row) {
            std::string id = id_of(row);
            const auto [found, is_new] = known.try_emplace(id, works.size());
            if (is_new) {
                works.push_back(work_of(row, std::move(id)));
            } else {
                complete(works[found->second], work_of(row, std::move(id)));
            }
            works[found->second].phases.push_back(phase_of(row));
        }
        for (Work& work : works) {
            sort_phases(work);
        }
        return works;
    }

    /// The work that the row is of, with the rows that are phases of it too.
    [[nodiscard]] Work read(RowIndex wanted)
    {
        const std::string id = id_of(wanted);
        std::optional<Work> work;
        const bool alone = !m_has_phases;
        const RowIndex first = alone ? wanted : 0;
        const auto last = alone ? wanted + 1 : static_cast<RowIndex>(m_dataset.size());
        for (RowIndex row = first; row < last; ++row) {
            if (!alone && id_of(row) != id) {
                continue;
            }
            if (work) {
                complete(*work, work_of(row, id));
            } else {
                work = work_of(row, id);
            }
            work->phases.push_back(phase_of(row));
        }
        sort_phases(*work);
        return *std::move(work);
    }

private:
    /// A row without `chantier` is the work that others name: ids are written alike.
    [[nodiscard]] std::string id_of(RowIndex row) const
    {
        std::string id(m_dataset.feature_id(row));
        if (const auto name = m_work.word(row); !name.empty()) {
            datasets::RowIds({0}).read({std::string(name)}, 0, id);
        }
        return id;
    }

    static void sort_phases(Work& work)
    {
        std::ranges::stable_sort(work.phases, {}, [](const Phase& phase) {
            return phase.start ? std::optional(phase.start->at.seconds) : std::nullopt;
        });
    }

    [[nodiscard]] Work work_of(RowIndex row, std::string id) const
    {
        Work work;
        work.dataset = m_dataset.id();
        work.id = std::move(id);
        work.zone = m_dataset.manifest().facts.zone;
        work.sample = m_sample.value<bool>(row).value_or(m_dataset.manifest().facts.sample);
        work.category = category_named(m_category.word(row));
        work.title = m_title.text(row);
        work.nature = m_nature.text(row);
        work.description = m_description.text(row);
        work.street = m_street.text(row);
        work.owner = m_owner.text(row);
        work.contractor = m_contractor.text(row);
        work.order = m_order.text(row);
        work.contact = m_contact.text(row);
        work.remark = m_remark.text(row);
        work.cost_eur = m_cost.number(row);
        work.reception = m_reception.value<datasets::Date>(row);
        work.renews_surface = m_surface.value<bool>(row);
        work.urgent = m_urgent.value<bool>(row);
        place(work, row);
        work.ledger.revision = m_dataset.manifest().version;
        work.ledger.first_seen = work.ledger.changed = m_created;
        return work;
    }

    void place(Work& work, RowIndex row) const
    {
        const auto add = [](auto& list, auto item) {
            if (std::ranges::find(list, item) == list.end()) {
                list.push_back(std::move(item));
            }
        };
        if (const auto main = m_commune.word(row); !main.empty()) {
            work.communes.emplace_back(main);
        }
        for (datasets::Part& part : m_communes.parts(row)) {
            add(work.communes, std::move(part.area));
        }
        work.commune_name = m_commune_name.text(row);
        for (const LevelCells& level : m_levels) {
            if (const auto area = level.area.word(row); !area.empty()) {
                add(work.areas, std::pair(level.level, std::string(area)));
            }
            for (datasets::Part& part : level.parts.parts(row)) {
                add(work.areas, std::pair(level.level, std::move(part.area)));
            }
        }
    }

    [[nodiscard]] Phase phase_of(RowIndex row) const
    {
        Phase phase;
        phase.row = m_dataset.feature_id(row);
        phase.name = m_phase.text(row);
        phase.start = start_of(row);
        phase.end = end_of(row);
        phase.inverted = phase.start && phase.end && phase.end->at <= phase.start->at;
        phase.hours = hours_of(row);
        phase.hours_text = m_hours.text(row);
        phase.place.geometry = m_dataset.geometry(row);
        phase.place.direction = direction_named(m_direction.word(row));
        phase.place.side = side_named(m_side.word(row));
        phase.impact.effect = effect_named(m_effect.word(row));
        phase.impact.lanes_closed = lanes(m_lanes_closed, row);
        phase.impact.lanes = lanes(m_lanes, row);
        phase.impact.speed_kmh = m_speed.number(row);
        phase.impact.lorries_over_t = m_weight.number(row);
        phase.impact.width_m = m_width.number(row);
        phase.impact.detour = m_detour.text(row);
        phase.declared = declared_named(m_declared.word(row));
        phase.absent_since = m_absent.value<datasets::Date>(row);
        if (is_over(phase.declared)) {
            phase.closed = m_created;
        }
        return phase;
    }

    [[nodiscard]] static std::optional<std::uint8_t> lanes(const Cells& cells, RowIndex row)
    {
        constexpr std::int64_t most = 20;
        const auto count = cells.value<std::int64_t>(row);
        return count && *count >= 0 && *count <= most
                   ? std::optional(static_cast<std::uint8_t>(*count))
                   : std::nullopt;
    }

    /// Nobody works in the year 1 or 9999: such a day stands for one that is not known, and some
    /// formats cannot write what its zone or the day after makes of it.
    [[nodiscard]] static std::optional<Bound> likely(Bound bound)
    {
        constexpr std::int32_t first_year = 1900, last_year = 2199;
        return bound.day.year < first_year || bound.day.year > last_year ? std::nullopt
                                                                         : std::optional(bound);
    }

    [[nodiscard]] std::optional<Bound> start_of(RowIndex row) const
    {
        Bound bound;
        bound.verified = m_start_seen.value<bool>(row).value_or(false);
        if (const auto exact = m_exact_start.value<datasets::Instant>(row)) {
            bound.at = *exact;
            bound.day = m_zone.date_of(*exact);
            bound.whole_day = false;
            return likely(bound);
        }
        const auto day = m_start.value<datasets::Date>(row);
        if (!day) {
            return std::nullopt;
        }
        const auto reading = m_zone.instant_of(*day, 0);
        bound.at = reading.instant;
        bound.doubtful = reading.doubtful;
        bound.day = *day;
        return likely(bound);
    }

    [[nodiscard]] std::optional<Bound> end_of(RowIndex row) const
    {
        Bound bound;
        bound.verified = m_end_seen.value<bool>(row).value_or(false);
        if (const auto exact = m_exact_end.value<datasets::Instant>(row)) {
            bound.at = *exact;
            // Midnight ends the day before.
            bound.day = m_zone.date_of(datasets::Instant{exact->seconds - 1});
            bound.whole_day = false;
            return likely(bound);
        }
        const auto day = m_end.value<datasets::Date>(row);
        if (!day) {
            return std::nullopt;
        }
        const auto reading = m_zone.instant_of(datasets::date_of_days(datasets::days(*day) + 1), 0);
        bound.at = reading.instant;
        bound.doubtful = reading.doubtful;
        bound.day = *day;
        return likely(bound);
    }

    [[nodiscard]] std::optional<DailyHours> hours_of(RowIndex row) const
    {
        const auto first = datasets::clock_seconds(m_first_hour.word(row));
        const auto last = datasets::clock_seconds(m_last_hour.word(row));
        const auto days = datasets::week_days(m_days.word(row));
        // Half of the hours says nothing; days alone do.
        if ((!first || !last || *first == 86'400) && !days) {
            return std::nullopt;
        }
        DailyHours hours;
        if (first && last && *first != 86'400) {
            hours.first = *first;
            hours.last = *last == 0 ? 86'400 : *last;
        }
        hours.days = days.value_or(hours.days);
        return hours;
    }

    /// What later rows of a work say that its first does not.
    static void complete(Work& work, Work&& other)
    {
        const auto take = [](auto& mine, auto& theirs, const auto& nothing) {
            if (mine == nothing) {
                mine = std::move(theirs);
            }
        };
        take(work.category, other.category, Category::unknown);
        for (const auto member : {&Work::title, &Work::nature, &Work::description, &Work::street,
                                  &Work::owner, &Work::contractor, &Work::order, &Work::contact,
                                  &Work::remark, &Work::commune_name}) {
            take(work.*member, other.*member, std::string());
        }
        take(work.cost_eur, other.cost_eur, std::nullopt);
        take(work.reception, other.reception, std::nullopt);
        take(work.renews_surface, other.renews_surface, std::nullopt);
        take(work.urgent, other.urgent, std::nullopt);
        for (auto& commune : other.communes) {
            if (std::ranges::find(work.communes, commune) == work.communes.end()) {
                work.communes.push_back(std::move(commune));
            }
        }
        for (auto& area : other.areas) {
            if (std::ranges::find(work.areas, area) == work.areas.end()) {
                work.areas.push_back(std::move(area));
            }
        }
    }

    [[nodiscard]] Cells cells(std::string_view name) const { return {m_dataset, name}; }
    [[nodiscard]] Cells named_in_facts(const std::string& name, std::string_view usual) const
    {
        return {m_dataset, name.empty() ? usual : std::string_view(name)};
    }

    const Snapshot& m_dataset;
    bool m_has_phases = m_dataset.property("chantier").has_value();
    datasets::Zone m_zone;
    datasets::Instant m_created;
    std::vector<LevelCells> m_levels;
    Cells m_work = cells("chantier"), m_sample = cells(datasets::sample_property().name),
          m_phase = cells("phase"), m_declared = cells("etat_declare"),
          m_category = cells("categorie"), m_absent = cells(datasets::absent_property().name),
          m_title = named_in_facts(m_dataset.manifest().facts.title_property, "titre"),
          m_nature = cells("nature"), m_description = cells("description"),
          m_street = cells("voie"), m_owner = cells("maitre_ouvrage"),
          m_contractor = cells("entreprise"), m_order = cells("arrete"),
          m_contact = cells("contact_service"), m_remark = cells("commentaire_source"),
          m_cost = cells("cout_eur"), m_reception = cells("reception"),
          m_surface = cells("revetement_neuf"), m_urgent = cells("urgent"),
          m_commune = cells("commune"), m_communes = cells("communes_parts"),
          m_commune_name = cells("commune_nom"),
          m_start = named_in_facts(m_dataset.manifest().facts.start_property, "debut"),
          m_end = named_in_facts(m_dataset.manifest().facts.end_property, "fin"),
          m_exact_start = cells("debut_exact"), m_exact_end = cells("fin_exacte"),
          m_start_seen = cells("debut_confirme"), m_end_seen = cells("fin_confirmee"),
          m_hours = cells("horaires"), m_first_hour = cells("heure_debut"),
          m_last_hour = cells("heure_fin"), m_days = cells("jours"), m_effect = cells("effet"),
          m_direction = cells("sens"), m_side = cells("cote"),
          m_lanes_closed = cells("voies_fermees"), m_lanes = cells("voies"),
          m_speed = cells("vitesse_kmh"), m_weight = cells("tonnage_t"),
          m_width = cells("largeur_m"), m_detour = cells("deviation");
};

}  // namespace

std::vector<Work> works_of(const Snapshot& dataset) { return Reader(dataset).read(); }

Work work_of(const Snapshot& dataset, RowIndex row) { return Reader(dataset).read(row); }

}  // namespace parvis::publish::works
