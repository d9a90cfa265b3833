// SPDX-License-Identifier: EUPL-1.2
// When the files of a source are said to have been written anew.
#include "service/source_watch.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using parvis::service::SourceWatch;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("parvis-source-watch-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream(path / name, std::ios::binary) << text;
    }
    [[nodiscard]] SourceWatch watch(const std::string& name) const
    {
        parvis::datasets::DatasetDefinition definition;
        definition.source = path / name;
        return SourceWatch(definition);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(source_watch, Folder)

BOOST_AUTO_TEST_CASE(a_new_state_is_told_once_and_only_when_it_stands_still)
{
    write("works.csv", "a");
    auto watch = this->watch("works.csv");
    BOOST_TEST(!watch.look());
    BOOST_TEST(!watch.look());
    write("works.csv", "ab");
    BOOST_TEST(!watch.look());
    write("works.csv", "abc");  // it is being written
    BOOST_TEST(!watch.look());
    BOOST_TEST(watch.look());
    BOOST_TEST(!watch.look());
    write("other.csv", "abc");
    BOOST_TEST(!watch.look());
    BOOST_TEST(!watch.look());
}

BOOST_AUTO_TEST_CASE(a_file_put_in_its_place_is_another_even_with_the_same_size_and_time)
{
    write("works.csv", "a");
    auto watch = this->watch("works.csv");
    const auto time = fs::last_write_time(path / "works.csv");
    write("new", "b");
    fs::last_write_time(path / "new", time);
    fs::rename(path / "new", path / "works.csv");
    BOOST_TEST(!watch.look());
    BOOST_TEST(watch.look());
    fs::remove(path / "works.csv");
    BOOST_TEST(!watch.look());
    BOOST_TEST(watch.look());
}

BOOST_AUTO_TEST_CASE(what_belongs_to_a_shapefile_counts_and_so_does_a_folder_with_a_pattern)
{
    write("works.shp", "a");
    write("works.dbf", "a");
    auto watch = this->watch("works.shp");
    write("works.dbf", "b");
    BOOST_TEST(!watch.look());
    BOOST_TEST(watch.look());

    parvis::datasets::DatasetDefinition definition;
    definition.source_folder = path;
    definition.source = path / "*.csv";
    SourceWatch folder(definition);
    write("works-2.csv", "a");
    BOOST_TEST(!folder.look());
    BOOST_TEST(folder.look());
}

BOOST_AUTO_TEST_SUITE_END()
