// SPDX-License-Identifier: EUPL-1.2
// Any bytes are a place as somebody types it, or the reason why not; what was read is GeoJSON that
// reads as the same place.
#include "service/typed_place.hpp"
#include "datasets/geojson_geometry.hpp"

#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto place = parvis::service::typed_place(text);
    if (!place.geojson.empty() && !place.fault.empty()) {
        std::abort();
    }
    if (!place.geojson.empty()) {
        const auto again = parvis::service::typed_place(place.geojson);
        const auto read = parvis::datasets::parse_geojson_geometry(place.geojson);
        if (again.geojson != place.geojson || !read.problem.empty()) {
            std::abort();
        }
    }
    return 0;
}
