// SPDX-License-Identifier: EUPL-1.2
// Rows that the next file no longer has.
#include "checked_files.hpp"
#include "datasets/stored_features.hpp"
#include "datasets/version_difference.hpp"
#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

/// A dataset whose absent rows are to be confirmed, with an end date.
const std::string confirmed_toml = std::string(R"(absent = "confirm"
end_property = "fin"
)") + points_toml + R"([columns.fin]
type = "date"
)";

struct Published {
    std::string name;
    std::string since;  ///< "" for a row that is in the file
    friend bool operator==(const Published&, const Published&) = default;
};
using Rows = std::map<std::string, Published>;

std::string text_of(const Value& value)
{
    const auto* text = std::get_if<std::string>(&value);
    const auto* day = std::get_if<Date>(&value);
    return text != nullptr ? *text : day != nullptr ? to_text(*day) : std::string();
}

/// A site of one dataset that gets one file after the other.
class Deliveries {
public:
    explicit Deliveries(const std::string& toml = confirmed_toml)
        : m_toml(m_site.write("datasets/points.toml", toml)), reg(m_site.path() / "data")
    {
    }

    IngestReport deliver(const std::string& rows, Date today)
    {
        m_site.write("fichiers/points.csv", "id,nom,capacite,lon,lat,insee,fin\n" + rows);
        return again(today);
    }
    /// Checks a file and publishes nothing.
    IngestReport deliver_only(const std::string& rows, Date today)
    {
        m_site.write("fichiers/points.csv", "id,nom,capacite,lon,lat,insee,fin\n" + rows);
        return look(today);
    }
    IngestReport again(Date today)
    {
        return ingest(read_definition(m_toml, "etalab-2.0"), m_territory, reg, "ingest", {}, today);
    }
    IngestReport look(Date today)
    {
        return check(read_definition(m_toml, "etalab-2.0"), m_territory, {}, today, &reg);
    }
    [[nodiscard]] std::filesystem::path folder() const
    {
        return version_folder(reg.data(), "points", reg.published("points")->version);
    }
    [[nodiscard]] Manifest manifest() const { return read_manifest(folder() / "manifest.json"); }
    [[nodiscard]] Rows rows() const
    {
        Rows found;
        StoredFeatures stored(folder(), manifest(), {"nom", "absent_depuis"});
        StoredFeatures::Row row;
        while (stored.next(row)) {
            found[row.id] = {text_of(row.values[0]), text_of(row.values[1])};
        }
        return found;
    }

private:
    ScratchFolder m_site;
    std::filesystem::path m_toml;
    Territory m_territory = drawn_territory();

public:
    Register reg;
};

constexpr Date first{2026, 11, 1};
constexpr Date second{2026, 11, 8};
constexpr Date third{2026, 11, 15};

std::string row(const std::string& id, const std::string& name, const std::string& end = "")
{
    return id + "," + name + ",7,1.05,43.15,01003," + end + "\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(absent_rows)

BOOST_AUTO_TEST_CASE(a_row_that_the_file_forgets_is_carried_whole_and_says_since_when)
{
    Deliveries site;
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare", "2027-01-01"), first));
    const Feature before = site.look(first).first_features.at(1);
    const auto looked = site.look(second);
    const auto report = site.deliver(row("a", "Mairie"), second);

    BOOST_TEST(looked.manifest.counts.carried == 0U);
    BOOST_TEST(report.manifest.counts.read == 1U);
    BOOST_TEST(report.manifest.counts.kept == 1U);
    BOOST_TEST(report.manifest.counts.carried == 1U);
    BOOST_TEST(report.manifest.issues.at("row_absent") == 1U);
    BOOST_TEST((site.rows() == Rows{{"a", {"Mairie", ""}}, {"b", {"Gare", "2026-11-08"}}}));
    Feature carried = report.first_features.at(1);
    BOOST_TEST((carried.values.back() == Value{second}));
    carried.values.back() = std::monostate{};
    BOOST_TEST((carried.values == before.values));
    BOOST_TEST((carried.geometry == before.geometry));
    // The row of the new version differs by the day only.
    std::vector<std::string> columns;
    const auto difference =
        compare_versions(site.reg.data(), "points", 1, 2, [&](const RowDifference& found) {
            for (const auto& cell : found.cells) {
                columns.push_back(cell.column);
            }
        });
    BOOST_TEST(difference.unchanged == 1U);
    BOOST_TEST((columns == std::vector<std::string>{"absent_depuis"}));
    BOOST_TEST(site.reg.verify().empty());
    BOOST_TEST(site.reg.published("points")->kept == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_makes_no_version_and_a_row_that_is_back_is_a_row)
{
    Deliveries site;
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), first));
    static_cast<void>(site.deliver(row("a", "Mairie"), second));

    BOOST_TEST(site.again(second).unchanged);
    BOOST_TEST(site.again(third).unchanged);
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare neuve"), third));
    BOOST_TEST((site.rows() == Rows{{"a", {"Mairie", ""}}, {"b", {"Gare neuve", ""}}}));
    BOOST_TEST(site.manifest().counts.carried == 0U);
}

