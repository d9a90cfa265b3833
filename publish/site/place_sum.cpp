// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/place_sum.hpp"

#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

namespace {

std::optional<double> sum(const Snapshot& communes, std::string_view name)
{
    const auto property = communes.property(name);
    if (!property) {
        return std::nullopt;
    }
    double total = 0;
    for (RowIndex row = 0; row < communes.size(); ++row) {
        const auto value = communes.number(row, *property);
        if (!value) {
            return std::nullopt;
        }
        total += *value;
    }
    return total;
}

FigureView figure(const Page& page, const Snapshot& communes, std::string_view label,
                  std::string value, std::string_view property)
{
    FigureView view;
    view.label = page.messages.text(label);
    view.value = std::move(value);
    if (const datasets::Property* found = find_property(communes, property)) {
        add_sources(page, communes, *found, view);
        view.period = found->vintage.empty() ? "" : iso_date_text(found->vintage, page.messages);
    }
    return view;
}

}  // namespace

TerritorySum territory_sum(const Page& page)
{
    TerritorySum total;
    if (const auto communes = page.publication->communes()) {
        total.population = sum(*communes, "population");
        total.area_km2 = sum(*communes, "superficie_km2");
        total.equipment = sum(*communes, "equipements");
        total.works_now = sum(*communes, "chantiers_en_cours");
        total.works_metres = sum(*communes, "chantiers_longueur_m");
    }
    return total;
}

std::vector<FigureView> territory_figures(const Page& page)
{
    std::vector<FigureView> figures;
    const auto communes = page.publication->communes();
    if (!communes) {
        return figures;
    }
    const TerritorySum total = territory_sum(page);
    const Messages& texts = page.messages;
    if (total.population) {
        figures.push_back(figure(page, *communes, "figure_population",
                                 quantity_text(*total.population, "hab.", texts), "population"));
    }
    if (total.population && total.area_km2 && *total.area_km2 > 0) {
        figures.push_back(figure(
            page, *communes, "figure_density",
            quantity_text(*total.population / *total.area_km2, "hab/km2", texts), "population"));
    }
    if (total.population && total.equipment && *total.population > 0) {
        figures.push_back(figure(page, *communes, "figure_equipment_rate",
                                 number_text(*total.equipment / *total.population * 1000, 2, texts),
                                 "equipements_pour_1000_hab"));
    }
    if (total.works_metres) {
        figures.push_back(figure(page, *communes, "figure_works_length",
                                 quantity_text(*total.works_metres, "m", texts),
                                 "chantiers_longueur_m"));
        add_lengths_missing(page, total.works_metres, sum(*communes, "chantiers_sans_longueur"),
                            figures.back());
        const std::string& day = communes->manifest().reference_date;
        if (!day.empty() && figures.back().period.empty()) {
            figures.back().period = iso_date_text(day, texts);
        }
    }
    return figures;
}

}  // namespace parvis::publish::site
