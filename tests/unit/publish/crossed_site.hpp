// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/cross/crossing.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <random>

namespace parvis::test {

using namespace parvis::datasets;
namespace cross = publish::cross;
using cross::CrossTable;

inline Property property(std::string name, ValueType type)
{
    Property made;
    made.name = std::move(name);
    made.type = type;
    made.label = {{"fr", made.name}};
    return made;
}

inline DatasetFacts facts(std::string id, Kind kind)
{
    DatasetFacts made;
    made.id = std::move(id);
    made.kind = kind;
    made.title = {{"fr", made.id}};
    made.licence = "etalab-2.0";
    made.producer = "Petite Métropole";
    made.updated = "2026-11-20";
    return made;
}

inline geo::Polygon square(double west)
{
    return {{{{west, 49}, {west + 1, 49}, {west + 1, 50}, {west, 50}, {west, 49}}}};
}

constexpr int commune_count = 6;
inline std::string key(int i) { return "FR_0100" + std::to_string(i); }
inline std::string pole(int i) { return i < 3 ? "nord" : "sud"; }
inline std::int64_t people(int i) { return 1000 * (i + 1); }

/// Six communes side by side, 1 degree wide, in two poles; works and figures in them.
struct CrossedSite : SmallSite {
    CrossedSite()
    {
        publish_places();
        refresh();
    }

    void publish_places()
    {
        const std::vector<Property> properties{
            property("commune", ValueType::text), property("nom", ValueType::text),
            property("pole", ValueType::text), property("population", ValueType::integer),
            property("superficie_km2", ValueType::number)};
        auto communes_are = facts("communes", Kind::communes);
        communes_are.title_property = "nom";
        std::vector<Feature> rows;
        for (int i = 0; i < commune_count; ++i) {
            rows.push_back({key(i),
                            square(i),
                            {key(i), "Commune " + std::to_string(i), pole(i), people(i), 10.0}});
        }
        publish(communes_are, properties, rows);
        auto poles = facts("poles", Kind::level);
        poles.level = "pole";
        poles.title_property = "nom";
        publish(poles,
                {property("pole", ValueType::text), property("nom", ValueType::text),
                 property("population", ValueType::integer),
                 property("superficie_km2", ValueType::number)},
                {{"nord", std::monostate{}, {"nord", "Nord", std::int64_t{6000}, 30.0}},
                 {"sud", std::monostate{}, {"sud", "Sud", std::int64_t{15000}, 30.0}}});
    }

    struct Work {
        int commune = -1;
        std::vector<Part> communes, poles;
        Value length, cost;
        Value start, end;
    };

    void publish_works(const std::vector<Work>& works)
    {
        auto works_are = works_facts();
        works_are.sample = false;
        works_are.licence = "ODbL-1.0";
        const std::vector<Property> properties{
            property("numero", ValueType::text),       property("commune", ValueType::text),
            property("pole", ValueType::text),         property("communes_parts", ValueType::parts),
            property("poles_parts", ValueType::parts), property("longueur_m", ValueType::number),
            property("cout_eur", ValueType::number),   property("debut", ValueType::date),
            property("fin", ValueType::date)};
        std::vector<Feature> rows;
        for (std::size_t i = 0; i < works.size(); ++i) {
            const Work& work = works[i];
            const auto id = "w" + std::to_string(i);
            rows.push_back({id,
                            std::monostate{},
                            {id, work.commune < 0 ? Value{} : Value{key(work.commune)},
                             work.commune < 0 ? Value{} : Value{pole(work.commune)},
                             work.communes.empty() ? Value{} : Value{work.communes},
                             work.poles.empty() ? Value{} : Value{work.poles}, work.length,
                             work.cost, work.start, work.end}});
        }
        publish(works_are, properties, rows);
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

    CrossTable table(const publish::Parameters& parameters)
    {
        auto crossed = ask(parameters);
        if (auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed)) {
            BOOST_FAIL(problems->front().reason);
        }
        return std::get<CrossTable>(std::move(crossed));
    }

    std::string reason(const publish::Parameters& parameters)
    {
        auto crossed = ask(parameters);
        auto* problems = std::get_if<std::vector<publish::ParameterProblem>>(&crossed);
        return problems == nullptr ? "" : problems->front().reason;
    }
};

inline double number(const Value& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    return std::get<double>(value);
}

inline bool unknown(const Value& value) { return std::holds_alternative<std::monostate>(value); }

inline std::vector<CrossedSite::Work> drawn_works(std::size_t count)
{
    std::mt19937 random{20261122};
    std::uniform_int_distribution<int> place{-1, commune_count - 1};
    std::uniform_real_distribution<double> metres{0, 5000}, part{0, 1};
    std::vector<CrossedSite::Work> works;
    for (std::size_t i = 0; i < count; ++i) {
        CrossedSite::Work work;
        work.commune = place(random);
        if (work.commune >= 0 && work.commune < commune_count - 1 && i % 2 == 0) {
            // As a version stores them: four decimals, so that they rarely add up to 1.
            const double first = std::round(part(random) * 1e4) / 1e4;
            const double second =
                std::round((i % 4 == 0 ? 1 - first : (1 - first) / 3) * 1e4) / 1e4;
            work.communes = {{key(work.commune), first}, {key(work.commune + 1), second}};
            work.poles = {{pole(work.commune), first}, {pole(work.commune + 1), second}};
        }
        work.length = i % 5 == 0 ? Value{} : Value{std::round(metres(random) * 10) / 10};
        work.cost = i % 3 == 0 ? Value{} : Value{std::round(metres(random) * 100) / 100};
        works.push_back(std::move(work));
    }
    return works;
}

}  // namespace parvis::test
