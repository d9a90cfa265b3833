// SPDX-License-Identifier: EUPL-1.2
#include "service/run_follower.hpp"

#include "service/event_lines.hpp"
#include "service/outcome_report.hpp"
#include "service/progress_bar.hpp"

#include <cstdlib>
#include <iostream>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace parvis::service {

namespace {

/// Columns of the terminal that standard error is; nothing where it is none that a line can be
/// written over on.
std::optional<std::size_t> terminal_width()
{
    const char* const kind = std::getenv("TERM");
    if (::isatty(STDERR_FILENO) == 0 || kind == nullptr || std::string_view(kind) == "dumb") {
        return std::nullopt;
    }
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

/// Words for people.
class Words final : public RunFollower {
public:
    explicit Words(std::string language) : m_language(std::move(language))
    {
        if (const auto width = terminal_width()) {
            // The last column is left alone: some terminals begin a new line there.
            m_bar.emplace(std::cerr, *width - 1, m_language);
        }
    }
    void starts(const std::string& dataset, const std::string&) override
    {
        if (m_bar) {
            m_bar->start(dataset);
        }
    }
    void reads(const datasets::Manifest& so_far, std::optional<double> share) override
    {
        if (m_bar) {
            m_bar->show(so_far.counts.read, share);
        }
    }
    void ends(const DatasetOutcome& outcome) override
    {
        if (m_bar) {
            m_bar->clear();
        }
        (outcome.report ? std::cout : std::cerr) << report_text(outcome, m_language) << std::flush;
    }

private:
    std::string m_language;
    std::optional<ProgressBar> m_bar;
};

}  // namespace

std::unique_ptr<RunFollower> follower_for(const Command& command)
{
    if (command.json) {
        return std::make_unique<EventLines>(std::cout);
    }
    return std::make_unique<Words>(command.language);
}

}  // namespace parvis::service
