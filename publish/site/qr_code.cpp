// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/qr_code.hpp"

#include "publish/site/markdown.hpp"

#include <fmt/format.h>
#include <memory>
#include <qrencode.h>

namespace parvis::publish::site {

namespace {

struct Freed {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::string qr_code(std::string_view text, std::string_view label)
{
    constexpr int smallest_that_fits = 0, quiet = 4;
    if (text.empty() || text.find('\0') != std::string_view::npos) {
        return {};
    }
    const std::unique_ptr<QRcode, Freed> code(
        QRcode_encodeString8bit(std::string(text).c_str(), smallest_that_fits, QR_ECLEVEL_M));
    if (!code) {
        return {};
    }
    const int side = code->width + 2 * quiet;
    std::string squares;
    for (int row = 0; row < code->width; ++row) {
        for (int column = 0; column < code->width;) {
            const auto is_black = [&](int at) {
                return at < code->width &&
                       (code->data[static_cast<std::ptrdiff_t>(row) * code->width + at] & 1U) != 0;
            };
            int run = 0;
            while (is_black(column + run)) {
                ++run;
            }
            if (run > 0) {
                squares += fmt::format("M{} {}h{}v1h-{}z", column + quiet, row + quiet, run, run);
            }
            column += run + 1;
        }
    }
    return fmt::format("<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" "
                       "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{}v{}H0z\"/>"
                       "<path fill=\"#000\" d=\"{}\"/></svg>",
                       escaped(label), side, side, side, side, squares);
}

}  // namespace parvis::publish::site
