// SPDX-License-Identifier: EUPL-1.2
// What a version becomes: checked, approved, published, superseded, withdrawn; and what differs
// between two of them.
#include "datasets/register.hpp"
#include "datasets/sqlite.hpp"
#include "datasets/version.hpp"
#include "datasets/version_difference.hpp"
#include "geo/error.hpp"
#include "old_register.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

/// A row of the datasets here: a name, a number and a place.
struct Row {
    std::string name;
    std::int64_t number = 0;
    std::optional<geo::LonLat> at;
    friend bool operator==(const Row&, const Row&) = default;
};
using Rows = std::map<std::string, Row>;

Property property(const std::string& name, ValueType type)
{
    Property property;
    property.name = name;
    property.type = type;
    return property;
}

struct Written {
    std::optional<std::uint32_t> version, withdrawn;
};

Written write(const fs::path& data, Register& reg, const Rows& rows,
              Publishing publishing = Publishing::at_once)
{
    VersionWriter writer(
        data, "essai", {property("nom", ValueType::text), property("nombre", ValueType::integer)});
    for (const auto& [id, row] : rows) {
        writer.write(Feature{id,
                             row.at ? geo::Geometry{geo::Point{*row.at}} : geo::Geometry{},
                             {row.name, row.number}});
    }
    Manifest manifest;
    manifest.facts.id = "essai";
    manifest.counts.read = manifest.counts.kept = rows.size();
    const auto version = writer.commit(manifest, reg, publishing);
    return {version, writer.withdrawn()};
}

std::string state_of(const Register& reg, std::uint32_t version)
{
    return reg.registered("essai", version).state;
}

const Rows first{{"a", {"un", 1, {}}}}, second{{"a", {"deux", 2, {}}}},
    third{{"a", {"trois", 3, {}}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(version_life)

BOOST_AUTO_TEST_CASE(what_waits_is_numbered_and_served_to_nobody)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first);
    BOOST_TEST(write(data.path(), reg, second, Publishing::on_decision).version.value() == 2U);
    BOOST_TEST(reg.published("essai")->version == 1U);
    BOOST_TEST(state_of(reg, 2) == "checked");
    BOOST_TEST(reg.verify().empty());

    // The same content again makes no third version while the second waits.
    BOOST_TEST(!write(data.path(), reg, second, Publishing::on_decision).version);

    reg.approve("essai", 2, {"la directrice", "relu"});
    BOOST_TEST(state_of(reg, 2) == "approved");
    reg.release("essai", 2, {"la directrice", ""});
    BOOST_TEST(reg.published("essai")->version == 2U);
    BOOST_TEST(state_of(reg, 1) == "superseded");
    const auto changes = reg.changes("essai");
    BOOST_REQUIRE_EQUAL(changes.size(), 2U);
    BOOST_TEST(changes[0].state == "published");
    BOOST_TEST(changes[1].state == "approved");
    BOOST_TEST(changes[1].decision.who == "la directrice");
    BOOST_TEST(changes[1].decision.why == "relu");
}

BOOST_AUTO_TEST_CASE(a_first_version_that_waits_is_no_fault_of_the_register)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first, Publishing::on_decision);
    BOOST_TEST(!reg.published("essai"));
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(ingesting_for_good_publishes_what_waited)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first, Publishing::on_decision);
    BOOST_TEST(write(data.path(), reg, first).version.value() == 1U);
    BOOST_TEST(reg.published("essai")->version == 1U);
    BOOST_TEST(reg.versions("essai").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_rollback_publishes_the_version_before_and_the_same_file_does_not_undo_it)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first);
    write(data.path(), reg, second);
    write(data.path(), reg, third);

    BOOST_TEST(reg.roll_back("essai", {"le service", "coûts faux"}).version == 2U);
    BOOST_TEST(reg.published("essai")->version == 2U);
    BOOST_TEST(state_of(reg, 3) == "withdrawn");
    BOOST_TEST(reg.verify().empty());

    const Written again = write(data.path(), reg, third);
    BOOST_TEST(!again.version);
    BOOST_TEST(again.withdrawn.value() == 3U);
    BOOST_TEST(reg.published("essai")->version == 2U);

    // The mended file is a new version; the withdrawn one can still be published by decision.
    BOOST_TEST(write(data.path(), reg, {{"a", {"quatre", 4, {}}}}).version.value() == 4U);
    reg.release("essai", 3, {});
    BOOST_TEST(reg.published("essai")->version == 3U);
    BOOST_TEST(state_of(reg, 4) == "superseded");
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(a_rollback_goes_to_what_was_published_before_whatever_its_number)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first);
    write(data.path(), reg, second);
    write(data.path(), reg, third);
    reg.release("essai", 1, {});
    BOOST_TEST(reg.published_before("essai").value() == 3U);
    BOOST_TEST(reg.roll_back("essai", {}).version == 3U);
    BOOST_TEST(state_of(reg, 1) == "withdrawn");
    BOOST_TEST(reg.published_before("essai").value() == 2U);
    BOOST_TEST(reg.roll_back("essai", {}).version == 2U);
    BOOST_TEST(!reg.published_before("essai"));
    BOOST_CHECK_THROW(reg.roll_back("essai", {}), StoreError);
    BOOST_TEST(reg.published("essai")->version == 2U);
}

