// SPDX-License-Identifier: EUPL-1.2
// The schemas of data/schemas, each with a valid file, and rows that break one rule at one column.
#include "datasets/schema_report.hpp"
#include "datasets/source.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <map>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::test;

namespace {

using Names = std::vector<std::string>;

std::filesystem::path schema_folder()
{
    const char* const set = std::getenv("PARVIS_SHARED_DATA");
    return (set != nullptr
                ? std::filesystem::path(set)
                : std::filesystem::path(PARVIS_SOURCE_DIR).parent_path() / "shared/data") /
           "schemas";
}

boost::test_tools::assertion_result has_schemas(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result result(std::filesystem::exists(schema_folder()));
    result.message() << "SKIPPED: no schemas in " << schema_folder().string()
                     << " (set PARVIS_SHARED_DATA)";
    return result;
}

std::vector<std::filesystem::path> schema_files()
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(schema_folder())) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

/// The valid file of a schema: the Walloon example beside it, else the fixture of its name.
std::filesystem::path valid_file(const std::filesystem::path& schema)
{
    const std::string name = schema.stem().string();
    if (name.ends_with(".schema")) {
        return schema.parent_path() / (name.substr(0, name.size() - 7) + ".example.csv");
    }
    const auto fixtures = std::filesystem::path(PARVIS_SOURCE_DIR) / "tests/fixtures/schemas";
    const auto csv = fixtures / (name + ".csv");
    return std::filesystem::exists(csv) ? csv : fixtures / (name + ".geojson");
}

std::string all_of(const SchemaReport& report)
{
    std::string said;
    for (const RowIssue& issue : report.first_issues) {
        said += fmt::format("{}@{}:{} {}\n", issue.code, issue.column, issue.line, issue.message);
    }
    return said;
}

struct Table {
    Names columns;
    Names cells;  ///< of the first row
};

Table table_of(const std::filesystem::path& file)
{
    SourceOptions options;
    options.file = file;
    const auto source = open_source(options);
    SourceRow row;
    BOOST_REQUIRE(source->next(row));
    return {source->columns(), Names(row.cells.begin(), row.cells.end())};
}

std::string csv_line(const Names& cells)
{
    std::string line;
    for (const std::string& cell : cells) {
        std::string quoted;
        for (const char c : cell) {
            quoted += c == '"' ? "\"\"" : std::string(1, c);
        }
        line += fmt::format("{}\"{}\"", line.empty() ? "" : ",", quoted);
    }
    return line + "\n";
}

struct Mutant {
    std::string column, value, code;
};

