// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/page.hpp"
#include "publish/site/row.hpp"
#include "publish/site/search_place.hpp"
#include "publish/site/work_view.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parvis::publish::site {

/// One list of places to choose from: the communes, or the areas of a level.
struct Choice {
    std::shared_ptr<const Snapshot> places;
    PlaceColumns columns;
    std::string asked;  ///< key of the one chosen, "" for all
};

/// What "near" and "from – to" of a filter come to.
struct Reach {
    SearchedPlace place;                ///< that the words name
    std::vector<geo::Geometry> shapes;  ///< works are near to one of them
    Choice area;                        ///< or touch this one
    std::string words;                  ///< "à moins de 500 m de : rue Jeanne-d’Arc", "" for all
    bool outside = false;               ///< a position that lies in no commune of the site

    [[nodiscard]] bool asks_near(const WorksFilter& filter) const
    {
        return !filter.words.empty() || filter.from;
    }
};

[[nodiscard]] Reach reach_of(const Page& page, const WorksFilter& filter);

/// The works that are near and in the period, whatever their state and place; with how far they are
/// where that was asked.
[[nodiscard]] std::vector<WorkView> reached(const Page& page, const WorksFilter& filter,
                                            const Reach& reach, const std::vector<WorkView>& all);

/// "500 m", "1 km".
[[nodiscard]] std::string distance_words(const Page& page, double metres);

}  // namespace parvis::publish::site
