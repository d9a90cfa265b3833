// SPDX-License-Identifier: EUPL-1.2
#include "datasets/version.hpp"

#include "datasets/register.hpp"
#include "datasets/sha256.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"
#include "trial_version.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace parvis;
using namespace parvis::datasets;
using parvis::test::manifest_of;
using parvis::test::properties;
using parvis::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

Feature row(const std::string& id, Value start = {}, Value end = {})
{
    return {id,
            geo::Point{{1.5, 43.6}},
            {{}, {}, {}, id, std::move(start), std::move(end), {}, {}, {}}};
}

std::optional<std::uint32_t> publish(const fs::path& data, Register& reg, std::uint64_t rows,
                                     const std::string& source = "a")
{
    VersionWriter writer(data, "essai", properties());
    for (std::uint64_t i = 0; i < rows; ++i) {
        writer.write(row("p" + std::to_string(i)));
    }
    Manifest manifest = manifest_of(rows, source);
    return writer.commit(manifest, reg);
}

std::size_t entries_in(const fs::path& folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(version)

BOOST_AUTO_TEST_CASE(the_manifest_tells_extent_interval_files_and_sums)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", properties());
    writer.write(row("a", Date{2014, 3, 1}, Date{2014, 5, 1}));
    writer.write(row("b", Date{2014, 1, 1}, Date{2014, 2, 1}));
    writer.write(row("c"));
    Manifest manifest = manifest_of(3);
    BOOST_TEST(writer.commit(manifest, reg).value() == 1U);

    const fs::path folder = version_folder(data.path(), "essai", 1);
    const Manifest stored = read_manifest(folder / "manifest.json");
    BOOST_TEST(to_json(stored) == to_json(manifest));
    BOOST_TEST(stored.interval_start == "2014-01-01");
    BOOST_TEST(stored.interval_end == "2014-05-01");
    BOOST_TEST((stored.extent == geo::Box{1.5, 43.6, 1.5, 43.6}));
    BOOST_REQUIRE_EQUAL(stored.files.size(), 3U);
    for (const VersionFile& file : stored.files) {
        const std::string content = test::content_of(folder / file.name);
        BOOST_TEST(file.bytes == content.size());
        BOOST_TEST(file.sha256 == sha256_hex(content));
    }
    BOOST_TEST(reg.published("essai")->manifest_sha256 ==
               sha256_hex(test::content_of(folder / "manifest.json")));
}

BOOST_AUTO_TEST_CASE(a_row_without_end_leaves_the_interval_open)
{
    const ScratchFolder data;
    Register reg(data.path());
    VersionWriter writer(data.path(), "essai", properties());
    writer.write(row("a", Date{2014, 3, 1}, Date{2014, 5, 1}));
    writer.write(row("b", Date{2014, 4, 1}));
    Manifest manifest = manifest_of(2);
    static_cast<void>(writer.commit(manifest, reg));

    BOOST_TEST(manifest.interval_start == "2014-03-01");
    BOOST_TEST(manifest.interval_end == "");
}

BOOST_AUTO_TEST_CASE(the_same_content_twice_makes_no_second_version)
{
    const ScratchFolder data;
    Register reg(data.path());

    BOOST_TEST(publish(data.path(), reg, 3).value() == 1U);
    BOOST_TEST(!publish(data.path(), reg, 3).has_value());
    BOOST_TEST(publish(data.path(), reg, 4).value() == 2U);
    BOOST_TEST(publish(data.path(), reg, 4, "another source").value() == 3U);
    BOOST_TEST(reg.versions("essai").size() == 3U);
    BOOST_TEST(entries_in(data / "versions/essai") == 4U);  // three versions and the lock
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(the_same_bytes_under_another_name_make_no_second_version)
{
    const ScratchFolder data;
    Register reg(data.path());
    const auto bring = [&](const std::string& name, const std::string& sum) {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("a"));
        Manifest manifest = manifest_of(1, sum);
        manifest.source.name = name;
        return writer.commit(manifest, reg);
    };
    BOOST_TEST(bring("travaux.csv", "a").value() == 1U);
    BOOST_TEST(!bring("Travaux (1).csv", "a").has_value());
    BOOST_TEST(bring("travaux.csv", "b").value() == 2U);
    BOOST_TEST(
        read_manifest(version_folder(data.path(), "essai", 1) / "manifest.json").source.name ==
        "travaux.csv");
}

