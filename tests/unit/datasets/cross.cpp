// SPDX-License-Identifier: EUPL-1.2
#include "datasets/cross.hpp"

#include "datasets/ingest.hpp"
#include "datasets/stored_features.hpp"
#include "datasets/version.hpp"
#include "grid_site.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <map>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::GridSite;

namespace {

const Date day{2026, 11, 22};

Property property(const char* name, ValueType type)
{
    Property made;
    made.name = name;
    made.type = type;
    made.label = {{"fr", name}};
    return made;
}

/// A dataset of drawn rows, published in the site's register.
struct Drawn {
    std::string id;
    Kind kind;
    std::vector<Property> properties;
    std::vector<std::vector<Value>> rows;
    DatasetFacts facts;

    void publish(Register& reg)
    {
        VersionWriter writer{reg.data(), id, properties};
        Manifest manifest;
        manifest.facts = facts;
        manifest.facts.id = id;
        manifest.facts.kind = kind;
        manifest.facts.title = {{"fr", id}};
        manifest.facts.licence = "etalab-2.0";
        for (std::size_t i = 0; i < rows.size(); ++i) {
            writer.write(Feature{std::to_string(i), std::monostate{}, rows[i]});
        }
        manifest.counts.read = manifest.counts.kept = rows.size();
        BOOST_REQUIRE(writer.commit(manifest, reg));
    }
};

Value commune(int i) { return i < 0 ? Value{} : Value{"FR_" + GridSite::code(i)}; }
std::string pole(int i) { return i < 0 || i == 8 ? "inconnu" : i < 3 ? "nord" : "sud"; }

Drawn works()
{
    Drawn drawn{"chantiers", Kind::road_works, {}, {}, {}};
    drawn.properties = {property("debut", ValueType::date),
                        property("fin", ValueType::date),
                        property("etat_declare", ValueType::text),
                        property("commune", ValueType::text),
                        property("pole", ValueType::text),
                        property("pole_nom", ValueType::text),
                        property("communes_parts", ValueType::parts),
                        property("poles_parts", ValueType::parts),
                        property("longueur_m", ValueType::number)};
    drawn.facts.start_property = "debut";
    drawn.facts.end_property = "fin";
    return drawn;
}

std::vector<Value> work(Value start, Value end, const char* declared, int place,
                        std::vector<Part> communes = {}, std::vector<Part> poles = {},
                        Value length = {})
{
    const auto parts = [](std::vector<Part> list) {
        return list.empty() ? Value{} : Value{std::move(list)};
    };
    return {start,
            end,
            *declared == '\0' ? Value{} : Value{std::string{declared}},
            commune(place),
            pole(place),
            pole(place),
            parts(std::move(communes)),
            parts(std::move(poles)),
            length};
}

Drawn equipment()
{
    Drawn drawn{"equipements", Kind::equipment, {}, {}, {}};
    drawn.properties = {property("famille", ValueType::text), property("commune", ValueType::text),
                        property("pole", ValueType::text)};
    return drawn;
}

/// The rows of a crossed collection: id -> property -> value.
struct Crossed {
    Manifest manifest;
    std::map<std::string, std::map<std::string, Value>> rows;

    [[nodiscard]] const Value& at(const std::string& id, const std::string& name) const
    {
        return rows.at(id).at(name);
    }
    [[nodiscard]] std::int64_t count(const std::string& id, const std::string& name) const
    {
        return std::get<std::int64_t>(at(id, name));
    }
    [[nodiscard]] bool unknown(const std::string& id, const std::string& name) const
    {
        return std::holds_alternative<std::monostate>(at(id, name));
    }
    [[nodiscard]] std::int64_t sum(const std::string& name) const
    {
        std::int64_t total = 0;
        for (const auto& [id, values] : rows) {
            total += std::get<std::int64_t>(values.at(name));
        }
        return total;
    }
};

Crossed read(const Register& reg, const std::string& collection)
{
    const auto folder =
        version_folder(reg.data(), collection, reg.published(collection).value().version);
    Crossed crossed{read_manifest(folder / "manifest.json"), {}};
    std::vector<std::string> names;
    for (const Property& each : crossed.manifest.properties) {
        names.push_back(each.name);
    }
    StoredFeatures rows{folder, crossed.manifest, names};
    StoredFeatures::Row row;
    while (rows.next(row)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            crossed.rows[row.id][names[i]] = row.values[i];
        }
    }
    return crossed;
}

struct CrossFixture {
    GridSite site;
    Register reg{site.folder / "data"};

    CrossFixture()
    {
        site.cross = "[cross]\npopulation = \"population.population_municipale\"\n"
                     "works = [\"chantiers\"]\nequipment = [\"equipements\"]\n";
    }

