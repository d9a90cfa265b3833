// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/value.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parvis::datasets {

/// Of `rate_limit`, in requests a minute.
inline constexpr std::uint32_t largest_rate_limit = 1'000'000;

/// parvis.toml: what a site says of itself. See datasets/sites/rouen/parvis.toml for every key.
struct Site {
    std::filesystem::path folder;
    Texts name;      ///< "Métropole Rouen Normandie"
    Texts sentence;  ///< one sentence under the name
    Texts notice;    ///< band on every page ("Site de démonstration …"), may be empty
    std::string publisher, publisher_siren, contact, contact_url;
    std::string base_url;  ///< "" : from the request's Host (only sensible without a proxy)
    std::vector<std::string> languages{"fr"};
    std::string default_licence = "etalab-2.0";
    std::string zone = "Europe/Paris";
    std::optional<Date> reference_date;  ///< pins "today" (a site of old data); shown on every page
    std::string river;  ///< GeoJSON file of a line drawn under the map, relative to the site, or ""
    std::optional<std::uint32_t> keep_versions;  ///< of each dataset; nothing: all of them
    bool comment_approval = false;  ///< a comment of a contributor waits for a publisher
    std::uint32_t rate_limit = 0;   ///< requests a minute from one address; 0: as many as come
    std::vector<std::string>
        home_measures;  ///< "communes.densite_hab_km2": offered first for colouring the map

    /// Inhabitants where a class of communes ends and the next begins, ascending: {2000, 4500}.
    std::vector<std::int64_t> size_classes;
    bool dgf_classes = false;  ///< they are the fifteen of the DGF (CGCT L2334-3)

    [[nodiscard]] std::filesystem::path data() const { return folder / "data"; }
};

/// @throws SourceError naming file, line and key for anything unknown or of the wrong type.
[[nodiscard]] Site read_site(const std::filesystem::path& folder);

/// The day that counts as today: the site's pinned date, else `now` in the site's zone.
[[nodiscard]] Date today(const Site& site, Instant now);

}  // namespace parvis::datasets