/// Told from the schema's JSON alone, not from what Parvis reads in it: a value that breaks a rule
/// of one column.
std::vector<Mutant> mutants_of(const std::filesystem::path& schema)
{
    rapidjson::Document json;
    json.Parse(content_of(schema).c_str());
    std::vector<Mutant> mutants;
    for (const auto& field : json["fields"].GetArray()) {
        const std::string name = field["name"].GetString();
        const std::string type = field["type"].GetString();
        const auto limits = field.FindMember("constraints");
        const auto has = [&](const char* word) {
            return limits != field.MemberEnd() && limits->value.HasMember(word);
        };
        if (has("required") && limits->value["required"].GetBool()) {
            mutants.push_back({name, "", "schema_required"});
        }
        if (type != "string") {
            mutants.push_back({name, "x!", "schema_type"});
        } else if (field.HasMember("format") &&
                   std::string(field["format"].GetString()) != "default") {
            mutants.push_back({name, "x!", "schema_format"});
        } else if (has("enum")) {
            mutants.push_back({name, "§ nulle part §", "schema_enum"});
        } else if (has("pattern") && !has("minLength")) {
            mutants.push_back({name, "§", "schema_pattern"});
        } else if (has("maxLength") && !has("pattern")) {
            const auto length = limits->value["maxLength"].GetUint() + 1;
            mutants.push_back({name, std::string(length, 'a'), "schema_max_length"});
        }
        if (type == "number" && has("maximum")) {
            mutants.push_back({name, "1000000", "schema_maximum"});
        }
        if (type == "number" && has("minimum")) {
            mutants.push_back({name, "-1000000", "schema_minimum"});
        }
    }
    return mutants;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(real_schemas, *boost::unit_test::precondition(has_schemas))

BOOST_AUTO_TEST_CASE(every_schema_loads_and_takes_its_valid_file)
{
    const auto files = schema_files();

    BOOST_TEST(files.size() == 14U);
    for (const auto& file : files) {
        const Schema schema = read_schema(file);
        const SchemaReport report = check_file(valid_file(file), schema);
        BOOST_TEST_CONTEXT(file.filename() << "\n" << all_of(report))
        {
            BOOST_TEST(report.conforms());
            BOOST_TEST(report.rows >= 1U);
            BOOST_TEST(!report.version.empty());
            BOOST_TEST(report.sha256.size() == 64U);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cell_that_breaks_a_rule_is_that_rule_at_that_row_and_column)
{
    const ScratchFolder folder;
    for (const auto& file : schema_files()) {
        if (valid_file(file).extension() != ".csv") {
            continue;
        }
        const Schema schema = read_schema(file);
        const Table table = table_of(valid_file(file));
        const auto mutants = mutants_of(file);
        BOOST_TEST_CONTEXT(file.filename()) BOOST_TEST(mutants.size() >= 10U);
        for (const Mutant& mutant : mutants) {
            Names cells = table.cells;
            const auto at = std::ranges::find(table.columns, mutant.column);
            BOOST_REQUIRE(at != table.columns.end());
            cells[static_cast<std::size_t>(at - table.columns.begin())] = mutant.value;
            const SchemaReport report = check_file(
                folder.write("m.csv", csv_line(table.columns) + csv_line(cells)), schema);

            std::map<std::string, std::size_t> refused;
            for (const RowIssue& issue : report.first_issues) {
                // A mutant may also part columns that a check of the schema ties together.
                const bool relation = issue.code == "schema_together" ||
                                      issue.code == "schema_compared" ||
                                      issue.code == "schema_sum" || issue.code == "schema_one_of" ||
                                      issue.code == "schema_year_interval";
                if (issue.severity == Severity::rejected && !relation) {
                    ++refused[fmt::format("{}@{}:{}", issue.code, issue.column, issue.line)];
                }
            }
            const std::string wanted = fmt::format("{}@{}:2", mutant.code, mutant.column);
            BOOST_TEST_CONTEXT(file.filename() << " " << wanted << "\n" << all_of(report))
            {
                BOOST_TEST(refused.size() == 1U);
                BOOST_TEST(refused[wanted] == 1U);
                BOOST_TEST(report.refused == 1U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_feature_that_breaks_a_rule_of_infos_travaux_is_refused_there)
{
    const Schema schema = read_schema(schema_folder() / "metis-reseaux-infos-travaux.json");
    const std::string valid =
        content_of(valid_file(schema_folder() / "metis-reseaux-infos-travaux.json"));
    struct Change {
        const char* from;
        const char* to;
        const char* wanted;
    };
    const Change changes[]{
        {R"("siret":"79889944900036")", R"("siret":79889944900036)", "schema_type@siret:1"},
        {R"("siret":"79889944900036")", R"("siret":"7988994490003")", "schema_pattern@siret:1"},
        {R"("siret":"79889944900036",)", "", "schema_required@siret:1"},
        {R"("date_debut":"2026-06-25")", R"("date_debut":"25/06/2026")",
         "schema_format@date_debut:1"},
        {R"("date_fin":"2026-07-25")", R"("date_fin":"2026-02-30")", "schema_format@date_fin:1"},
        {R"("categorie":"TELECOM")", R"("categorie":"Telecom")", "schema_enum@categorie:1"},
        {R"("creation":true)", R"("creation":"true")", "schema_type@creation:1"},
        {R"("largeur":1.5,)", "", "schema_required@largeur:1"},
        {R"("mail":"leo@ga.li")", R"("mail":"leo")", "schema_pattern@mail:1"},
        {R"("adresse_commune":"Lyon")", R"("adresse_commune":"Rouens")",
         "schema_max_length@adresse_commune:1"},
        {R"("type":"Point","coordinates":[1.09,49.44])", R"("type":"Pont","coordinates":[1,2])",
         "schema_any_of@geometry:1"},
        {R"("type":"FeatureCollection")", R"("type":"Features")", "schema_enum@type:0"},
    };
    const ScratchFolder folder;
    for (const Change& change : changes) {
        std::string text = valid;
        const auto at = text.find(change.from);
        BOOST_REQUIRE(at != std::string::npos);
        text.replace(at, std::string(change.from).size(), change.to);
        const SchemaReport report = check_file(folder.write("t.geojson", text), schema);

        BOOST_TEST_CONTEXT(change.wanted << "\n" << all_of(report))
        {
            BOOST_REQUIRE(report.first_issues.size() == 1U);
            const RowIssue& issue = report.first_issues.front();
            BOOST_TEST(fmt::format("{}@{}:{}", issue.code, issue.column, issue.line) ==
                       change.wanted);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
