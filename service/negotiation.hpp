// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/exchange.hpp"
#include "service/problem.hpp"

#include <span>
#include <string_view>
#include <variant>

namespace parvis::service {

enum class Format {
    json,
    geojson,
    html,
    csv,
    csv_fr,
    json_fg,
    geojson_seq,
    xlsx,
    geopackage,
    flatgeobuf,
    shapefile,
    kml,
    mvt,
    tilejson,
    pmtiles,
    csvw,
    atom,
    turtle,
    json_ld,
    pdf,
    odt,
    xml,
    icalendar
};
/// As the parameter `f` has it: "json", "csv-fr", "gpkg" …
[[nodiscard]] std::string_view name_of(Format format);

/// A format a resource has: the media type that is sent, and another name clients ask for it by.
struct Offer {
    Format format;
    std::string_view media_type;
    std::string_view alias;  ///< also accepted, "" if none
};

/// The format of the answer: `f` decides where it is given (400 for one that the resource has not),
/// else Accept with its q-values (406 when it takes none); what comes first in `offers` wins ties.
[[nodiscard]] std::variant<Offer, Problem> negotiated(const publish::Request& request,
                                                      std::span<const Offer> offers);

}  // namespace parvis::service