    void publish_population()
    {
        Drawn drawn{"population", Kind::demographics, {}, {}, {}};
        drawn.properties = {property("commune", ValueType::text),
                            property("population_municipale", ValueType::integer)};
        drawn.properties[1].label = {{"fr", "Population municipale"}};
        drawn.properties[1].vintage = "2022";
        for (int i = 0; i < 9; ++i) {
            drawn.rows.push_back({commune(i), std::int64_t{1000} * (i + 1)});
        }
        drawn.publish(reg);
    }
};

std::filesystem::path data_folder()
{
    if (const char* set = std::getenv("PARVIS_SHARED_DATA")) {
        return set;
    }
    return std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared" / "data";
}

boost::test_tools::assertion_result has_works(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(std::filesystem::exists(data_folder() / "works"));
    result.message() << "SKIPPED: no real files in " << data_folder().string();
    return result;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cross, CrossFixture)

BOOST_AUTO_TEST_CASE(a_work_s_state_follows_its_dates_and_what_was_given_up)
{
    const Date before{2026, 11, 21}, after{2026, 11, 23};

    BOOST_TEST((state_on(before, after, "prevu", day) == WorkState::active));
    BOOST_TEST((state_on(day, day, "", day) == WorkState::active));
    BOOST_TEST((state_on(before, std::nullopt, "", day) == WorkState::active));
    BOOST_TEST((state_on(after, std::nullopt, "en_cours", day) == WorkState::planned));
    BOOST_TEST((state_on(before, after, "suspendu", day) == WorkState::paused));
    BOOST_TEST((state_on(after, std::nullopt, "suspendu", day) == WorkState::planned));
    BOOST_TEST((state_on(before, before, "suspendu", day) == WorkState::ended));
    BOOST_TEST((state_on(before, before, "en_cours", day) == WorkState::ended));
    BOOST_TEST((state_on(std::nullopt, before, "", day) == WorkState::ended));
    BOOST_TEST((state_on(std::nullopt, after, "", day) == WorkState::unknown));
    BOOST_TEST((state_on(std::nullopt, std::nullopt, "", day) == WorkState::unknown));
    BOOST_TEST((state_on(before, after, "annule", day) == WorkState::cancelled));
    BOOST_TEST((state_on(before, after, "termine", day) == WorkState::ended));
    BOOST_TEST(code_of(WorkState::active) == "en_cours");
}

BOOST_AUTO_TEST_CASE(a_line_counts_once_touches_twice_and_shares_its_length)
{
    publish_population();
    Drawn drawn = works();
    const Date start{2026, 1, 1};
    // From C (pole nord) into F (pole sud), 1 km, a quarter of it in F.
    drawn.rows.push_back(work(start, {}, "", 2, {{"FR_01003", 0.75}, {"FR_01006", 0.25}},
                              {{"nord", 0.75}, {"sud", 0.25}}, 1000.0));
    drawn.publish(reg);

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    BOOST_TEST(communes.rows.size() == 9U);
    BOOST_TEST(communes.count("FR_01003", "chantiers_en_cours") == 1);
    BOOST_TEST(communes.count("FR_01006", "chantiers_en_cours") == 0);
    BOOST_TEST(communes.count("FR_01006", "chantiers_touchant") == 1);
    BOOST_TEST(std::get<double>(communes.at("FR_01003", "chantiers_longueur_m")) == 750.0);
    BOOST_TEST(std::get<double>(communes.at("FR_01006", "chantiers_longueur_m")) == 250.0);
    BOOST_TEST(std::get<double>(communes.at("FR_01001", "chantiers_longueur_m")) == 0.0);
    BOOST_TEST(communes.unknown("FR_01003", "equipements"));
    BOOST_TEST(communes.manifest.facts.note.at("fr").find("equipements") != std::string::npos);
    const Crossed poles = read(reg, "poles");
    BOOST_TEST(std::get<double>(poles.at("sud", "chantiers_longueur_m")) == 250.0);
    BOOST_TEST(poles.count("nord", "population") == 6000);
    BOOST_TEST(poles.count("nord", "communes") == 3);
    BOOST_TEST(poles.count("inconnu", "communes") == 1);
    BOOST_TEST(poles.unknown("inconnu", "population"));
}

BOOST_AUTO_TEST_CASE(a_work_without_length_is_counted_beside_the_length_of_the_others)
{
    publish_population();
    Drawn drawn = works();
    const Date start{2026, 1, 1}, later{2027, 1, 1};
    drawn.rows.push_back(work(start, {}, "", 2, {{"FR_01003", 1.0}}, {{"nord", 1.0}}, 400.0));
    drawn.rows.push_back(work(start, {}, "", 2));
    drawn.rows.push_back(work(later, {}, "", 2));
    drawn.publish(reg);

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    BOOST_TEST(std::get<double>(communes.at("FR_01003", "chantiers_longueur_m")) == 400.0);
    BOOST_TEST(communes.count("FR_01003", "chantiers_sans_longueur") == 1);
    BOOST_TEST(communes.count("FR_01001", "chantiers_sans_longueur") == 0);
    const Crossed poles = read(reg, "poles");
    BOOST_TEST(std::get<double>(poles.at("nord", "chantiers_longueur_m")) == 400.0);
    BOOST_TEST(poles.count("nord", "chantiers_sans_longueur") == 1);
}

