// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/download_list.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

namespace parvis::publish::site {

namespace {

using datasets::RowDifference;

/// "Retirée le 25 novembre 2026 par la Direction de l’eau : colonne des coûts fausse."
std::string decision_text(const Page& page, const datasets::VersionChange& change)
{
    const auto& [who, why] = change.decision;
    Messages::Arguments arguments{{"state", page.messages.text("version_state_" + change.state)},
                                  {"date", iso_date_text(change.at, page.messages)},
                                  {"why", why.empty() ? std::string() : " : " + why}};
    if (who.empty()) {
        return page.messages.format("version_decided", arguments);
    }
    arguments.emplace_back("who", who);
    return page.messages.format("version_decided_by", arguments);
}

std::string difference_address(std::string_view dataset, std::uint32_t from, std::uint32_t to)
{
    return fmt::format("{}/versions/diff?from={}&to={}", dataset_address(dataset), from, to);
}

std::string column_label(const Page& page, const Snapshot& dataset, const std::string& column)
{
    if (column == "geometry") {
        return page.messages.text("difference_place");
    }
    const auto property = dataset.property(column);
    return property ? std::string(page.in_language(dataset.manifest().properties[*property].label))
                    : column;
}

/// A line of the table: one changed cell, or a whole row that came or went.
Data line(const Page& page, const Snapshot& dataset, const RowDifference& row,
          const RowDifference::Cell* cell)
{
    const auto here = dataset.row_of(row.id);
    const bool is_place = cell != nullptr && cell->column == "geometry";
    Data data;
    data.set("id", row.id)
        .set("address", here ? row_address(dataset, *here) : std::string())
        .set("change",
             page.messages.text(fmt::format("difference_{}", datasets::name_of(row.kind))))
        .set("column", cell == nullptr ? std::string() : column_label(page, dataset, cell->column))
        .set("before",
             cell == nullptr || is_place ? std::string() : datasets::plain_text(cell->before))
        .set("after", cell == nullptr ? std::string()
                      : is_place      ? page.messages.text("difference_place_changed")
                                      : datasets::plain_text(cell->after));
    return data;
}

Frame frame_of(const Page& page, const Snapshot& dataset, std::string_view title_key)
{
    const datasets::DatasetFacts& facts = dataset.manifest().facts;
    const std::string title(page.in_language(facts.title));
    Frame frame;
    frame.title = page.messages.format(title_key, {{"title", title}});
    frame.section = "data";
    frame.way = {{page.messages.text("menu_data"), "/collections"},
                 {title, dataset_address(facts.id)}};
    frame.sample = facts.sample;
    frame.note = page.in_language(facts.note);
    return frame;
}

}  // namespace

std::string versions_page(const Publication& publication, const PageContext& context,
                          const Snapshot& dataset, const std::vector<datasets::Manifest>& versions,
                          const std::vector<datasets::VersionRecord>& pruned,
                          const std::vector<datasets::VersionChange>& decisions)
{
    const Page page(&publication, context);
    const datasets::DatasetFacts& facts = dataset.manifest().facts;
    Data::List list;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const datasets::Manifest& manifest = versions[i];
        const std::string* cause = page.messages.find("cause_" + manifest.cause);
        Data::List decided;
        for (const auto& change : decisions) {
            if (change.version == manifest.version) {
                decided.emplace_back(decision_text(page, change));
            }
        }
        Data version;
        version.set("number", std::to_string(manifest.version))
            .set("date", iso_date_text(manifest.created, page.messages))
            .set("cause", cause == nullptr ? manifest.cause : *cause)
            .set("rows", number_text(static_cast<double>(manifest.counts.rows()), 0, page.messages))
            .set("rejected",
                 number_text(static_cast<double>(manifest.counts.rejected), 0, page.messages))
            .set("outside",
                 manifest.counts.outside == 0
                     ? std::string()
                     : number_text(static_cast<double>(manifest.counts.outside), 0, page.messages))
            .set("source", manifest.source.name)
            .set("published", manifest.version == dataset.manifest().version)
            .set("decisions", std::move(decided))
            .set("changes",
                 i + 1 < versions.size()
                     ? difference_address(facts.id, versions[i + 1].version, manifest.version)
                     : std::string())
            .set("downloads",
                 download_list(page, manifest, manifest.version == dataset.manifest().version));
        list.push_back(std::move(version));
    }
    Data::List gone;
    for (const datasets::VersionRecord& record : pruned) {
        Data version;
        version.set("number", std::to_string(record.version))
            .set("date", iso_date_text(record.created, page.messages))
            .set("rows", number_text(static_cast<double>(record.kept), 0, page.messages));
        gone.push_back(std::move(version));
    }
    Data data;
    data.set("title", page.in_language(facts.title))
        .set("versions", std::move(list))
        .set("has_pruned", !gone.empty())
        .set("pruned", std::move(gone));
    Frame frame = frame_of(page, dataset, "versions_title");
    frame.body = render("versions", data, page.messages);
    return whole_page(page, frame);
}

std::string difference_page(const Publication& publication, const PageContext& context,
                            const Snapshot& dataset, const DifferencePage& difference,
                            const std::string& table_address)
{
    const Page page(&publication, context);
    const datasets::VersionDifference& counts = difference.counts;
    const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
    Data::List rows;
    for (const RowDifference& row : difference.rows) {
        if (row.kind != RowDifference::Kind::changed) {
            rows.push_back(line(page, dataset, row, nullptr));
        }
        for (const RowDifference::Cell& cell : row.cells) {
            rows.push_back(line(page, dataset, row, &cell));
        }
    }
    const std::int64_t all = number(difference.matched());
    const std::int64_t shown = number(difference.rows.size());
    Data data;
    data.set("title", page.in_language(dataset.manifest().facts.title))
        .set("lead",
             page.messages.format("difference_lead", {{"from", number(counts.from)},
                                                      {"to", number(counts.to)},
                                                      {"added", number(counts.added)},
                                                      {"removed", number(counts.removed)},
                                                      {"changed", number(counts.changed)},
                                                      {"unchanged", number(counts.unchanged)}}))
        .set("columns_added", fmt::format("{}", fmt::join(counts.columns_added, ", ")))
        .set("columns_removed", fmt::format("{}", fmt::join(counts.columns_removed, ", ")))
        .set("any", !rows.empty())
        .set("caption",
             shown < all
                 ? page.messages.format("difference_caption", {{"shown", shown}, {"all", all}})
                 : page.messages.format("difference_caption_all", {{"all", all}}))
        .set("rows", std::move(rows))
        .set("table_address", table_address);
    Frame frame = frame_of(page, dataset, "difference_title");
    frame.way.emplace_back(page.messages.text("versions_heading"),
                           dataset_address(dataset.id()) + "/versions");
    frame.body = render("difference", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
