// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/api/link.hpp"
#include "publish/around.hpp"
#include "publish/near.hpp"

#include <string>
#include <variant>
#include <vector>

namespace parvis::publish {

/// The nearest rows as a FeatureCollection: whole features, with `distance_m` and `jeu` (the
/// dataset) first in their properties; sources, and the comments on them, are members of the
/// collection.
[[nodiscard]] std::string near_geojson(const NearQuery& query, const std::vector<NearRow>& rows,
                                       const std::vector<Link>& links);
/// The same as a table: jeu, id, nom, distance_m, lon, lat, commune, commentaire (on the row),
/// commentaire_jeu (on the dataset, on its first row), source; RFC 4180.
[[nodiscard]] std::string near_csv(const NearQuery& query, const std::vector<NearRow>& rows);

/// What lies around a row.
struct AroundAnswer {
    std::shared_ptr<const Snapshot> dataset;
    RowIndex row = 0;
    double metres = default_around_m;
    std::vector<DatasetAround> around;
    std::variant<double, std::string> people = std::string{};  ///< or why they are not known
    std::shared_ptr<const Snapshot> communes;  ///< that the people are counted in, or none
    datasets::Date day;                        ///< for the states of works

    static constexpr std::size_t most_listed = 100;  ///< of each dataset; all are counted
};
[[nodiscard]] std::string around_json(const AroundAnswer& answer, const std::string& base_url,
                                      const std::vector<Link>& links);

}  // namespace parvis::publish