BOOST_AUTO_TEST_CASE(a_row_whose_end_has_passed_goes_and_that_is_said)
{
    Deliveries site;
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare", "2026-11-14"), first));
    static_cast<void>(site.deliver(row("a", "Mairie"), {2026, 11, 14}));
    BOOST_TEST(site.rows().count("b") == 1U);  // its last day

    const auto report = site.again(third);
    BOOST_TEST(report.version.value() == 3U);
    BOOST_TEST(site.rows().count("b") == 0U);
    BOOST_TEST(site.manifest().ended_rows == 1U);
    BOOST_TEST((site.manifest().ended == std::vector<EndedRow>{{"b", "past"}}));
    BOOST_TEST(site.again(third).unchanged);
}

BOOST_AUTO_TEST_CASE(a_decision_counts_for_its_absence_only)
{
    Deliveries site;
    const std::string both = row("a", "Mairie") + row("b", "Gare", "2026-11-10");
    static_cast<void>(site.deliver(both, first));
    static_cast<void>(site.deliver(row("a", "Mairie"), second));
    site.reg.decide_rows("points",
                         {{"b", "2026-11-08", true, {}, {"Voirie", "chantier en cours"}}});
    static_cast<void>(site.again(third));
    BOOST_TEST(site.rows().count("b") == 1U);  // kept, although its end has passed

    site.reg.decide_rows("points", {{"b", "2026-11-08", false, {}, {"Voirie", ""}}});
    static_cast<void>(site.again(third));
    BOOST_TEST(site.rows().count("b") == 0U);
    BOOST_TEST((site.manifest().ended == std::vector<EndedRow>{{"b", "removed"}}));

    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), {2026, 11, 16}));
    static_cast<void>(site.deliver(row("a", "Mairie"), {2026, 11, 17}));
    BOOST_TEST(site.rows().at("b").since == "2026-11-17");  // of another absence
    BOOST_TEST(site.reg.row_decisions("points").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_that_is_refused_is_not_absent)
{
    Deliveries site;
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), first));
    const auto report = site.deliver(row("a", "Mairie") + row("b", ""), second);
    BOOST_TEST(report.manifest.counts.rejected == 1U);
    BOOST_TEST(report.manifest.counts.carried == 0U);
    BOOST_TEST(site.rows().count("b") == 0U);
    // Nor is it gone in silence.
    BOOST_TEST(report.manifest.ended_rows == 1U);
    BOOST_TEST((report.manifest.ended == std::vector<EndedRow>{{"b", "rejected"}}));
    // Another row with its id keeps it.
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), second));
    BOOST_TEST(site.deliver(row("b", "Gare") + row("b", "") + row("a", "Mairie"), third)
                   .manifest.ended_rows == 0U);
}

BOOST_AUTO_TEST_CASE(a_version_that_waits_remembers_since_when)
{
    Deliveries site("approval = true\n" + confirmed_toml);
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), first));
    site.reg.release("points", 1, {});
    static_cast<void>(site.deliver(row("a", "Mairie"), second));
    BOOST_TEST(site.again(third).unchanged);
    BOOST_TEST(site.reg.versions("points").size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_was_withdrawn_stays_so_on_another_day)
{
    Deliveries site;
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), first));
    static_cast<void>(site.deliver(row("a", "Mairie"), second));
    static_cast<void>(site.reg.roll_back("points", {}));
    BOOST_TEST(site.again(third).withdrawn.value() == 2U);
}

