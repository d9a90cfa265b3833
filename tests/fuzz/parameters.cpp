// SPDX-License-Identifier: EUPL-1.2
// Any text is a box, a span of time and a number, or the reason why not; a box has sides that can
// be searched, a span does not end before it begins. The first byte chooses the system of
// coordinates.
#include "publish/parameter_text.hpp"

#include <cmath>
#include <cstdlib>

using namespace parvis::publish;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void check_box(const parvis::geo::Box& box)
{
    for (const double side : {box.west, box.south, box.east, box.north}) {
        require(std::isfinite(side));
    }
    require(box.south <= box.north && std::abs(box.west) <= 180 && std::abs(box.east) <= 180);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const auto systems = crs_list();
    const Crs& crs = systems[bytes[0] % systems.size()];
    const std::string text(bytes + 1, bytes + size);

    const auto box = parse_bbox(text, crs);
    if (const auto* asked = std::get_if<AskedBox>(&box)) {
        check_box(asked->box);
        require(asked->exact.has_value() != crs.degrees);
    } else {
        require(!std::get<std::string>(box).empty());
    }
    const auto time = parse_datetime(text, "Europe/Paris");
    if (const auto* span = std::get_if<TimeSpan>(&time)) {
        require(!span->first || !span->last || !(span->last->instant < span->first->instant));
    } else {
        require(!std::get<std::string>(time).empty());
    }
    const auto number = parse_number(text);
    require(!number || std::isfinite(*number));
    return 0;
}
