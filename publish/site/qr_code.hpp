// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace parvis::publish::site {

/// The text as a QR code (ISO/IEC 18004, level M: 15 % of it may be soiled), by libqrencode: an SVG
/// of black squares on white with the quiet zone of four squares, read out as `label`. "" for a
/// text that no QR code can hold (2,331 bytes) and an empty one.
[[nodiscard]] std::string qr_code(std::string_view text, std::string_view label);

}  // namespace parvis::publish::site
