// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace parvis::publish::works {

/// Why a feed does not take a work. Each work that a feed lacks has exactly one.
enum class Undelivered : std::uint8_t {
    long_over,      ///< ended or given up so long ago that nobody has to be told
    no_place,       ///< nowhere known
    not_a_road,     ///< an area: on which road, the source does not say
    point_only,     ///< a point where a closing needs a line
    no_start,       ///< nobody can be told when
    no_end,         ///< the format asks for an end
    inverted,       ///< ends before it starts
    never_at_work,  ///< none of its days of the week lies in its period
    no_effect,      ///< declared to have no effect on traffic
    no_street,      ///< the format asks for the street's name
    many_streets,   ///< a closing over streets of several names
    too_long,       ///< a closing longer than the format allows
    suspended,      ///< paused: nothing is closed until it is taken up again
    many_parts,     ///< drawn in more than 100 parts
};

/// "ancien", "sans_lieu" …: for programs.
[[nodiscard]] std::string_view code_of(Undelivered reason);
/// A French sentence for the office that keeps the file: what is missing, and what to do.
[[nodiscard]] std::string_view sentence_of(Undelivered reason);

}  // namespace parvis::publish::works