BOOST_AUTO_TEST_CASE(a_crossed_figure_names_the_datasets_it_was_counted_from)
{
    publish_population();
    works().publish(reg);
    Drawn drawn = equipment();
    drawn.rows.push_back({Value{"Sport"}, commune(3), pole(3)});
    drawn.publish(reg);

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    const auto from = [&](std::string_view name) {
        return std::ranges::find(communes.manifest.properties, name, &Property::name)->from;
    };
    using Ids = std::vector<std::string>;
    BOOST_TEST(from("chantiers_en_cours") == Ids{"chantiers"}, boost::test_tools::per_element());
    BOOST_TEST(from("equipements_sport") == Ids{"equipements"}, boost::test_tools::per_element());
    BOOST_TEST(from("equipements_pour_1000_hab") == (Ids{"equipements", "population"}),
               boost::test_tools::per_element());
    BOOST_TEST(from("superficie_km2").empty());
    BOOST_TEST(communes.manifest.facts.producer == "La métropole");
}

BOOST_AUTO_TEST_CASE(counts_by_main_place_add_up_to_the_published_rows)
{
    publish_population();
    Drawn drawn_works = works();
    Drawn drawn_equipment = equipment();
    std::mt19937 random{20261122};
    std::uniform_int_distribution<int> place{-1, 8};
    std::uniform_int_distribution<int> shift{-400, 400};
    const char* const declared[] = {"", "prevu", "annule", "termine"};
    const char* const families[] = {"Sport", "École", ""};
    std::int64_t placed_works = 0, placed_equipment = 0;
    for (int i = 0; i < 400; ++i) {
        const int at = place(random);
        const Date start = date_of_days(days(day) + shift(random));
        const Value end = i % 3 == 0 ? Value{} : Value{date_of_days(days(start) + 90)};
        drawn_works.rows.push_back(
            work(i % 7 == 0 ? Value{} : Value{start}, end, declared[shift(random) & 3], at));
        placed_works += at < 0 ? 0 : 1;
        const int where = place(random);
        const std::string family = families[i % 3];
        drawn_equipment.rows.push_back(
            {family.empty() ? Value{} : Value{family}, commune(where), pole(where)});
        placed_equipment += where < 0 ? 0 : 1;
    }
    drawn_works.publish(reg);
    drawn_equipment.publish(reg);

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    BOOST_TEST(communes.sum("chantiers") == placed_works);
    BOOST_TEST(communes.sum("chantiers_en_cours") + communes.sum("chantiers_prevus") +
                   communes.sum("chantiers_termines") + communes.sum("chantiers_annules") +
                   communes.sum("chantiers_etat_inconnu") ==
               placed_works);
    BOOST_TEST(communes.sum("equipements") == placed_equipment);
    BOOST_TEST(communes.sum("equipements_sport") + communes.sum("equipements_ecole") +
                   communes.sum("equipements_sans_famille") ==
               placed_equipment);
    const Crossed poles = read(reg, "poles");
    BOOST_TEST(poles.sum("chantiers") == 400);
    BOOST_TEST(poles.sum("equipements") == 400);
    BOOST_TEST(poles.sum("communes") == 9);
}

BOOST_AUTO_TEST_CASE(another_day_makes_a_new_version_the_same_day_does_not)
{
    publish_population();
    works().publish(reg);
    const Territory territory = site.read();

    BOOST_TEST(cross_territory(territory, reg, day, "La métropole").size() == 2U);
    BOOST_TEST(cross_territory(territory, reg, day, "La métropole").empty());
    BOOST_TEST(cross_territory(territory, reg, Date{2026, 11, 23}, "La métropole").size() == 2U);
}

BOOST_AUTO_TEST_CASE(schematic_limits_give_no_area_and_no_density)
{
    publish_population();
    site.communes += "schematic = true\n";

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    BOOST_TEST(communes.unknown("FR_01001", "superficie_km2"));
    BOOST_TEST(communes.unknown("FR_01001", "densite_hab_km2"));
    BOOST_TEST(communes.count("FR_01001", "population") == 1000);
}

