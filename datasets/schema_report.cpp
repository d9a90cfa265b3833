// SPDX-License-Identifier: EUPL-1.2
#include "datasets/schema_report.hpp"

#include "datasets/json_cursor.hpp"
#include "datasets/json_verdict.hpp"
#include "datasets/schema_check.hpp"
#include "datasets/source.hpp"
#include "datasets/source_file.hpp"
#include "geo/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace parvis::datasets {
namespace {

constexpr std::uint64_t shown_per_code = 100;

void count(SchemaReport& report, const std::vector<RowIssue>& issues)
{
    for (const RowIssue& issue : issues) {
        report.faults += issue.severity == Severity::rejected ? 1U : 0U;
        if (++report.counts[issue.code] <= shown_per_code) {
            report.first_issues.push_back(issue);
        }
    }
}

void count_row(SchemaReport& report, const std::vector<RowIssue>& issues)
{
    ++report.rows;
    const bool refused = std::ranges::any_of(
        issues, [](const RowIssue& issue) { return issue.severity == Severity::rejected; });
    report.refused += refused ? 1U : 0U;
    count(report, issues);
}

/// The records of a JSON text that is well formed, each parsed alone.
class JsonRecords {
public:
    JsonRecords(const std::filesystem::path& file, const JsonSchema& schema)
        : m_file(file), m_schema(schema)
    {
        const SourceFile whole = look_at(file);
        SourceInfo info;
        TextStream stream(whole, whole.encoding("", info));
        while (stream.read(m_text, std::size_t{4} << 20U)) {
        }
    }

    void judge_all(SchemaReport& report) const
    {
        const JsonCursor cursor(m_text);
        const std::size_t start = cursor.skip_space(0);
        std::size_t array = start;
        std::vector<RowIssue> issues;
        if (cursor.kind(start) == '{') {
            array = judge_head(start, issues);
            count(report, issues);
        }
        if (array == std::string::npos || cursor.kind(array) != '[') {
            throw SourceError(fmt::format("{} : aucune liste de lignes à vérifier ne s’y trouve.",
                                          m_file.string()));
        }
        cursor.each_item(array, [&](std::size_t at) {
            rapidjson::Document record;
            parse(record, cursor.slice(at, cursor.skip_value(at)));
            issues.clear();
            judge(m_schema, m_schema.row, record, "", report.rows + 1, issues);
            count_row(report, issues);
            return true;
        });
    }

private:
    static void parse(rapidjson::Document& document, std::string_view text)
    {
        document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
        if (document.HasParseError()) {
            document.SetNull();  // a number beyond what is counted with: it fits no rule
        }
    }

    /// Judges what stands around the rows, and says where they are: "features", or the only array.
    std::size_t judge_head(std::size_t start, std::vector<RowIssue>& issues) const
    {
        const JsonCursor cursor(m_text);
        rapidjson::Document head(rapidjson::kObjectType);
        auto& memory = head.GetAllocator();
        std::size_t rows = std::string::npos;
        cursor.each_member(start, [&](const std::string& name, std::size_t at) {
            rapidjson::Value value(rapidjson::kArrayType);
            if (cursor.kind(at) == '[') {
                rows = name == "features" || rows == std::string::npos ? at : rows;
            } else {
                rapidjson::Document one(&memory);
                parse(one, cursor.slice(at, cursor.skip_value(at)));
                value = static_cast<rapidjson::Value&>(one);
            }
            head.AddMember(rapidjson::Value(name.data(),
                                            static_cast<rapidjson::SizeType>(name.size()), memory),
                           value, memory);
            return true;
        });
        if (m_schema.row != m_schema.root) {
            judge(m_schema, m_schema.root, head, "", 0, issues);
        }
        return rows;
    }

    std::filesystem::path m_file;
    const JsonSchema& m_schema;
    std::string m_text;
};

}  // namespace

SchemaReport check_file(const std::filesystem::path& file, const Schema& schema)
{
    SourceOptions options;
    options.file = file;
    const auto source = open_source(options);
    SchemaReport report;
    report.schema = schema.name;
    report.version = schema.version;
    report.sha256 = schema.sha256;
    const std::unique_ptr<SchemaCheck> check = make_check(schema, source->columns());
    count(report, check->header_issues());
    const auto* const json = std::get_if<JsonSchema>(&schema.rules);
    const std::string format = source->info().format;
    if (json != nullptr && (format == "GeoJSON" || format == "JSON")) {
        JsonRecords(file, *json).judge_all(report);
    } else {
        SourceRow row;
        std::vector<RowIssue> issues;
        while (source->next(row)) {
            issues = row.issues;
            if (std::ranges::none_of(issues, [](const RowIssue& issue) {
                    return issue.severity == Severity::rejected;
                })) {
                check->look_at(row, issues);
            }
            count_row(report, issues);
        }
        issues.clear();
        check->finish(issues);
        count(report, issues);
    }
    report.source = source->info();
    if (!source->doubt().empty()) {
        report.source.guessed.insert(report.source.guessed.begin(), source->doubt());
    }
    return report;
}

}  // namespace parvis::datasets