BOOST_AUTO_TEST_CASE(a_version_that_needs_approval_is_not_published_without)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first, Publishing::on_decision);
    BOOST_CHECK_THROW(reg.release("essai", 1, {}, true), StoreError);
    reg.approve("essai", 1, {});
    reg.release("essai", 1, {}, true);
    BOOST_TEST(reg.published("essai")->version == 1U);
}

BOOST_AUTO_TEST_CASE(a_rollback_without_a_version_before_changes_nothing)
{
    const ScratchFolder data;
    Register reg(data.path());
    BOOST_CHECK_THROW(reg.roll_back("essai", {}), StoreError);
    write(data.path(), reg, first);
    BOOST_CHECK_THROW(reg.roll_back("essai", {}), StoreError);
    BOOST_TEST(reg.published("essai")->version == 1U);
    BOOST_TEST(reg.changes("essai").empty());
}

BOOST_AUTO_TEST_CASE(decisions_that_make_no_sense_are_refused)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first);
    BOOST_CHECK_THROW(reg.approve("essai", 1, {}), StoreError);  // published already
    BOOST_CHECK_THROW(reg.release("essai", 1, {}), StoreError);
    BOOST_CHECK_EXCEPTION(reg.release("essai", 7, {}), StoreError, [](const StoreError& error) {
        return std::string(error.what()).find("il a : 1") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_register_of_the_first_schema_keeps_its_versions_and_a_copy_of_itself)
{
    const ScratchFolder data;
    {
        // As the first schema had it.
        Sqlite sqlite(data.path() / "register.sqlite");
        sqlite.execute("CREATE TABLE version (dataset TEXT NOT NULL, version INTEGER NOT NULL, "
                       "state TEXT NOT NULL CHECK (state IN ('published', 'superseded')), "
                       "created TEXT NOT NULL, content_sha256 TEXT NOT NULL, manifest_sha256 TEXT "
                       "NOT NULL, kept INTEGER NOT NULL, PRIMARY KEY (dataset, version)) STRICT, "
                       "WITHOUT ROWID;"
                       "CREATE UNIQUE INDEX one_published_version ON version (dataset) WHERE state "
                       "= 'published';"
                       "INSERT INTO version VALUES ('a', 1, 'superseded', 't', 'c1', 'm', 5);"
                       "INSERT INTO version VALUES ('a', 2, 'published', 't', 'c2', 'm', 6);"
                       "PRAGMA user_version = 1;");
        sqlite.execute(parvis::test::comments_of_before);
    }
    Register reg(data.path());
    const auto versions = reg.versions("a");
    BOOST_REQUIRE_EQUAL(versions.size(), 2U);
    BOOST_TEST(versions[0].state == "published");
    BOOST_TEST(versions[1].kept == 5U);
    BOOST_TEST(fs::exists(data.path() / "register-schema-1.sqlite"));
    BOOST_TEST(reg.roll_back("a", {}).version == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(version_difference)

BOOST_AUTO_TEST_CASE(what_differs_is_what_two_plain_maps_differ_in)
{
    std::mt19937 random(20261125);
    const auto draw = [&](int below) {
        return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    const auto drawn = [&] {
        Rows rows;
        for (int i = 0; i < 60; ++i) {
            if (draw(3) > 0) {
                rows["r" + std::to_string(i)] = {
                    draw(4) == 0 ? "guillemet \" et \\ é" : "nom " + std::to_string(draw(3)),
                    draw(3),
                    draw(2) == 0 ? std::optional(geo::LonLat{draw(3) * 0.5, 49}) : std::nullopt};
            }
        }
        return rows;
    };
    for (int turn = 0; turn < 20; ++turn) {
        const ScratchFolder data;
        Register reg(data.path());
        const Rows before = drawn(), after = drawn();
        write(data.path(), reg, before);
        if (!write(data.path(), reg, after).version) {
            continue;  // drawn alike
        }
        std::map<std::string, RowDifference> found;
        const auto counts =
            compare_versions(data.path(), "essai", 1, 2, [&](const RowDifference& row) {
                BOOST_TEST(found.emplace(row.id, row).second);
            });
        std::uint64_t unchanged = 0;
        for (const auto& [id, row] : before) {
            const auto now = after.find(id);
            if (now == after.end()) {
                BOOST_TEST((found.at(id).kind == RowDifference::Kind::removed));
                continue;
            }
            if (now->second == row) {
                ++unchanged;
                BOOST_TEST(found.count(id) == 0U);
                continue;
            }
            const auto& cells = found.at(id).cells;
            const auto differs = [&](const std::string& column) {
                return std::any_of(cells.begin(), cells.end(),
                                   [&](const auto& cell) { return cell.column == column; });
            };
            BOOST_TEST(differs("nom") == (now->second.name != row.name));
            BOOST_TEST(differs("nombre") == (now->second.number != row.number));
            BOOST_TEST(differs("geometry") == (now->second.at != row.at));
            for (const auto& cell : cells) {
                if (cell.column == "nom") {
                    BOOST_TEST(plain_text(cell.before) == row.name);
                    BOOST_TEST(plain_text(cell.after) == now->second.name);
                }
            }
        }
        for (const auto& [id, row] : after) {
            if (before.count(id) == 0) {
                BOOST_TEST((found.at(id).kind == RowDifference::Kind::added));
            }
        }
        BOOST_TEST(counts.unchanged == unchanged);
        BOOST_TEST(counts.added + counts.removed + counts.changed == found.size());
        BOOST_TEST(counts.unchanged + counts.changed + counts.removed == before.size());
        BOOST_TEST(counts.unchanged + counts.changed + counts.added == after.size());
    }
}

BOOST_AUTO_TEST_CASE(a_column_that_only_one_version_has_is_said_once)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, {{"a", {"un", 1, {}}}, {"b", {"deux", 2, {}}}});
    {
        VersionWriter writer(
            data.path(), "essai",
            {property("nom", ValueType::text), property("prix", ValueType::number)});
        writer.write(Feature{"a", {}, {std::string("un"), 2.5}});
        writer.write(Feature{"b", {}, {std::string("deux, changé"), 3.5}});
        Manifest manifest;
        manifest.facts.id = "essai";
        manifest.counts.read = manifest.counts.kept = 2;
        BOOST_TEST(writer.commit(manifest, reg).value() == 2U);
    }
    std::vector<RowDifference> rows;
    const auto counts = compare_versions(data.path(), "essai", 1, 2,
                                         [&](const RowDifference& row) { rows.push_back(row); });
    BOOST_TEST(counts.columns_added == std::vector<std::string>{"prix"},
               boost::test_tools::per_element());
    BOOST_TEST(counts.columns_removed == std::vector<std::string>{"nombre"},
               boost::test_tools::per_element());
    BOOST_TEST(counts.unchanged == 1U);
    BOOST_REQUIRE_EQUAL(rows.size(), 1U);
    BOOST_REQUIRE_EQUAL(rows[0].cells.size(), 1U);
    BOOST_TEST(rows[0].cells[0].column == "nom");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_feature_is_named)
{
    const ScratchFolder data;
    Register reg(data.path());
    write(data.path(), reg, first);
    write(data.path(), reg, second);
    const fs::path file = version_folder(data.path(), "essai", 1) / "features.geojsonl";
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    test::put(file, "{}\n");
    BOOST_CHECK_EXCEPTION(compare_versions(data.path(), "essai", 1, 2), StoreError,
                          [](const StoreError& error) {
                              return std::string(error.what()).find("ligne 1") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_SUITE_END()
