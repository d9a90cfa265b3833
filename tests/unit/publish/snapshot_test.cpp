// SPDX-License-Identifier: EUPL-1.2
#include "publish/snapshot.hpp"

#include "geo/error.hpp"
#include "publish/column.hpp"
#include "publish/selection.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <random>
#include <span>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::SmallSite;
using publish::RowIndex;

namespace {

constexpr std::size_t count = 600;

struct Works : SmallSite {
    std::vector<Feature> rows = works(count, 7);
    Works()
    {
        publish(works_facts(), works_properties(), rows);
        refresh();
    }
    [[nodiscard]] const publish::Snapshot& dataset() const { return *m_keep; }
    std::shared_ptr<const publish::Snapshot> m_keep = nullptr;
    void keep() { m_keep = snapshot("chantiers"); }
};

struct KeptWorks : Works {
    KeptWorks() { keep(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(snapshot, KeptWorks)

BOOST_AUTO_TEST_CASE(a_row_gives_back_what_was_written)
{
    BOOST_REQUIRE_EQUAL(dataset().size(), count);
    for (RowIndex row = 0; row < count; ++row) {
        BOOST_TEST_CONTEXT("row " << row)
        {
            BOOST_TEST(dataset().feature_id(row) == rows[row].id);
            BOOST_TEST(dataset().row_of(rows[row].id).value() == row);
            BOOST_TEST((dataset().geometry(row) == rows[row].geometry));
            BOOST_TEST((dataset().bounds(row) == geo::bounds(rows[row].geometry)));
            for (std::size_t i = 0; i < rows[row].values.size(); ++i) {
                BOOST_TEST((dataset().value(row, i) == rows[row].values[i]));
            }
        }
    }
    BOOST_TEST(!dataset().row_of("c-600"));
    BOOST_TEST(!dataset().row_of(""));
}

BOOST_AUTO_TEST_CASE(a_box_finds_what_testing_every_row_finds)
{
    std::mt19937 random(11);
    std::uniform_real_distribution<double> unit(-0.02, 0.22);
    for (int round = 0; round < 200; ++round) {
        geo::Box box{1 + unit(random), 49.4 + unit(random), 1 + unit(random), 49.4 + unit(random)};
        if (round % 5 == 0) {
            box = {1.0 + 0.01 * (round % 20), 49.4, 1.0 + 0.01 * (round % 20), 49.6};  // on borders
        }
        if (box.south > box.north) {
            std::swap(box.south, box.north);
        }
        std::vector<RowIndex> expected;
        for (RowIndex row = 0; row < count; ++row) {
            const auto& geometry = rows[row].geometry;
            const bool hit =
                box.crosses_antimeridian()
                    ? geo::intersects(geometry, {box.west, box.south, 180, box.north}) ||
                          geo::intersects(geometry, {-180, box.south, box.east, box.north})
                    : geo::intersects(geometry, box);
            if (hit) {
                expected.push_back(row);
            }
            BOOST_TEST(dataset().intersects(row, box) == hit);
        }
        const auto found = dataset().rows_in(box);
        BOOST_TEST(found == expected, boost::test_tools::per_element());
        BOOST_TEST(dataset().count_in(box) == expected.size());
        if (!box.crosses_antimeridian()) {
            for (const std::size_t most :
                 {std::size_t{0}, std::size_t{1}, std::size_t{7}, rows.size()}) {
                const auto first = dataset().first_rows_in(box, most);
                const auto some = std::min(most, expected.size());
                BOOST_TEST(std::ranges::equal(first, std::span(expected).first(some)));
            }
            const auto lying = dataset().found_in(box);
            auto all = lying.others;
            for (const auto run : lying.runs) {
                all.insert(all.end(), run.begin(), run.end());
            }
            BOOST_TEST(lying.count == all.size());
            std::ranges::sort(all);
            BOOST_TEST(all == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_finds_the_rows_whose_text_it_is)
{
    const auto& properties = dataset().manifest().properties;
    for (std::size_t i = 0; i < properties.size(); ++i) {
        const bool many =
            properties[i].type == ValueType::list || properties[i].type == ValueType::parts;
        for (RowIndex sample = 0; sample < 40 && !many; ++sample) {
            const auto wanted = dataset().text(sample, i);
            std::vector<RowIndex> expected;
            for (RowIndex row = 0; row < count; ++row) {
                if (dataset().text(row, i) == wanted) {
                    expected.push_back(row);
                }
            }
            const auto found = dataset().rows_where(i, wanted);
            BOOST_TEST(found == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_member_of_a_list_or_of_parts_is_enough)
{
    const auto services = *dataset().property("services");
    const auto parts = *dataset().property("communes_parts");
    std::size_t gas = 0;
    std::size_t cut = 0;
    for (const auto& row : rows) {
        const auto* list = std::get_if<std::vector<std::string>>(&row.values[services]);
        gas += list != nullptr && list->back() == "gaz" ? 1U : 0U;
        cut += std::holds_alternative<std::vector<Part>>(row.values[parts]) ? 1U : 0U;
    }
    BOOST_TEST(dataset().rows_where(services, "gaz").size() == gas);
    BOOST_TEST(dataset().rows_where(services, "ga").empty());
    BOOST_TEST(dataset().rows_where(parts, "FR_76009").size() == cut);
}

BOOST_AUTO_TEST_CASE(a_number_is_compared_as_a_number)
{
    const auto cost = *dataset().property("cout_eur");
    const auto rank = *dataset().property("rang");
    BOOST_TEST((dataset().rows_where(cost, "2.50") == dataset().rows_where(cost, "2.5")));
    BOOST_TEST(!dataset().rows_where(cost, "2.5").empty());
    BOOST_TEST((dataset().rows_where(rank, "3.0") == dataset().rows_where(rank, "3")));
    BOOST_TEST(dataset().rows_where(rank, "3.5").empty());
}

BOOST_AUTO_TEST_CASE(a_state_filter_keeps_what_state_on_says)
{
    for (const auto state : {WorkState::planned, WorkState::active, WorkState::ended,
                             WorkState::cancelled, WorkState::unknown}) {
        for (const Date day : {Date{2026, 10, 20}, Date{2026, 11, 22}, Date{2027, 1, 5}}) {
            publish::ItemsQuery query;
            query.states = {state};
            const auto selection = publish::select(dataset(), query, day, count);
            std::vector<RowIndex> expected;
            for (RowIndex row = 0; row < count; ++row) {
                const auto& values = rows[row].values;
                const auto date = [&](std::size_t i) -> std::optional<Date> {
                    const auto* value = std::get_if<Date>(&values[i]);
                    return value != nullptr ? std::optional(*value) : std::nullopt;
                };
                const auto* declared = std::get_if<std::string>(&values[4]);
                if (state_on(date(2), date(3), declared != nullptr ? *declared : "", day) ==
                    state) {
                    expected.push_back(row);
                }
            }
            BOOST_TEST(selection.rows == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_comment_stands_with_the_row_or_the_dataset_it_speaks_of)
{
    Comment on_row;
    on_row.id = "un";
    on_row.target.dataset = "chantiers";
    on_row.target.key = "c-3";
    on_row.text = {{"fr", "Retardé par la pluie."}};
    on_row.author = "Voirie";
    on_row.date = Date{2026, 11, 2};
    Comment on_dataset = on_row;
    on_dataset.id = "deux";
    on_dataset.target.key = "";
    Comment elsewhere = on_row;
    elsewhere.id = "trois";
    elsewhere.target.dataset = "autre";
    comment({on_row, on_dataset, elsewhere});

    refresh();
    const auto fresh = snapshot("chantiers");

    BOOST_TEST(fresh->comments(3).size() == 1U);
    BOOST_TEST(fresh->comments(4).empty());
    BOOST_TEST(fresh->general_comments().size() == 1U);
    BOOST_TEST(dataset().comments(3).empty());  // the old snapshot is what it was
}

BOOST_AUTO_TEST_CASE(a_damaged_version_is_refused_with_file_and_line)
{
    // A copy of the version on disk with one byte changed is not loaded.
    const auto folder = store().version_file("chantiers", 1, "features.geojsonl")->parent_path();
    const test::ScratchFolder copy;
    std::filesystem::copy(folder, copy / "v");
    auto text = test::content_of(copy / "v/features.geojsonl");
    text[text.find("\"debut\"") + 2] = 'x';
    std::filesystem::remove(copy / "v/features.geojsonl");
    copy.write("v/features.geojsonl", text);

    BOOST_CHECK_EXCEPTION(
        publish::Snapshot(copy / "v", {}, 0), StoreError, [](const StoreError& error) {
            return std::string(error.what()).find("ligne 1, colonne") != std::string::npos;
        });
}

BOOST_AUTO_TEST_SUITE_END()