BOOST_AUTO_TEST_CASE(a_rate_names_its_denominator)
{
    publish_population();
    Drawn drawn = equipment();
    drawn.rows.push_back({Value{"Sport"}, commune(3), pole(3)});
    drawn.publish(reg);

    cross_territory(site.read(), reg, day, "La métropole");

    const Crossed communes = read(reg, "communes");
    BOOST_TEST(std::get<double>(communes.at("FR_01004", "equipements_pour_1000_hab")) == 0.25);
    const auto& properties = communes.manifest.properties;
    const auto rate = std::ranges::find(properties, "equipements_pour_1000_hab", &Property::name);
    BOOST_TEST(rate->description.at("fr").find("population municipale 2022") != std::string::npos);
    BOOST_TEST(rate->vintage == "2022");
}

BOOST_AUTO_TEST_CASE(a_cut_commune_leaves_its_poles_without_population)
{
    publish_population();
    site.level =
        "[[level]]\nid = \"pole\"\ncollection = \"poles\"\nname.fr = \"pôle\"\nplural.fr = "
        "\"pôles\"\nlearnt_from = \"chantiers\"\nlearnt_property = \"pole\"\n";
    Drawn drawn = works();
    const auto at = [&](int place, const char* name) {
        std::vector<Value> row = work(Date{2026, 1, 1}, {}, "", place);
        row[4] = slug(name);
        row[5] = std::string{name};
        drawn.rows.push_back(std::move(row));
    };
    at(0, "Nord");
    at(1, "Nord");
    at(3, "Sud");
    at(4, "Sud");
    at(4, "Centre");
    at(4, "inconnu");
    drawn.publish(reg);
    Drawn gym = equipment();
    gym.rows.push_back({std::string{"sport"}, commune(0), std::string{"nord"}});
    gym.publish(reg);
    Territory territory = site.read();

    learn_levels(territory, reg);
    cross_territory(territory, reg, day, "La métropole");

    const Crossed poles = read(reg, "poles");
    BOOST_TEST(poles.count("nord", "population") == 3000);
    BOOST_TEST(poles.unknown("sud", "population"));
    BOOST_TEST(poles.unknown("sud", "superficie_km2"));
    BOOST_TEST(poles.unknown("sud", "equipements"));
    BOOST_TEST(poles.count("nord", "equipements") == 1);
    BOOST_TEST((std::get<std::vector<std::string>>(poles.at("sud", "communes_coupees")) ==
                std::vector<std::string>{"FR_01005"}));
    BOOST_TEST(poles.count("centre", "chantiers_en_cours") == 1);
    BOOST_TEST(poles.count("inconnu", "chantiers_en_cours") == 1);
    BOOST_TEST(poles.count("inconnu", "communes") == 5);
    const Crossed communes = read(reg, "communes");
    BOOST_TEST(std::get<std::string>(communes.at("FR_01005", "pole")) == "inconnu");
    BOOST_TEST(std::get<std::string>(communes.at("FR_01005", "pole_nom")) ==
               "partagée entre 2 pôles");
    BOOST_TEST(std::get<std::vector<std::string>>(communes.at("FR_01005", "poles")).size() == 2U);
}

BOOST_AUTO_TEST_CASE(toulouse_has_33_whole_communes_one_cut_by_seven_poles_and_three_unknown,
                     *boost::unit_test::precondition(has_works))
{
    ::setenv("PARVIS_DATA", data_folder().c_str(), 1);
    Site toulouse;
    toulouse.folder = std::filesystem::path(PARVIS_SOURCE_DIR) / "datasets" / "sites" / "toulouse";
    Territory territory = read_territory(toulouse);
    static_cast<void>(
        ingest(read_definition(toulouse.folder / "datasets" / "chantiers.toml", "etalab-2.0"),
               territory, reg, "ingest"));

    learn_levels(territory, reg);
    cross_territory(territory, reg, Date{2014, 12, 1}, "La métropole");

    std::size_t whole = 0, cut_by = 0;
    for (const LevelArea& area : territory.levels.at(0).areas) {
        whole += area.communes.size();
        cut_by += area.cut_communes == std::vector<std::string>{"FR_31555"} ? 1U : 0U;
    }
    BOOST_TEST(whole == 33U);
    BOOST_TEST(cut_by == 7U);
    const Crossed communes = read(reg, "communes");
    BOOST_TEST(communes.sum("chantiers") == 3948);
    BOOST_TEST(communes.sum("chantiers_en_cours") == 710);
    BOOST_TEST(communes.count("FR_31205", "chantiers") == 6);
    BOOST_TEST(communes.count("FR_31056", "chantiers") == 58);
    const Crossed poles = read(reg, "poles");
    BOOST_TEST(poles.sum("chantiers") == 3948);
    BOOST_TEST(poles.count("inconnu", "chantiers") == 6);
    BOOST_TEST(poles.count("inconnu", "communes") == 3);
}

BOOST_AUTO_TEST_SUITE_END()
