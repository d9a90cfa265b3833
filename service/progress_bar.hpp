// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace parvis::service {

/// How far the reading of a dataset is, after so many seconds. `share` of its source is behind, 0
/// to 1, where that is known.
struct ReadingState {
    std::string dataset;
    std::uint64_t rows = 0;
    std::optional<double> share;
    double seconds = 0;

    /// Of what has been so far; 0 at the very start.
    [[nodiscard]] double rows_per_second() const;
    /// As if the rest went as what is behind did; nothing where the share is unknown or still 0.
    [[nodiscard]] std::optional<double> seconds_left() const;
};

/// "points [####----] 45 % 1 234 567 lignes, 612 000 lignes/s, encore 12 s", no wider than `width`
/// columns: the bar goes first, then the rate. `language` is "fr" or "en".
[[nodiscard]] std::string bar_text(const ReadingState& state, std::size_t width,
                                   const std::string& language);

/// One line of a terminal that is written over and over, and gone at the end.
class ProgressBar {
public:
    ProgressBar(std::ostream& terminal, std::size_t width, std::string language);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar();

    void start(std::string dataset);
    /// Asks the clock once; writes ten times a second at most, nothing for what is over at once.
    void show(std::uint64_t rows, std::optional<double> share);
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    std::ostream& m_terminal;
    std::size_t m_width;
    std::string m_language;
    ReadingState m_state;
    Clock::time_point m_start;
    Clock::time_point m_next;  ///< not written before
    bool m_shown = false;
};

}  // namespace parvis::service
