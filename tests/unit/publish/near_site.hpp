// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "geo/distance.hpp"
#include "geo/measure.hpp"
#include "tests/unit/publish/crossed_site.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace parvis::test {

/// Twenty small communes in a grid, two poles, things drawn around them: some outside, some without
/// a place or a value.
struct NearSite : SmallSite {
    static constexpr int columns = 5, lines = 4;
    static constexpr double side = 0.05;  // degrees: about 3.6 km by 5.5 km

    struct Thing {
        std::optional<geo::LonLat> at;
        std::optional<double> beds;
        bool is_pool = false;
    };

    NearSite()
    {
        std::mt19937 random{20261125};
        std::uniform_real_distribution<double> lon{0.9, 1.4}, lat{48.9, 49.3};
        for (int i = 0; i < 60; ++i) {
            // As a version keeps positions: to a centimetre.
            things.push_back(
                {{{std::round(lon(random) * 1e7) / 1e7, std::round(lat(random) * 1e7) / 1e7}},
                 static_cast<double>(random() % 200),
                 random() % 3 == 0});
        }
        things[3].at.reset();
        things[7].beds.reset();
        for (int i = 0; i < columns * lines; ++i) {
            people.push_back(static_cast<std::int64_t>(random() % 9000));
        }
        people[4] = 0;
        publish_communes();
        publish_things();
    }

    static std::string commune(std::size_t i)
    {
        return "FR_020" + std::to_string(10 + static_cast<int>(i));
    }
    static std::string pole_of(std::size_t i)
    {
        return static_cast<int>(i) % columns < 2 ? "ouest" : "est";
    }
    static geo::Geometry area(std::size_t i)
    {
        const double west = 1 + side * (static_cast<int>(i) % columns);
        const double south = 49 + side * (static_cast<int>(i) / columns);
        return geo::Polygon{{{{west, south},
                              {west + side, south},
                              {west + side, south + side},
                              {west, south + side},
                              {west, south}}}};
    }
    static geo::LonLat centre(std::size_t i) { return *geo::central_position(area(i)); }

    void publish_communes()
    {
        auto communes_are = facts("communes", Kind::communes);
        communes_are.title_property = "nom";
        std::vector<Feature> features;
        for (std::size_t i = 0; i < people.size(); ++i) {
            features.push_back({commune(i),
                                without_limits == i ? geo::Geometry{} : area(i),
                                {commune(i), "Commune " + std::to_string(i), pole_of(i),
                                 people[i] ? Value{*people[i]} : Value{}, 20.0}});
        }
        publish(communes_are,
                {property("commune", ValueType::text), property("nom", ValueType::text),
                 property("pole", ValueType::text), property("population", ValueType::integer),
                 property("superficie_km2", ValueType::number)},
                features);
        auto poles = facts("poles", Kind::level);
        poles.level = "pole";
        poles.title_property = "nom";
        if (!snapshot_is_there) {
            publish(poles, {property("pole", ValueType::text), property("nom", ValueType::text)},
                    {{"ouest", std::monostate{}, {"ouest", "Ouest"}},
                     {"est", std::monostate{}, {"est", "Est"}}});
            snapshot_is_there = true;
        }
        refresh();
    }

    void publish_things()
    {
        std::vector<Feature> features;
        for (std::size_t i = 0; i < things.size(); ++i) {
            const auto id = "t" + std::to_string(i);
            features.push_back(
                {id,
                 things[i].at ? geo::Geometry{geo::Point{*things[i].at}} : geo::Geometry{},
                 {id, things[i].is_pool ? "Piscine" : "Hôpital (within 3 km)",
                  things[i].beds ? Value{*things[i].beds} : Value{}}});
        }
        auto facts_are = facts("equipements", Kind::equipment);
        facts_are.title_property = "nom";
        publish(facts_are,
                {property("nom", ValueType::text), property("type", ValueType::text),
                 property("lits", ValueType::number)},
                features);
        refresh();
    }

    [[nodiscard]] std::variant<CrossTable, std::vector<publish::ParameterProblem>>
    ask(const publish::Parameters& parameters)
    {
        const auto publication = store().current();
        auto query = cross::parse_cross_query(parameters, *publication);
        if (auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&query)) {
            return std::move(*problems);
        }
        return cross::cross(*publication, std::get<cross::CrossQuery>(query));
    }
    CrossTable table(const std::string& level, const std::string& measure)
    {
        auto crossed = ask({{"level", level}, {"measure", "x: " + measure}});
        if (auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed)) {
            BOOST_FAIL(problems->front().reason);
        }
        return std::get<CrossTable>(std::move(crossed));
    }
    std::string reason(const std::string& level, const std::string& measure)
    {
        auto crossed = ask({{"level", level}, {"measure", "x: " + measure}});
        auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed);
        return problems == nullptr ? "" : problems->front().reason;
    }

    std::vector<Thing> things;
    std::vector<std::optional<std::int64_t>> people;
    std::optional<std::size_t> without_limits;
    bool snapshot_is_there = false;
};

}  // namespace parvis::test
