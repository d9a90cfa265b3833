// SPDX-License-Identifier: EUPL-1.2
#include "small_site.hpp"

#include "publish/works/book.hpp"
#include "publish/works/change_ledger.hpp"
#include "publish/works/change_query.hpp"
#include "publish/works/record_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace parvis;
using namespace parvis::publish::works;
using parvis::test::SmallSite;

namespace {

/// A list of works as a client keeps it: what each change makes of it.
using Held = std::map<std::string, WorkState>;

struct Followed : SmallSite {
    datasets::Instant at{1'795'000'000};
    ChangeLedger ledger{site().data()};
    std::uint32_t turn = 0;

    void show(const std::vector<datasets::Feature>& rows)
    {
        publish(works_facts(), works_properties(), rows);
        refresh();
    }
    std::size_t record(std::int64_t moment = 1'795'000'000)
    {
        ++at.seconds;
        return ledger.record(*store().current(), datasets::Instant{moment}, at).changes;
    }
    /// Some rows of one draw and some of another, so that works stay, change, come and go.
    std::vector<datasets::Feature> drawn(std::uint32_t seed)
    {
        std::mt19937 random(seed);
        const auto one = works(60, 1), other = works(60, 2);
        std::vector<datasets::Feature> rows;
        for (std::size_t i = 0; i < one.size(); ++i) {
            switch (random() % 3) {
            case 0:
                rows.push_back(one[i]);
                break;
            case 1:
                rows.push_back(other[i]);
                break;
            default:
                break;
            }
        }
        return rows;
    }
    [[nodiscard]] Held present(std::int64_t moment = 1'795'000'000)
    {
        Held held;
        for (const Work& work : works_of(*snapshot("chantiers"))) {
            held.emplace(work.id,
                         published_state(work, *snapshot("chantiers"), datasets::Instant{moment},
                                         store().current()->today, datasets::Zone(work.zone)));
        }
        return held;
    }
};

void apply(Held& held, const Change& change)
{
    held.erase(change.id);
    if (change.after) {
        held.emplace(change.id, *change.after);
    }
}

void require_same(const Held& one, const Held& other)
{
    BOOST_REQUIRE_EQUAL(one.size(), other.size());
    for (const auto& [id, state] : one) {
        BOOST_TEST_CONTEXT(id) { BOOST_REQUIRE(other.at(id) == state); }
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(works_ledger, Followed)

BOOST_AUTO_TEST_CASE(a_state_is_the_same_once_it_was_kept)
{
    show(works(200, 7));
    for (const auto& [id, state] : present()) {
        const auto back = decoded_state(encoded(state));
        BOOST_REQUIRE(back);
        BOOST_REQUIRE(*back == state);
        BOOST_REQUIRE(decoded_whereabouts(encoded(state.where)) == state.where);
    }
}

BOOST_AUTO_TEST_CASE(numbers_rise_and_changes_from_any_number_give_the_present_works)
{
    show(drawn(1));
    BOOST_TEST(record() == 0U);  // who begins gets all works: they are no news
    std::map<std::int64_t, Held> then{{ledger.newest(), present()}};
    for (std::uint32_t seed = 2; seed < 14; ++seed) {
        show(drawn(seed));
        if (seed % 3 == 0) {
            continue;  // nobody saw that one
        }
        BOOST_TEST(record() > 0U);
        BOOST_TEST(record() == 0U);
        then.emplace(ledger.newest(), present());
    }
    for (auto [number, held] : then) {
        std::int64_t last = number;
        for (;;) {
            const auto page = ledger.changes(last, 7);
            BOOST_REQUIRE(page.knows(last));
            if (page.changes.empty()) {
                break;
            }
            for (const auto& change : page.changes) {
                BOOST_REQUIRE_EQUAL(change.number, last + 1);
                last = change.number;
                apply(held, change);
            }
        }
        BOOST_TEST(last == ledger.newest());
        require_same(held, present());
    }
    const auto whole = ledger.whole(0, 0);
    BOOST_TEST(whole.works.size() == present().size());
}

BOOST_AUTO_TEST_CASE(what_is_filtered_stays_right_by_updates_and_tombstones_alone)
{
    show(drawn(1));
    static_cast<void>(record());
    const std::int64_t begin = ledger.newest();
    WorksWanted box;
    box.box = geo::Box{1.0, 49.4, 1.08, 49.5};
    WorksWanted commune;
    commune.commune = "FR_76001";
    const auto fitting = [](const Held& all, const WorksWanted& wanted) {
        std::set<std::string> ids;
        for (const auto& [id, state] : all) {
            if (state.where.fits(wanted)) {
                ids.insert(id);
            }
        }
        return ids;
    };
    auto in_box = fitting(present(), box), in_commune = fitting(present(), commune);
    BOOST_TEST(in_box.size() > 3U);
    for (std::uint32_t seed = 2; seed < 10; ++seed) {
        show(drawn(seed));
        static_cast<void>(record());
    }
    for (const auto& change : ledger.changes(begin, 100'000).changes) {
        for (auto* const pair : {&in_box, &in_commune}) {
            switch (told(change, pair == &in_box ? box : commune)) {
            case Told::update:
                pair->insert(change.id);
                break;
            case Told::gone:
                BOOST_TEST(pair->erase(change.id) == 1U);  // nobody hears of what was never theirs
                break;
            case Told::nothing:
                BOOST_TEST(!pair->contains(change.id));
                break;
            }
        }
    }
    BOOST_TEST((in_box == fitting(present(), box)));
    BOOST_TEST((in_commune == fitting(present(), commune)));
}

BOOST_AUTO_TEST_CASE(a_filter_on_columns_tells_of_all_that_fits_it_no_more)
{
    show(drawn(1));
    static_cast<void>(record());
    const std::int64_t begin = ledger.newest();
    auto parsed = parse_change_query({{"filter", "effet = 'rue_barree'"}}, *store().current(),
                                     ChangeAddress::stream);
    const auto& follow = std::get<ChangeQuery>(parsed).follow;
    const auto closed = [&] {
        const FollowedRows rows(follow, *store().current());
        std::set<std::string> ids;
        for (const auto& [id, state] : present()) {
            if (rows.takes(state)) {
                ids.insert(id);
            }
        }
        return ids;
    };
    auto held = closed();
    BOOST_TEST(held.size() > 5U);
    std::int64_t last = begin;
    for (std::uint32_t seed = 2; seed < 8; ++seed) {
        show(drawn(seed));
        static_cast<void>(record());
        const FollowedRows rows(follow, *store().current());
        for (const auto& change : ledger.changes(last, 100'000).changes) {
            const auto what =
                told(change, follow.wanted, !change.after || rows.takes(*change.after));
            if (what == Told::update) {
                held.insert(change.id);
            } else if (what == Told::gone) {
                held.erase(change.id);
            }
            last = change.number;
        }
        BOOST_TEST((held == closed()));
    }
    BOOST_TEST(std::holds_alternative<std::vector<publish::ParameterProblem>>(
        parse_change_query({{"filter", "rien = 1"}, {"since", "-1"}, {"quoi", ""}},
                           *store().current(), ChangeAddress::changes)));
}

BOOST_AUTO_TEST_CASE(the_clock_starts_and_ends_works)
{
    auto rows = works(1, 3);
    rows[0].values[2] = datasets::Value{datasets::Date{2026, 11, 25}};
    rows[0].values[3] = datasets::Value{datasets::Date{2026, 11, 26}};
    rows[0].values[4] = datasets::Value{std::string("prevu")};
    show(rows);
    constexpr std::int64_t before = 1'795'000'000;
    static_cast<void>(record(before));
    const std::int64_t begin = ledger.newest();
    const auto starts = next_turn(*store().current(), datasets::Instant{before});
    BOOST_REQUIRE(starts);
    const auto ends = next_turn(*store().current(), *starts);
    BOOST_REQUIRE(ends);
    BOOST_TEST(ends->seconds - starts->seconds == 2 * 86'400);
    BOOST_TEST(record(starts->seconds - 1) == 0U);
    BOOST_TEST(record(starts->seconds) == 1U);
    BOOST_TEST(record(starts->seconds - 30) == 0U);  // another server's clock is late
    BOOST_TEST(record(ends->seconds) == 1U);
    const auto changes = ledger.changes(begin, 10).changes;
    BOOST_REQUIRE_EQUAL(changes.size(), 2U);
    BOOST_TEST((changes[0].kind == ChangeKind::started && changes[0].by_clock));
    BOOST_TEST((changes[1].kind == ChangeKind::ended && changes[1].by_clock));
    BOOST_TEST(changes[0].members.find(R"("from":"prevu","to":"en_cours")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_state_by_whole_days_turns_at_midnight_and_is_a_change)
{
    auto rows = works(1, 3);
    rows[0].values[2] = datasets::Value{datasets::Date{2026, 11, 10}};
    rows[0].values[3] = datasets::Value{datasets::Date{2026, 11, 25}};
    rows[0].values[4] = datasets::Value{std::string("prevu")};
    show(rows);
    const auto& dataset = *snapshot("chantiers");
    auto work = works_of(dataset).at(0);
    const datasets::Zone zone(work.zone);
    // It ends at five in the afternoon of its last day.
    work.phases[0].end->at = zone.instant_of({2026, 11, 25}, 17 * 3'600).instant;
    work.phases[0].end->whole_day = false;
    const auto state = [&](datasets::Date day, std::int32_t second) {
        return published_state(work, dataset, zone.instant_of(day, second).instant, day, zone);
    };
    const auto at_noon = state({2026, 11, 25}, 43'200), at_six = state({2026, 11, 25}, 64'800),
               next_day = state({2026, 11, 26}, 1);
    const auto evening = compare(&at_noon, &at_six), night = compare(&at_six, &next_day);
    BOOST_REQUIRE((evening && night));
    BOOST_TEST((evening->kind == ChangeKind::ended && evening->by_clock));
    BOOST_TEST(evening->members.find("etat_du_jour") != std::string::npos);
    BOOST_TEST((night->kind == ChangeKind::changed && night->by_clock));
    BOOST_TEST(!compare(&next_day, &next_day));
}

BOOST_AUTO_TEST_CASE(declarations_and_departures_have_their_kinds)
{
    auto rows = works(2, 3);
    for (auto& row : rows) {
        row.values[2] = datasets::Value{datasets::Date{2026, 11, 1}};
        row.values[3] = datasets::Value{datasets::Date{2026, 12, 26}};
        row.values[4] = datasets::Value{std::string("prevu")};
        row.values[1] = datasets::Value{std::string("Rue du Bac")};
    }
    show(rows);
    static_cast<void>(record());
    const std::int64_t begin = ledger.newest();
    const auto change = [&](const std::vector<datasets::Feature>& next) {
        show(next);
        BOOST_TEST(record() == 1U);
        return ledger.changes(ledger.newest() - 1, 1).changes.at(0);
    };
    rows[0].values[1] = datasets::Value{std::string("Rue du Pont")};
    const auto renamed = change(rows);
    BOOST_TEST((renamed.kind == ChangeKind::changed && !renamed.by_clock));
    BOOST_TEST(renamed.members == R"([{"member":"titre","from":"Rue du Bac","to":"Rue du Pont"}])");
    rows[0].values[4] = datasets::Value{std::string("annule")};
    BOOST_TEST((change(rows).kind == ChangeKind::cancelled));
    rows[0].values[4] = datasets::Value{std::string("prevu")};
    BOOST_TEST((change(rows).kind == ChangeKind::resumed));
    rows.pop_back();
    const auto gone = change(rows);
    BOOST_TEST((gone.kind == ChangeKind::departed && !gone.after));
    // It may have left because it named somebody: what is kept of it has no text.
    for (const auto& one : ledger.changes(begin, 10).changes) {
        if (one.id == gone.id && one.after) {
            BOOST_TEST(one.members == "[]");
            BOOST_TEST(feature_of(*one.after).find("Rue du") == std::string::npos);
        }
    }
    BOOST_TEST((change(works(1, 3)).kind != ChangeKind::departed));
    BOOST_TEST(ledger.newest() == begin + 5);
}

BOOST_AUTO_TEST_CASE(two_servers_number_each_change_once_and_none_writes_an_older_state)
{
    show(drawn(1));
    static_cast<void>(record());
    publish::Store late(site());
    late.refresh(at);
    const auto seen_before = late.current();
    show(drawn(2));
    const auto count = record();
    BOOST_TEST(count > 0U);
    ChangeLedger other(site().data());
    const auto stale = other.record(*seen_before, at, at);
    BOOST_TEST(stale.changes == 0U);
    BOOST_TEST(!stale.is_current);
    show(drawn(3));
    const auto begin = ledger.newest();
    std::vector<std::size_t> counts(4);
    {
        std::vector<std::jthread> servers;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            servers.emplace_back([this, i, &counts] {
                ChangeLedger own(site().data());
                counts[i] = own.record(*store().current(), at, at).changes;
            });
        }
    }
    BOOST_TEST(std::count(counts.begin(), counts.end(), 0U) == 3);
    BOOST_TEST(static_cast<std::size_t>(ledger.newest() - begin) ==
               *std::max_element(counts.begin(), counts.end()));
}

BOOST_AUTO_TEST_CASE(what_is_too_old_is_said_never_left_out)
{
    show(drawn(1));
    static_cast<void>(record());
    const auto begin = ledger.newest();
    show(drawn(2));
    static_cast<void>(record());
    BOOST_TEST(ledger.changes(begin, 10).knows(begin));
    at.seconds += ChangeLedger::most_seconds + 10;
    show(drawn(3));
    static_cast<void>(record());
    const auto page = ledger.changes(begin, 10);
    BOOST_TEST(!page.knows(begin));
    BOOST_TEST(page.changes.empty());
    BOOST_TEST(!ledger.changes(page.newest + 1, 10).knows(page.newest + 1));
    // A ledger that is lost begins above the old one.
    for (const char* rest : {"", "-wal", "-shm"}) {
        std::filesystem::remove(site().data() / (std::string(ledger_file) + rest));
    }
    ChangeLedger anew(site().data());
    at.seconds += 86'400;
    static_cast<void>(anew.record(*store().current(), at, at));
    BOOST_TEST(!anew.changes(page.newest, 10).knows(page.newest));
    const auto rights = std::filesystem::status(site().data() / ledger_file).permissions();
    BOOST_TEST(
        (rights == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
}

BOOST_AUTO_TEST_SUITE_END()
