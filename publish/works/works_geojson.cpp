// SPDX-License-Identifier: EUPL-1.2
#include "datasets/feature_geojson.hpp"
#include "datasets/json_text.hpp"
#include "datasets/work_hours.hpp"
#include "publish/works/feed_writer.hpp"
#include "publish/works/work_words.hpp"

#include <algorithm>

namespace parvis::publish::works {
namespace {

using datasets::JsonText;

/// Every work, with all that the record knows of it: one feature a phase, members under the names
/// that the columns of datasets have. What is not known is left out.
class GeojsonWriter : public FeedWriter {
public:
    GeojsonWriter(const Book& book, const std::string& base_url) : FeedWriter(book, base_url)
    {
        m_json.start_object();
        m_json.member("type", "FeatureCollection");
        m_json.member("title", "Chantiers");
        m_json.member("attribution", book.publication->site.publisher);
        m_json.member("at", datasets::to_text(book.moment));
        m_json.key("features");
        m_json.start_array();
    }

    /// A whole file each time: what is not in it is gone.
    void close_former(const Work&) override {}

    std::string take() override
    {
        m_json.end_array();
        m_json.end_object();
        return m_json.take();
    }

protected:
    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        const auto valid = validity_of(work, phase, moment_of(work));
        const auto* reason = std::get_if<Undelivered>(&valid);
        if (reason != nullptr && *reason == Undelivered::long_over) {
            return *reason;
        }
        const auto* validity = std::get_if<Validity>(&valid);
        m_json.start_object();
        m_json.member("type", "Feature");
        m_json.member("id", work.dataset + ':' + phase.row);
        std::string geometry;
        datasets::append_geojson_geometry(geometry, phase.place.geometry);
        m_json.key("geometry");
        m_json.raw(geometry);
        m_json.key("properties");
        m_json.start_object();
        m_json.member("chantier", key_of(work));
        m_json.member("adresse", address_of(work, phase, base_url()));
        m_json.member("etat", code_of(validity != nullptr
                                          ? validity->stage
                                          : stage_at(work, phase, book().moment, zone_of(work))));
        if (work.sample) {
            m_json.member("donnee_exemple", true);
        }
        text("phase", phase.name);
        text("titre", work.title);
        text("nature", work.nature);
        text("categorie", code_of(work.category));
        text("description", work.description);
        text("voie", work.street);
        text("etat_declare", code_of(phase.declared));
        if (phase.absent_since) {
            m_json.member("absent_depuis", datasets::to_text(*phase.absent_since));
        }
        add_times(work, phase, validity);
        add_impact(phase);
        text("maitre_ouvrage", work.owner);
        text("entreprise", work.contractor);
        text("arrete", work.order);
        text("contact_service", work.contact);
        text("commentaire_source", work.remark);
        number("cout_eur", work.cost_eur);
        if (work.reception) {
            m_json.member("reception", datasets::to_text(*work.reception));
        }
        flag("revetement_neuf", work.renews_surface);
        flag("urgent", work.urgent);
        add_places(work);
        if (!work.comments.empty()) {
            m_json.key("commentaires");
            write_comments(m_json, work.comments);
        }
        m_json.member("modifie", datasets::to_text(work.ledger.changed));
        m_json.end_object();
        m_json.end_object();
        return std::nullopt;
    }

private:
    void text(std::string_view name, std::string_view value)
    {
        if (!value.empty()) {
            m_json.member(name, value);
        }
    }
    void number(std::string_view name, std::optional<double> value)
    {
        if (value) {
            m_json.key(name);
            m_json.number(*value);
        }
    }
    void flag(std::string_view name, std::optional<bool> value)
    {
        if (value) {
            m_json.member(name, *value);
        }
    }

    void add_times(const Work& work, const Phase& phase, const Validity* validity)
    {
        const datasets::Zone& zone = zone_of(work);
        if (phase.start) {
            m_json.member("debut", datasets::to_text(phase.start->day));
            m_json.member("debut_confirme", phase.start->verified);
        }
        if (phase.end) {
            m_json.member("fin", datasets::to_text(phase.end->day));
            m_json.member("fin_confirmee", phase.end->verified);
        }
        if (validity != nullptr) {
            m_json.member("debut_exact", local_text(validity->start, zone));
            if (validity->end) {
                m_json.member("fin_exacte", local_text(*validity->end, zone));
            }
        }
        text("horaires", phase.hours_text);
        if (phase.hours) {
            m_json.member("heure_debut", datasets::clock_text(phase.hours->first));
            m_json.member("heure_fin", datasets::clock_text(phase.hours->last));
            m_json.member("jours", datasets::week_days_text(phase.hours->days));
        }
    }

    void add_impact(const Phase& phase)
    {
        const Impact& impact = phase.impact;
        text("effet", code_of(impact.effect));
        text("sens", code_of(phase.place.direction));
        text("cote", code_of(phase.place.side));
        number("voies_fermees", impact.lanes_closed);
        number("voies", impact.lanes);
        number("vitesse_kmh", impact.speed_kmh);
        number("tonnage_t", impact.lorries_over_t);
        number("largeur_m", impact.width_m);
        text("deviation", impact.detour);
    }

    void add_places(const Work& work)
    {
        if (!work.communes.empty()) {
            m_json.member("communes", work.communes);
        }
        auto areas = work.areas;  // of several phases, a level comes again
        std::ranges::stable_sort(areas, {}, &std::pair<std::string, std::string>::first);
        std::string level;
        std::vector<std::string> of_level;
        const auto write = [&] {
            if (!of_level.empty()) {
                m_json.member(level, of_level);
            }
            of_level.clear();
        };
        for (const auto& [of, area] : areas) {
            if (of != level) {
                write();
                level = of;
            }
            of_level.push_back(area);
        }
        write();
    }

    JsonText m_json;
};

}  // namespace

std::unique_ptr<FeedWriter> geojson_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<GeojsonWriter>(book, base_url);
}

}  // namespace parvis::publish::works