BOOST_AUTO_TEST_CASE(removed_rows_go_and_confirm_needs_a_key)
{
    Deliveries site(replaced(confirmed_toml, "\"confirm\"", "\"removed\""));
    static_cast<void>(site.deliver(row("a", "Mairie") + row("b", "Gare"), first));
    const auto report = site.deliver(row("a", "Mairie"), second);
    BOOST_TEST(report.manifest.counts.carried == 0U);
    BOOST_TEST(site.rows().size() == 1U);

    const ScratchFolder folder;
    const auto file =
        folder.write("datasets/points.toml", replaced(confirmed_toml, "key = [\"id_point\"]", ""));
    BOOST_CHECK_EXCEPTION(static_cast<void>(read_definition(file, "etalab-2.0")), SourceError,
                          [](const SourceError& error) {
                              return std::string(error.what()).find("key") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(any_sequence_of_files_and_decisions_gives_what_a_plain_map_gives)
{
    constexpr std::uint32_t seed = 20261125;
    std::mt19937 random(seed);
    const auto draw = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    std::uint64_t carried = 0;
    std::uint64_t ended = 0;
    for (int sequence = 0; sequence < 12; ++sequence) {
        Deliveries site;
        Rows model;
        std::map<std::string, std::string> ends;
        std::map<std::string, std::pair<std::string, bool>> decisions;  // id -> absence, kept
        std::int32_t day = days(first);
        for (int step = 0; step < 10; ++step) {
            day += 1 + draw(3);
            const Date today = date_of_days(day);
            std::string file = row("z", "Toujours");
            Rows in_file{{"z", {"Toujours", ""}}};
            std::map<std::string, std::string> refused;
            for (char id = 'a'; id <= 'j'; ++id) {
                const std::string key(1, id);
                const int kind = draw(9);
                if (kind < 5) {
                    const std::string name = "n" + std::to_string(draw(2));
                    const std::string end =
                        draw(2) == 0 ? "" : to_text(date_of_days(day - 3 + draw(12)));
                    file += row(key, name, end);
                    in_file[key] = {name, ""};
                    ends[key] = end;
                } else if (kind == 5) {
                    file += row(key, "");
                    refused[key] = "";
                }
            }
            // The model: what the file has, then what was published and is not named by it.
            Rows next = in_file;
            for (const auto& [id, published] : model) {
                if (in_file.count(id) != 0 || refused.count(id) != 0) {
                    continue;
                }
                const std::string since =
                    published.since.empty() ? to_text(today) : published.since;
                const auto decision = decisions.find(id);
                const bool decided = decision != decisions.end() && decision->second.first == since;
                const bool kept = decided && decision->second.second;
                const bool past = !ends[id].empty() && ends[id] < to_text(today);
                if ((decided && !kept) || (!kept && past)) {
                    ++ended;
                    continue;
                }
                next[id] = {published.name, since};
                ++carried;
            }
            model = next;
            const auto report = site.deliver(file, today);
            BOOST_TEST(report.manifest.counts.rows() == model.size());
            BOOST_TEST_CONTEXT("sequence " << sequence << ", step " << step)
            {
                BOOST_TEST((site.rows() == model));
            }
            BOOST_TEST(site.again(today).unchanged);
            for (const auto& [id, published] : model) {
                if (!published.since.empty() && draw(3) == 0) {
                    const bool kept = draw(1) == 0;
                    site.reg.decide_rows("points", {{id, published.since, kept, {}, {"x", ""}}});
                    decisions[id] = {published.since, kept};
                }
            }
        }
        BOOST_TEST(site.reg.verify().empty());
    }
    BOOST_TEST(carried > 50U);
    BOOST_TEST(ended > 20U);
}

BOOST_AUTO_TEST_CASE(rows_that_a_dataset_lets_go_are_counted_and_named)
{
    std::mt19937 random(7);
    Deliveries site(points_toml);
    const Date day{2026, 11, 30};
    std::set<std::string> published;
    for (int step = 0; step < 12; ++step) {
        std::string file;
        std::set<std::string> kept, gone;
        std::map<std::string, std::string> reasons;  // of rows in the file that are not kept
        for (int i = 0; i < 250; ++i) {
            const std::string id = "p" + std::to_string(i);
            if (random() % 3 != 0) {
                const auto kind = random() % 20;
                if (kind == 0) {  // far from the territory
                    file += id + ",n,7,20.5,60.5,,\n";
                    reasons[id] = "outside";
                } else if (kind < 3) {  // a row without a name is refused
                    file += row(id, "");
                    reasons[id] = "rejected";
                } else {
                    file += row(id, "n");
                    kept.insert(id);
                }
                if (kind == 3) {  // the same once more, which is refused: the other one stays
                    file += row(id, "");
                }
            }
        }
        std::ranges::set_difference(published, kept, std::inserter(gone, gone.end()));
        const auto check_gone = [&](const Manifest& manifest) {
            BOOST_TEST(manifest.ended_rows == gone.size());
            BOOST_TEST(manifest.ended.size() == std::min(gone.size(), ended_named));
            for (const EndedRow& one : manifest.ended) {
                BOOST_TEST(gone.count(one.id) == 1U, one.id);
                const auto in_file = reasons.find(one.id);
                BOOST_TEST(one.reason ==
                           (in_file == reasons.end() ? "not_in_file" : in_file->second));
            }
        };
        check_gone(site.deliver_only(file, day).manifest);  // told before anything is published
        check_gone(site.again(day).manifest);
        published = kept;
    }
}

BOOST_AUTO_TEST_SUITE_END()
