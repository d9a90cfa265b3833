// SPDX-License-Identifier: EUPL-1.2
// How many versions are kept, and what is left of the others; alerts of sources.
#include "datasets/retention.hpp"
#include "datasets/sqlite.hpp"
#include "geo/error.hpp"
#include "scratch_folder.hpp"
#include "trial_version.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::test;
using Numbers = std::vector<std::uint32_t>;

namespace {

struct Versions {
    ScratchFolder data;
    Register reg{data.path()};

    void write(const std::string& source)
    {
        VersionWriter writer(data.path(), "essai", properties());
        Manifest manifest = manifest_of(0, source);
        static_cast<void>(writer.commit(manifest, reg));
    }
    [[nodiscard]] std::string states() const
    {
        std::string states;
        for (const VersionRecord& record : reg.versions("essai")) {
            states += record.state.substr(0, 2);
        }
        return states;
    }
    [[nodiscard]] bool on_disk(std::uint32_t version) const
    {
        return std::filesystem::exists(version_folder(data.path(), "essai", version));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(retention)

BOOST_AUTO_TEST_CASE(the_newest_stay_and_the_others_leave_their_line)
{
    Versions all;
    for (const char* source : {"a", "b", "c", "d", "e"}) {
        all.write(source);
    }
    BOOST_TEST((prune_versions(all.reg, "essai", 3, "essai") == Numbers{2, 1}));
    BOOST_TEST(all.states() == "pususuprpr");
    BOOST_TEST(all.on_disk(3));
    BOOST_TEST(!all.on_disk(2));
    BOOST_TEST(all.reg.verify().empty());
    BOOST_TEST(all.reg.registered("essai", 1).content_sha256.size() == 64U);
    BOOST_TEST((prune_versions(all.reg, "essai", 3, "essai").empty()));
    BOOST_CHECK_THROW(all.reg.release("essai", 1, {}), StoreError);
    all.write("f");
    BOOST_TEST(all.reg.published("essai")->version == 6U);
}

BOOST_AUTO_TEST_CASE(the_published_one_stays_even_where_it_is_the_oldest)
{
    Versions all;
    for (const char* source : {"a", "b", "c"}) {
        all.write(source);
    }
    static_cast<void>(all.reg.roll_back("essai", {}));
    static_cast<void>(all.reg.roll_back("essai", {}));
    BOOST_TEST((prune_versions(all.reg, "essai", 1, "essai") == Numbers{3, 2}));
    BOOST_TEST(all.reg.published("essai")->version == 1U);
    BOOST_TEST(all.reg.verify().empty());
    // What was withdrawn is not published again by itself, though its files have gone.
    VersionWriter writer(all.data.path(), "essai", properties());
    Manifest manifest = manifest_of(0, "c");
    BOOST_TEST(!writer.commit(manifest, all.reg).has_value());
    BOOST_TEST(writer.withdrawn().value() == 3U);
}

BOOST_AUTO_TEST_CASE(what_a_killed_pruning_left_goes_with_the_next)
{
    Versions all;
    all.write("a");
    all.write("b");
    static_cast<void>(all.reg.prune("essai", 1, {}));  // and killed before the folder went
    BOOST_TEST(all.on_disk(1));
    BOOST_TEST(all.reg.verify().empty());
    BOOST_TEST((prune_versions(all.reg, "essai", 1, "essai") == Numbers{1}));
    BOOST_TEST(!all.on_disk(1));
}

BOOST_AUTO_TEST_CASE(an_alert_goes_on_until_it_ends)
{
    const ScratchFolder data;
    Register reg(data.path());
    reg.raise_alert("essai", "gone", "plus là");
    const auto first = reg.alerts();
    reg.raise_alert("essai", "gone", "toujours pas là");
    reg.raise_alert("autre", "shrunk", "moitié");
    BOOST_TEST(reg.alerts().size() == 2U);
    BOOST_TEST(reg.alerts().at(1).since == first.at(0).since);
    BOOST_TEST(reg.alerts().at(1).message == "toujours pas là");
    reg.end_alerts("essai", "gone");
    BOOST_TEST(reg.alerts().size() == 2U);
    reg.end_alerts("essai");
    BOOST_TEST(reg.alerts().size() == 1U);
    reg.raise_alert("essai", "gone", "de nouveau");
    BOOST_TEST(reg.alerts().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
