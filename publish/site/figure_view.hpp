// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/comment_view.hpp"
#include "publish/site/row.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// A dataset that a figure comes from.
struct FigureSource {
    std::string words;    ///< "Insee, mis à jour le 3 mars 2026"
    std::string address;  ///< of the dataset
    friend bool operator==(const FigureSource&, const FigureSource&) = default;
};

/// One figure as it stands on any page: what it is, how much, of when, from whom. The one component
/// for all of them, so that no figure appears without its date and source.
struct FigureView {
    std::string label;
    std::string value;           ///< with its unit
    std::string period;          ///< vintage or period: "population 2022", "2025"
    std::string change;          ///< on the period before, in words, or ""
    std::vector<double> series;  ///< for the sparkline, oldest first; fewer than two draw none
    std::string series_words;    ///< the same for those who do not see it
    std::string note;            ///< what the value leaves out, beside it
    std::string definition;      ///< what is counted and how, as its column describes it, or ""
    std::vector<FigureSource> sources;
    CarriedComments comments;
    bool sample = false;
};

[[nodiscard]] Data figure_data(const Page& page, const FigureView& figure);
/// Figures beside one another, in their order; what follows from the same sources says them once.
[[nodiscard]] Data::List figure_groups(const Page& page, const std::vector<FigureView>& figures);
/// A numeric property of a row as a figure; value "" when it is not known.
[[nodiscard]] FigureView property_figure(const Page& page, const Row& row,
                                         const datasets::Property& property);
/// Names the datasets that the property of `dataset` was counted from, and marks the figure when
/// one of them is a sample; the dataset itself where the property names none.
void add_sources(const Page& page, const Snapshot& dataset, const datasets::Property& property,
                 FigureView& figure);
/// The works whose length `chantiers_longueur_m` cannot count: "3 chantiers sans longueur connue".
/// A length of nothing but those is not known.
void add_lengths_missing(const Page& page, std::optional<double> length,
                         std::optional<double> missing, FigureView& figure);
/// "Insee, mis à jour le 3 mars 2026".
[[nodiscard]] std::string source_text(const Page& page, const Snapshot& dataset);
/// A line of the series, 120 by 32, or "".
[[nodiscard]] std::string sparkline(const std::vector<double>& series, const std::string& words);

/// The rows of a dataset of figures (measure, place, period, value) that belong together: one
/// measure at one place, by period.
struct FigureSeries {
    std::string measure, place;
    std::vector<Row> rows;  ///< by period, oldest first
};
/// Every series of a dataset whose facts name its figure properties; none for other datasets.
[[nodiscard]] std::vector<FigureSeries> figure_series(const Snapshot& dataset);
[[nodiscard]] FigureView series_figure(const Page& page, const FigureSeries& series);
/// The measure's label, and the place's name.
[[nodiscard]] std::string measure_label(const Page& page, const Snapshot& dataset,
                                        const std::string& measure);
[[nodiscard]] std::string place_name(const Page& page, const std::string& key);
[[nodiscard]] std::string figure_unit(const Page& page, const Row& row);

}  // namespace parvis::publish::site