BOOST_AUTO_TEST_CASE(a_version_summed_with_the_name_of_its_file_is_known_again)
{
    const ScratchFolder data, older;
    Register reg(data.path());
    const auto bring = [](const fs::path& folder, Register& into) {
        VersionWriter writer(folder, "essai", properties());
        writer.write(row("a"));
        Manifest manifest = manifest_of(1);
        manifest.source.name = "travaux.csv";
        return writer.commit(manifest, into);
    };
    BOOST_TEST(bring(data.path(), reg).value() == 1U);
    fs::copy(data / "versions", older / "versions", fs::copy_options::recursive);
    Manifest content = read_manifest(version_folder(data.path(), "essai", 1) / "manifest.json");
    content.version = 0;
    content.created.clear();
    content.cause.clear();
    VersionRecord record = reg.registered("essai", 1);
    record.content_sha256 = sha256_hex(to_json(content));
    BOOST_TEST(record.content_sha256 != reg.registered("essai", 1).content_sha256);
    Register before(older.path());
    before.publish(record);

    BOOST_TEST(!bring(older.path(), before).has_value());
}

BOOST_AUTO_TEST_CASE(the_same_content_is_written_again_where_the_version_is_damaged)
{
    for (const char* name : {"features.geojsonl", "table.csv", "issues.csv", "manifest.json"}) {
        for (const bool removed : {true, false}) {
            BOOST_TEST_CONTEXT(name << (removed ? " removed" : " cut"))
            {
                const ScratchFolder data;
                Register reg(data.path());
                BOOST_TEST(publish(data.path(), reg, 3).value() == 1U);
                const fs::path file = version_folder(data.path(), "essai", 1) / name;
                if (removed) {
                    fs::remove(file);
                } else {
                    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
                    fs::resize_file(file, fs::file_size(file) - 1);
                }

                BOOST_TEST(publish(data.path(), reg, 3).value_or(0) == 2U);
                BOOST_TEST(reg.published("essai")->version == 2U);
                BOOST_TEST(!publish(data.path(), reg, 3).has_value());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_crossing_for_another_day_is_a_new_statement_even_with_the_same_figures)
{
    const ScratchFolder data;
    Register reg(data.path());
    const auto cross = [&](const std::string& day, const std::string& input) {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("a"));
        Manifest manifest = manifest_of(1);
        manifest.cause = "crossing";
        manifest.reference_date = day;
        manifest.inputs = {input};
        return writer.commit(manifest, reg);
    };

    BOOST_TEST(cross("2026-11-22", "chantiers@1").value() == 1U);
    BOOST_TEST(!cross("2026-11-22", "chantiers@1").has_value());
    BOOST_TEST(cross("2026-11-23", "chantiers@1").value() == 2U);
    BOOST_TEST(cross("2026-11-23", "chantiers@2").value() == 3U);
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_not_committed_leaves_nothing)
{
    const ScratchFolder data;
    Register reg(data.path());
    {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("a"));
    }
    BOOST_TEST(entries_in(data / "versions/essai") == 1U);  // the lock
    BOOST_TEST(publish(data.path(), reg, 1).value() == 1U);
}

BOOST_AUTO_TEST_CASE(of_two_writers_of_one_dataset_the_second_is_told_to_wait)
{
    const ScratchFolder data;
    const VersionWriter first(data.path(), "essai", properties());
    try {
        const VersionWriter second(data.path(), "essai", properties());
        BOOST_FAIL("two writers at once");
    } catch (const StoreError& error) {
        BOOST_TEST(std::string(error.what()).find("« essai »") != std::string::npos);
        BOOST_TEST(std::string(error.what()).find("Attendez") != std::string::npos);
        // It may be a refresh that nobody deposited anything for.
        BOOST_TEST(std::string(error.what()).find("mise à jour automatique") != std::string::npos);
        BOOST_TEST(std::string(error.what()).find("processus") == std::string::npos);
    }
    BOOST_CHECK_NO_THROW(VersionWriter(data.path(), "autre", properties()));
}

BOOST_AUTO_TEST_CASE(a_patient_writer_comes_in_when_the_one_before_has_finished)
{
    const ScratchFolder data;
    auto first = std::make_unique<VersionWriter>(data.path(), "essai", properties());
    std::jthread finishes([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        first.reset();
    });

    BOOST_CHECK_NO_THROW(
        VersionWriter(data.path(), "essai", properties(), std::chrono::seconds(30)));
}

BOOST_AUTO_TEST_CASE(what_killed_writers_left_is_removed_by_the_next)
{
    const ScratchFolder data;
    Register reg(data.path());
    static_cast<void>(publish(data.path(), reg, 1));
    test::put(data / "versions/essai/.new-1-1/features.geojsonl", "half a l");
    // Killed after the rename and before the register:
    test::put(data / "versions/essai/2/features.geojsonl",
              "a whole version that nobody was told of");
    test::put(data / "versions/essai/.pending-2", "");
    BOOST_TEST(reg.verify().empty());

    BOOST_TEST(publish(data.path(), reg, 2).value() == 2U);
    BOOST_TEST(entries_in(data / "versions/essai") == 3U);
    BOOST_TEST(reg.verify().empty());
}

BOOST_AUTO_TEST_CASE(a_register_that_was_lost_costs_no_version)
{
    const ScratchFolder data;
    {
        Register reg(data.path());
        static_cast<void>(publish(data.path(), reg, 1));
        static_cast<void>(publish(data.path(), reg, 2));
    }
    for (const char* suffix : {"", "-wal", "-shm"}) {
        fs::remove(data / ("register.sqlite" + std::string(suffix)));
    }

    Register reg(data.path());
    BOOST_TEST(reg.verify().size() == 2U);
    BOOST_TEST(publish(data.path(), reg, 3).value() == 3U);
    BOOST_TEST(fs::exists(version_folder(data.path(), "essai", 1) / "manifest.json"));
}

BOOST_AUTO_TEST_CASE(counts_that_do_not_add_up_are_never_published)
{
    const ScratchFolder data;
    Register reg(data.path());
    static_cast<void>(publish(data.path(), reg, 1));
    for (const Counts& counts : {Counts{2, 2, 0, 0, 0, 0}, Counts{2, 1, 0, 0, 0, 0}}) {
        VersionWriter writer(data.path(), "essai", properties());
        writer.write(row("b"));
        Manifest manifest = manifest_of(1);
        manifest.counts = counts;
        BOOST_CHECK_THROW(static_cast<void>(writer.commit(manifest, reg)), StoreError);
    }
    BOOST_TEST(reg.published("essai")->version == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_version_may_hold_is_refused)
{
    const ScratchFolder data;
    VersionWriter writer(data.path(), "essai", properties());
    const auto refused = [&](const std::function<void(Feature&)>& spoil) {
        Feature feature = row("a");
        spoil(feature);
        BOOST_CHECK_THROW(writer.write(feature), EncodingError);
    };
    refused([](Feature& f) { f.id = ""; });
    refused([](Feature& f) { f.id = "a/b"; });
    refused([](Feature& f) { f.id = "é"; });
    refused([](Feature& f) { f.values.pop_back(); });
    refused([](Feature& f) { f.values[1] = std::string("12"); });
    refused([](Feature& f) { f.values[2] = std::numeric_limits<double>::quiet_NaN(); });
    refused([](Feature& f) {
        f.geometry = geo::Point{{std::numeric_limits<double>::infinity(), 0}};
    });
}

BOOST_AUTO_TEST_CASE(a_dataset_cannot_be_named_out_of_its_folder)
{
    const ScratchFolder data;
    for (const char* id : {"", "..", "../x", "a/b", "A", "é", "a b"}) {
        BOOST_CHECK_THROW(VersionWriter(data.path(), id, properties()), StoreError);
    }
}

BOOST_AUTO_TEST_CASE(a_reader_in_another_process_sees_one_whole_version_or_the_next)
{
    constexpr std::uint32_t last = 40;
    const ScratchFolder data;
    const pid_t reader = ::fork();
    BOOST_REQUIRE(reader >= 0);
    if (reader == 0) {
        int result = 1;
        try {
            const Register reg(data.path());
            for (std::uint32_t seen = 0; seen < last;) {
                const auto record = reg.published("essai");
                if (!record) {
                    continue;
                }
                const fs::path folder = version_folder(data.path(), "essai", record->version);
                const Manifest manifest = read_manifest(folder / "manifest.json");
                const std::string rows = test::content_of(folder / "features.geojsonl");
                const auto lines =
                    static_cast<std::uint64_t>(std::count(rows.begin(), rows.end(), '\n'));
                if (record->version < seen || manifest.version != record->version ||
                    lines != record->kept) {
                    ::_exit(2);
                }
                seen = record->version;
            }
            result = 0;
        } catch (const std::exception&) {
            result = 3;
        }
        ::_exit(result);
    }

    Register reg(data.path());
    for (std::uint32_t version = 1; version <= last; ++version) {
        BOOST_TEST(publish(data.path(), reg, version).value() == version);
    }

    int status = 0;
    BOOST_REQUIRE_EQUAL(::waitpid(reader, &status, 0), reader);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_CASE(the_register_hears_what_another_connection_published)
{
    const ScratchFolder data;
    Register reader(data.path());
    const std::uint64_t before = reader.change_counter();
    BOOST_TEST(reader.change_counter() == before);

    Register writer(data.path());
    static_cast<void>(publish(data.path(), writer, 1));

    BOOST_TEST(reader.change_counter() != before);
    BOOST_TEST(reader.published("essai")->version == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
