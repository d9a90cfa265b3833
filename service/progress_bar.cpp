// SPDX-License-Identifier: EUPL-1.2
#include "service/progress_bar.hpp"

#include "service/outcome_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace parvis::service {

namespace {

using namespace std::chrono_literals;

constexpr auto redraw_time = 100ms;
constexpr auto first_time = 300ms;  // a bar that only flashes up tells nothing
constexpr std::size_t widest_bar = 40;
constexpr std::size_t narrowest_bar = 8;

std::uint64_t whole(double number)
{
    return static_cast<std::uint64_t>(std::llround(std::max(0.0, number)));
}

/// Columns that the text takes: one a code point, which holds for what is written here.
std::size_t columns_of(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
    }));
}

std::string duration_text(double seconds)
{
    const std::uint64_t all = whole(seconds);
    if (all < 60) {
        return fmt::format("{} s", all);
    }
    return all < 3600 ? fmt::format("{} min {:02} s", all / 60, all % 60)
                      : fmt::format("{} h {:02} min", all / 3600, all / 60 % 60);
}

std::string bar(double share, std::size_t width)
{
    const auto full = std::min(width, static_cast<std::size_t>(share * static_cast<double>(width)));
    return fmt::format(" [{}{}]", std::string(full, '#'), std::string(width - full, '-'));
}

}  // namespace

double ReadingState::rows_per_second() const
{
    return seconds > 0 ? static_cast<double>(rows) / seconds : 0;
}

std::optional<double> ReadingState::seconds_left() const
{
    if (!share || *share <= 0) {
        return std::nullopt;
    }
    return seconds * (1 - *share) / *share;
}

std::string bar_text(const ReadingState& state, std::size_t width, const std::string& language)
{
    const bool english = language == "en";
    const char* const rows = english ? "rows" : "lignes";
    std::string counts;
    if (state.share) {
        counts += fmt::format(" {:.0f} %", std::floor(*state.share * 100));
    }
    counts += fmt::format(" {} {}", grouped(state.rows, language), rows);
    std::string rate =
        fmt::format(", {} {}/s", grouped(whole(state.rows_per_second()), language), rows);
    std::string left;
    if (const auto seconds = state.seconds_left()) {
        const std::string time = duration_text(*seconds);
        left = english ? fmt::format(", {} left", time) : fmt::format(", encore {}", time);
    }
    if (columns_of(state.dataset + counts + rate + left) > width) {
        rate.clear();
    }
    const std::size_t taken = columns_of(state.dataset + counts + rate + left) + 3;  // " [" and "]"
    const std::size_t room = width > taken ? std::min(width - taken, widest_bar) : 0;
    const std::string drawn =
        state.share && room >= narrowest_bar ? bar(*state.share, room) : std::string();
    std::string line = state.dataset + drawn + counts + rate + left;
    while (columns_of(line) > width) {
        line.pop_back();
    }
    return line;
}

ProgressBar::ProgressBar(std::ostream& terminal, std::size_t width, std::string language)
    : m_terminal(terminal), m_width(width), m_language(std::move(language))
{
}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::start(std::string dataset)
{
    clear();
    m_state = {};
    m_state.dataset = std::move(dataset);
    m_start = Clock::now();
    m_next = m_start + first_time;
}

void ProgressBar::show(std::uint64_t rows, std::optional<double> share)
{
    const auto now = Clock::now();
    if (now < m_next) {
        return;
    }
    m_next = now + redraw_time;
    m_state.rows = rows;
    m_state.share = share;
    m_state.seconds = std::chrono::duration<double>(now - m_start).count();
    m_terminal << '\r' << bar_text(m_state, m_width, m_language) << "\x1b[K" << std::flush;
    m_shown = true;
}

void ProgressBar::clear()
{
    if (m_shown) {
        m_terminal << "\r\x1b[K" << std::flush;
        m_shown = false;
    }
}

}  // namespace parvis::service
