// SPDX-License-Identifier: EUPL-1.2
#include "service/check_report.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace parvis::service {

namespace {

using Json = rapidjson::Value;
using publish::site::DepositView;

const Json& member(const Json& object, const char* key)
{
    static const Json nothing;
    const auto found = object.FindMember(key);
    return found == object.MemberEnd() ? nothing : found->value;
}

std::string text(const Json& object, const char* key)
{
    const Json& value = member(object, key);
    return value.IsString() ? std::string(value.GetString(), value.GetStringLength())
                            : std::string();
}

std::uint64_t count(const Json& object, const char* key)
{
    const Json& value = member(object, key);
    return value.IsUint64() ? value.GetUint64() : 0;
}

std::vector<std::string> texts(const Json& array)
{
    std::vector<std::string> out;
    if (array.IsArray()) {
        for (const Json& item : array.GetArray()) {
            out.emplace_back(item.IsString() ? item.GetString() : "");
        }
    }
    return out;
}

datasets::RowIssue issue_of(const Json& json)
{
    datasets::RowIssue issue;
    issue.line = count(json, "line");
    const std::string severity = text(json, "severity");
    issue.severity = severity == "rejected"  ? datasets::Severity::rejected
                     : severity == "outside" ? datasets::Severity::outside
                                             : datasets::Severity::warning;
    issue.code = text(json, "code");
    issue.column = text(json, "column");
    issue.value = text(json, "value");
    issue.row_key = text(json, "row_key");
    issue.message = text(json, "message");
    return issue;
}

datasets::Property property_of(const Json& json)
{
    datasets::Property property;
    property.name = text(json, "name");
    property.type = datasets::value_type(text(json, "type")).value_or(datasets::ValueType::text);
    property.label["fr"] = text(json, "label");
    property.unit = text(json, "unit");
    return property;
}

void read_issues(const Json& dataset, DepositView& view)
{
    if (const Json& counts = member(dataset, "issue_counts"); counts.IsObject()) {
        for (const auto& [code, number] : counts.GetObject()) {
            view.issue_counts.emplace_back(code.GetString(),
                                           number.IsUint64() ? number.GetUint64() : 0);
        }
    }
    if (const Json& issues = member(dataset, "issues"); issues.IsArray()) {
        for (const Json& issue : issues.GetArray()) {
            if (issue.IsObject()) {
                view.issues.push_back(issue_of(issue));
            }
        }
    }
}

void read_gone(const Json& dataset, DepositView& view)
{
    const Json& gone = member(dataset, "gone");
    if (!gone.IsObject()) {
        return;
    }
    view.gone_count = count(gone, "count");
    if (const Json& rows = member(gone, "rows"); rows.IsArray()) {
        for (const Json& row : rows.GetArray()) {
            if (row.IsObject()) {
                view.gone.emplace_back(text(row, "id"), text(row, "reason"));
            }
        }
    }
}

void read_columns(const Json& dataset, DepositView& view)
{
    if (const Json& columns = member(dataset, "file_columns"); columns.IsArray()) {
        for (const Json& column : columns.GetArray()) {
            view.file_columns.push_back(
                {text(column, "name"), text(column, "written"), texts(member(column, "examples"))});
        }
    }
    if (const Json& uses = member(dataset, "uses"); uses.IsArray()) {
        for (const Json& use : uses.GetArray()) {
            const Json& required = member(use, "required");
            view.uses.push_back({text(use, "slot"), text(use, "label"), text(use, "column"),
                                 required.IsBool() && required.GetBool()});
        }
    }
}

void read_preview(const Json& dataset, DepositView& view)
{
    if (const Json& properties = member(dataset, "properties"); properties.IsArray()) {
        for (const Json& property : properties.GetArray()) {
            if (property.IsObject()) {
                view.properties.push_back(property_of(property));
            }
        }
    }
    if (const Json& rows = member(dataset, "rows"); rows.IsArray()) {
        for (const Json& row : rows.GetArray()) {
            view.rows.push_back(texts(row));
        }
    }
    if (const Json& geojson = member(dataset, "geojson"); geojson.IsObject()) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        geojson.Accept(writer);
        view.preview_geojson.assign(buffer.GetString(), buffer.GetSize());
    }
}

}  // namespace

std::optional<CheckReport> read_check_report(std::string_view events)
{
    while (events.ends_with('\n')) {
        events.remove_suffix(1);
    }
    const std::string_view json = events.substr(events.rfind('\n') + 1);  // npos + 1 is 0
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject()) {
        return std::nullopt;
    }
    const Json& datasets = member(document, "datasets");
    if (!datasets.IsArray() || datasets.Size() != 1 || !datasets[0].IsObject()) {
        return std::nullopt;
    }
    const Json& dataset = datasets[0];
    CheckReport report;
    report.view.error = text(dataset, "error");
    report.busy = member(dataset, "busy").IsTrue();
    report.failed = member(dataset, "failed").IsTrue();
    report.view.understood = texts(member(dataset, "understood"));
    if (const Json& counts = member(dataset, "counts"); counts.IsObject()) {
        report.view.counts = {count(counts, "read"),     count(counts, "kept"),
                              count(counts, "outside"),  count(counts, "rejected"),
                              count(counts, "unplaced"), count(counts, "with_issues"),
                              count(counts, "carried")};
    }
    read_issues(dataset, report.view);
    read_gone(dataset, report.view);
    read_preview(dataset, report.view);
    if (const Json& version = member(dataset, "version"); version.IsUint()) {
        report.version = version.GetUint();
    }
    if (const Json& unchanged = member(dataset, "unchanged"); unchanged.IsBool()) {
        report.unchanged = unchanged.GetBool();
    }
    if (const Json& waits = member(dataset, "waits"); waits.IsBool()) {
        report.waits = waits.GetBool();
    }
    if (const Json& withdrawn = member(dataset, "withdrawn"); withdrawn.IsUint()) {
        report.withdrawn = withdrawn.GetUint();
    }
    read_columns(dataset, report.view);
    for (const auto& error : texts(member(document, "errors"))) {
        report.other_errors += (report.other_errors.empty() ? "" : " ") + error;
    }
    return report;
}

}  // namespace parvis::service
