// SPDX-License-Identifier: EUPL-1.2
#include "service/made_file.hpp"

#include "publish/temporary_folder.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace parvis;
using service::FileSlice;
using service::MadeFiles;
using service::SpoolRoom;
namespace fs = std::filesystem;

namespace {

/// A folder for temporary files of this test alone.
struct OwnTemporaries {
    test::ScratchFolder folder;
    std::string before;
    OwnTemporaries()
    {
        const char* const set = std::getenv("TMPDIR");
        before = set == nullptr ? "" : set;
        ::setenv("TMPDIR", folder.path().c_str(), 1);
    }
    ~OwnTemporaries()
    {
        if (before.empty()) {
            ::unsetenv("TMPDIR");
        } else {
            ::setenv("TMPDIR", before.c_str(), 1);
        }
    }
    OwnTemporaries(const OwnTemporaries&) = delete;
    OwnTemporaries& operator=(const OwnTemporaries&) = delete;
};

fs::path written(const fs::path& folder)
{
    test::put(folder / "file", "abc");
    return folder / "file";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(made_file, OwnTemporaries)

BOOST_AUTO_TEST_CASE(two_files_are_made_at_a_time_and_a_third_is_refused)
{
    MadeFiles files(std::make_shared<SpoolRoom>());
    std::latch inside(2);
    std::latch go(1);
    std::vector<std::optional<FileSlice>> made(2);
    std::optional<FileSlice> third;
    {
        std::vector<std::jthread> threads;
        for (auto& one : made) {
            threads.emplace_back([&] {
                one = files.make([&](const fs::path& own) {
                    inside.count_down();
                    go.wait();
                    return written(own);
                });
            });
        }
        inside.wait();
        third = files.make(written);
        go.count_down();
    }
    BOOST_TEST(!third);
    for (const auto& one : made) {
        BOOST_REQUIRE(one);
        std::string text(one->length, '\0');
        BOOST_TEST(::pread(*one->descriptor, text.data(), text.size(), 0) == 3);
        BOOST_TEST(text == "abc");
    }
    BOOST_TEST(files.make(written).has_value());
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(a_maker_that_fails_frees_its_turn_and_leaves_no_folder)
{
    MadeFiles files(std::make_shared<SpoolRoom>());
    for (int i = 0; i < 4; ++i) {
        BOOST_CHECK_THROW((void)files.make([](const fs::path& own) -> fs::path {
            (void)written(own);
            throw std::runtime_error("no");
        }),
                          std::runtime_error);
    }
    BOOST_TEST(files.make(written).has_value());
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(what_a_file_takes_of_the_room_is_given_back_with_it)
{
    const auto room = std::make_shared<SpoolRoom>(5);
    MadeFiles files(room);
    {
        const auto held = files.make(written);
        BOOST_REQUIRE(held);
        BOOST_TEST(room->taken() == 3U);
        const FileSlice copy = *held;
        BOOST_TEST(!files.make(written));
        BOOST_TEST(room->taken() == 3U);
    }
    BOOST_TEST(room->taken() == 0U);
    BOOST_CHECK_THROW((void)files.make([](const fs::path& own) { return own / "none"; }),
                      std::exception);
    BOOST_TEST(room->taken() == 0U);
}

BOOST_AUTO_TEST_CASE(folders_of_dead_processes_go_and_those_of_the_living_stay)
{
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        ::_exit(0);
    }
    BOOST_REQUIRE(::waitpid(child, nullptr, 0) == child);
    const auto of = [&](const std::string& process) {
        return folder.path() / ("parvis-fichier-" + process + "-abcdef");
    };
    const auto dead = of(std::to_string(child));
    const auto living = of(std::to_string(::getppid()));
    const auto nobodys = of("x");
    const auto foreign = folder.path() / ("autre-" + std::to_string(child));
    for (const auto& each : {dead, living, nobodys, foreign}) {
        test::put(each / "file", "abc");
    }
    parvis::publish::TemporaryFolder::remove_left();
    BOOST_TEST(!fs::exists(dead));
    BOOST_TEST(fs::exists(living / "file"));
    BOOST_TEST(fs::exists(nobodys / "file"));
    BOOST_TEST(fs::exists(foreign / "file"));
}

BOOST_AUTO_TEST_SUITE_END()
