// SPDX-License-Identifier: EUPL-1.2
//
// kill_ingest PARVIS [TURNS [SEED]]: kills ingests of changing sources at random moments, most of
// them while a version is being written, and looks at the whole store after each.
#include "generated_site.hpp"
#include "ingest_process.hpp"
#include "store_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace parvis::test;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// The passing entries of a store: what is being written (.new-…) and what has its name but not yet
/// its line in the register (.pending-…), each with the time it was made. A kill leaves them there
/// until the next writer, so only one that was not there before a turn belongs to it.
using Entries = std::set<std::pair<std::string, fs::file_time_type>>;

Entries entries_of(const fs::path& folder, std::string_view prefix)
{
    Entries entries;
    std::error_code gone;
    for (fs::directory_iterator entry(folder, gone), end; !gone && entry != end;
         entry.increment(gone)) {
        const std::string name = entry->path().filename().string();
        if (name.rfind(prefix, 0) == 0) {
            std::error_code removed;
            entries.emplace(name, fs::last_write_time(entry->path(), removed));
        }
    }
    return entries;
}

enum class Moment { before, writing, named, after, ended };

class KillLoop {
public:
    KillLoop(fs::path parvis, std::uint32_t seed)
        : m_parvis(std::move(parvis)), m_check(m_site.data()), m_random(seed)
    {
    }

    /// An ingest that nobody disturbs; tells how long it takes, and how long it writes.
    void undisturbed(int turn)
    {
        m_site.turn(turn);
        remember();
        const auto start = Clock::now();
        IngestProcess ingest(m_parvis, m_site.folder(), log());
        wait_for(ingest, "points", ".new-");
        const auto writing = Clock::now();
        const int exit_code = ingest.wait();
        m_whole = Clock::now() - start;
        m_writing = Clock::now() - writing;
        expect(exit_code == 0, "an undisturbed ingest fails");
        look(turn);
        expect(m_check.published_turn() == turn,
               "an undisturbed ingest does not publish its source");
    }

    void disturbed(int turn)
    {
        m_site.turn(turn);
        const std::size_t before = m_check.versions("points");
        remember();
        IngestProcess ingest(m_parvis, m_site.folder(), log());
        wait_for_the_moment(ingest, turn);
        const bool killed = ingest.kill();
        const Moment moment = moment_of(killed, before, turn);
        ++m_hits.at(static_cast<std::size_t>(moment));
    }

    /// Prints the result. True when all is well and the kills hit what they are for.
    bool tell() const
    {
        const auto hits = [&](Moment moment) {
            return m_hits.at(static_cast<std::size_t>(moment));
        };
        fmt::print("kills before the write {}, while a version is written {}, between its name and "
                   "the register {}, "
                   "after it was published {}; ended before the kill {}\n",
                   hits(Moment::before), hits(Moment::writing), hits(Moment::named),
                   hits(Moment::after), hits(Moment::ended));
        fmt::print(
            "an undisturbed ingest takes {:.3f} s, {:.3f} s of it from the first byte written\n",
            m_whole.count(), m_writing.count());
        fmt::print("versions published: points {}, communes {}, poles {}; problems {}\n",
                   m_check.versions("points"), m_check.versions("communes"),
                   m_check.versions("poles"), m_problems);
        const int all = hits(Moment::before) + hits(Moment::writing) + hits(Moment::named) +
                        hits(Moment::after);
        const bool aimed_well = hits(Moment::writing) * 4 >= all && hits(Moment::after) > 0;
        if (!aimed_well) {
            fmt::print("too few kills hit the writing of a version: this run proves nothing\n");
        }
        return m_problems == 0 && aimed_well;
    }

private:
    [[nodiscard]] fs::path log() const { return m_site.folder() / "ingest.log"; }
    [[nodiscard]] fs::path versions(const char* dataset) const
    {
        return m_site.data() / "versions" / dataset;
    }

    void remember()
    {
        m_before.clear();
        for (const char* dataset : datasets) {
            for (const char* prefix : {".new-", ".pending-"}) {
                m_before.merge(entries_of(versions(dataset), prefix));
            }
        }
    }

    /// Whether the turn has made an entry that is still there.
    [[nodiscard]] bool has_new(const char* dataset, std::string_view prefix) const
    {
        const Entries now = entries_of(versions(dataset), prefix);
        return std::any_of(now.begin(), now.end(),
                           [&](const auto& entry) { return m_before.count(entry) == 0; });
    }

    /// Until the turn makes such an entry, or the process has ended.
    void wait_for(IngestProcess& ingest, const char* dataset, std::string_view prefix) const
    {
        while (ingest.runs() && !has_new(dataset, prefix)) {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }

    void wait_for_the_moment(IngestProcess& ingest, int turn)
    {
        std::uniform_real_distribution<double> share(0, 1);
        switch (turn % 6) {
        case 0:
            std::this_thread::sleep_for(m_whole * share(m_random));
            break;
        case 1:
            wait_for(ingest, "points", ".pending-");
            break;
        case 2:
            wait_for(ingest, "communes", ".new-");
            std::this_thread::sleep_for(m_writing * 0.2 * share(m_random));
            break;
        default:
            wait_for(ingest, "points", ".new-");
            std::this_thread::sleep_for(m_writing * share(m_random));
        }
    }

    Moment moment_of(bool killed, std::size_t before, int turn)
    {
        bool writing = false;
        bool named = false;
        for (const char* dataset : datasets) {
            writing = writing || has_new(dataset, ".new-");
            named = named || has_new(dataset, ".pending-");
        }
        look(turn);
        if (!killed) {
            return Moment::ended;
        }
        if (named) {
            return Moment::named;
        }
        if (writing) {
            return Moment::writing;
        }
        return m_check.versions("points") > before ? Moment::after : Moment::before;
    }

    void look(int turn)
    {
        for (const std::string& problem : m_check.look()) {
            fmt::print("turn {}: {}\n", turn, problem);
            ++m_problems;
        }
    }

    void expect(bool holds, std::string_view what)
    {
        if (!holds) {
            ++m_problems;
            std::ifstream said(log());
            fmt::print("{}\n{}\n", what, std::string(std::istreambuf_iterator<char>(said), {}));
        }
    }

    static constexpr std::array<const char*, 3> datasets{"points", "communes", "poles"};

    fs::path m_parvis;
    GeneratedSite m_site;
    StoreCheck m_check;
    std::mt19937 m_random;
    Entries m_before;
    Seconds m_whole{0};
    Seconds m_writing{0};
    std::array<int, 5> m_hits{};
    int m_problems = 0;
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        fmt::print(stderr, "kill_ingest PARVIS [TURNS [SEED]]\n");
        return 2;
    }
    try {
        const int turns = argc > 2 ? std::stoi(argv[2]) : 100;
        const auto seed = static_cast<std::uint32_t>(argc > 3 ? std::stoul(argv[3]) : 20'261'122);
        const auto start = Clock::now();
        KillLoop loop(argv[1], seed);
        loop.undisturbed(0);
        for (int turn = 1; turn <= turns; ++turn) {
            loop.disturbed(turn);
        }
        loop.undisturbed(turns + 1);
        const bool well = loop.tell();
        fmt::print("{} ingests in {:.1f} s, seed {}\n", turns + 2,
                   Seconds(Clock::now() - start).count(), seed);
        return well ? 0 : 1;
    } catch (const std::exception& error) {
        fmt::print("{}\n", error.what());
        return 1;
    }
}
