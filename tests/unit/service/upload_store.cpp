// SPDX-License-Identifier: EUPL-1.2
#include "service/upload_store.hpp"

#include "../datasets/scratch_folder.hpp"
#include "datasets/sha256.hpp"
#include "geo/error.hpp"
#include "service/upload_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

#include <unistd.h>

namespace {

using namespace parvis::service;
using parvis::test::ScratchFolder;
namespace fs = std::filesystem;

struct Uploads {
    ScratchFolder site;
    fs::path data = site / "data";
    fs::path own = site.write("fichiers/a.csv", "own");
    fs::path file = site.write("incoming/x.csv", "deposited");
};

UploadFacts named(const char* name)
{
    UploadFacts facts;
    facts.name = name;
    return facts;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(upload_store, Uploads)

BOOST_AUTO_TEST_CASE(a_deposit_stands_whatever_the_dates_of_the_sites_own_file_become)
{
    keep_upload(data, "a", file, own, named("Été.csv"));

    for (const auto years : {-10, 10}) {
        fs::last_write_time(own, fs::file_time_type::clock::now() + std::chrono::years(years));

        const auto deposit = newest_deposit(data, "a");

        BOOST_TEST_REQUIRE(deposit.has_value());
        BOOST_TEST(deposit->name == "Été.csv");
        BOOST_TEST(deposit->own_sha256 == parvis::datasets::sha256_hex("own"));
        BOOST_TEST(stands(*deposit, own));
    }
}

BOOST_AUTO_TEST_CASE(a_changed_own_file_wins_whatever_its_date)
{
    keep_upload(data, "a", file, own, named("x.csv"));
    const auto before = fs::last_write_time(own);
    site.write("fichiers/a.csv", "OWN");
    fs::last_write_time(own, before - std::chrono::hours(24));

    BOOST_TEST(!stands(*newest_deposit(data, "a"), own));
}

BOOST_AUTO_TEST_CASE(a_deposit_stands_when_the_own_file_is_gone_and_not_when_one_has_come)
{
    keep_upload(data, "a", file, own, named("x.csv"));
    keep_upload(data, "b", file, site / "fichiers/none.csv", named("x.csv"));
    fs::remove(own);
    BOOST_TEST(stands(*newest_deposit(data, "a"), own));
    BOOST_TEST(stands(*newest_deposit(data, "b"), site / "fichiers/none.csv"));

    BOOST_TEST(!stands(*newest_deposit(data, "b"), site.write("fichiers/none.csv", "")));
}

BOOST_AUTO_TEST_CASE(a_deposit_that_could_not_be_published_gives_its_place_back)
{
    const auto first = keep_upload(data, "a", file, own, named("first.csv"));
    BOOST_TEST(newest_deposit(data, "a")->pending);
    accept_upload(data, "a", first);
    BOOST_TEST(!newest_deposit(data, "a")->pending);
    site.write("fichiers/a.csv", "OWN");
    const auto second =
        keep_upload(data, "a", site.write("incoming/y.csv", "other"), own, named("second.csv"));
    // Killed before anybody knew, and sent again: what is put back is the last that stood.
    const auto third =
        keep_upload(data, "a", site.write("incoming/z.csv", "third"), own, named("third.csv"));

    give_up_upload(data, "a", second);  // another has come meanwhile
    BOOST_TEST(newest_deposit(data, "a")->name == "third.csv");
    give_up_upload(data, "a", third);
    BOOST_TEST_REQUIRE(newest_deposit(data, "a").has_value());
    BOOST_TEST(newest_deposit(data, "a")->name == "first.csv");
    BOOST_TEST(!newest_deposit(data, "a")->pending);
    BOOST_TEST(newest_deposit(data, "a")->own_sha256 == first.own_sha256);

    forget_upload(data, "a", first);
    BOOST_TEST(!newest_deposit(data, "a").has_value());
}

BOOST_AUTO_TEST_CASE(what_was_published_meanwhile_stands_again_and_not_what_was_before_it)
{
    const auto first = keep_upload(data, "a", file, own, named("first.csv"));
    accept_upload(data, "a", first);
    const auto second =
        keep_upload(data, "a", site.write("incoming/y.csv", "other"), own, named("second.csv"));
    const auto third =
        keep_upload(data, "a", site.write("incoming/z.csv", "third"), own, named("third.csv"));

    accept_upload(data, "a", second);
    BOOST_TEST(newest_deposit(data, "a")->name == "third.csv");
    give_up_upload(data, "a", third);

    BOOST_TEST(newest_deposit(data, "a")->name == "second.csv");
    BOOST_TEST(!newest_deposit(data, "a")->pending);
}

BOOST_AUTO_TEST_CASE(a_pending_one_stays_pending_when_a_newer_one_is_given_up)
{
    const auto first = keep_upload(data, "a", file, own, named("first.csv"));
    const auto second =
        keep_upload(data, "a", site.write("incoming/y.csv", "other"), own, named("second.csv"));

    give_up_upload(data, "a", second);

    BOOST_TEST(newest_deposit(data, "a")->name == "first.csv");
    BOOST_TEST(newest_deposit(data, "a")->pending);
    BOOST_TEST(newest_deposit(data, "a")->sha256 == first.sha256);
}

BOOST_AUTO_TEST_CASE(a_broken_marker_or_a_lost_file_stands_in_no_newer_ones_way)
{
    const auto first = keep_upload(data, "a", file, own, named("first.csv"));
    fs::remove_all(first.file.parent_path());
    BOOST_CHECK_THROW((void)newest_deposit(data, "a"), parvis::StoreError);
    keep_upload(data, "a", site.write("incoming/y.csv", "other"), own, named("second.csv"));
    BOOST_TEST(newest_deposit(data, "a")->name == "second.csv");

    site.write("data/uploads/a/newest.json", "{");
    keep_upload(data, "a", site.write("incoming/z.csv", "third"), own, named("third.csv"));
    BOOST_TEST(newest_deposit(data, "a")->name == "third.csv");
}

BOOST_AUTO_TEST_CASE(where_nothing_stood_before_nothing_stands_again)
{
    const auto old = keep_upload(data, "a", file, own, named("old.csv"));
    accept_upload(data, "a", old);
    forget_upload(data, "a", old);  // the site's own file was read
    const auto next =
        keep_upload(data, "a", site.write("incoming/y.csv", "other"), own, named("next.csv"));

    give_up_upload(data, "a", next);

    BOOST_TEST(!newest_deposit(data, "a").has_value());
}

BOOST_AUTO_TEST_CASE(what_a_kill_left_of_an_upload_goes_and_every_whole_one_stays)
{
    const auto kept = keep_upload(data, "a", file, own, named("first.csv"));
    const std::string own_number = std::to_string(::getpid());
    for (const std::string& name :
         {std::string("a/.new-999999999-0123"), std::string("a/.new-999999999-newest.json"),
          "b/.new-" + own_number + "-x"}) {
        site.write("data/uploads/" + name, "half a fi");
    }
    site.write("data/uploads/b/.new-" + std::to_string(::getppid()) + "-y", "of one that lives");

    remove_unfinished_uploads(data);

    BOOST_TEST(newest_deposit(data, "a")->sha256 == kept.sha256);
    std::size_t left = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data / "uploads")) {
        BOOST_TEST_MESSAGE(entry.path());
        ++left;
    }
    // a, its lock, newest.json, folder and file; b and what is being written in it
    BOOST_TEST(left == 7U);
    remove_unfinished_uploads(site / "nowhere");
}

BOOST_AUTO_TEST_CASE(a_name_from_a_client_is_never_a_path_nor_hidden)
{
    BOOST_TEST(safe_name("../../etc/passwd") == "passwd");
    BOOST_TEST(safe_name("C:\\Users\\Zoé\\été 1.csv") == "été_1.csv");
    BOOST_TEST(safe_name("") == "fichier");
    BOOST_TEST(safe_name("..") == "fichier..");
    BOOST_TEST(safe_name(".htaccess") == "fichier.htaccess");
    BOOST_TEST(safe_name("a\xff.csv") == "fichier.csv");
    BOOST_TEST(safe_name(std::string(300, 'a') + ".csv").size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_folder_for_an_upload_goes_with_what_is_in_it)
{
    fs::path where;
    {
        const UploadFolder folder(site / "data/deposits/x");
        where = folder.path();
        parvis::test::put(where / ".incoming", "half a fi");
        BOOST_TEST(fs::exists(where / ".incoming"));
    }
    BOOST_TEST(!fs::exists(where));
}

BOOST_AUTO_TEST_SUITE_END()
