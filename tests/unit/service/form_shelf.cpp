// SPDX-License-Identifier: EUPL-1.2
#include "service/form_shelf.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <fstream>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using parvis::service::FormShelf;
using parvis::service::ShelvedForm;
using State = ShelvedForm::State;
namespace fs = std::filesystem;

/// Makes forms of one text, and counts how many.
struct Press {
    std::string text = "un classeur";
    bool can = true;
    std::atomic<int> made = 0;

    FormShelf::Maker maker()
    {
        return [this](const fs::path& file) {
            ++made;
            std::ofstream(file, std::ios::binary) << text;
            return can;
        };
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(form_shelf, Press)

BOOST_AUTO_TEST_CASE(a_form_is_made_once_for_all_who_ask_for_the_same)
{
    FormShelf shelf;
    for (int i = 0; i < 3; ++i) {
        const ShelvedForm form = shelf.get("chantiers", "1", maker());
        BOOST_TEST((form.state == State::there));
        BOOST_TEST(*form.body == "un classeur");
    }
    BOOST_TEST(made == 1);
    static_cast<void>(shelf.get("equipements", "1", maker()));
    BOOST_TEST(made == 2);
    static_cast<void>(shelf.get("chantiers", "1", maker()));
    BOOST_TEST(made == 2);
}

BOOST_AUTO_TEST_CASE(another_version_is_another_form_and_the_old_one_goes)
{
    FormShelf shelf;
    static_cast<void>(shelf.get("chantiers", "1", maker()));
    text = "la version 2";
    BOOST_TEST(*shelf.get("chantiers", "2", maker()).body == "la version 2");
    BOOST_TEST(*shelf.get("chantiers", "2", maker()).body == "la version 2");
    BOOST_TEST(made == 2);
    static_cast<void>(shelf.get("chantiers", "1", maker()));
    BOOST_TEST(made == 3);
}

BOOST_AUTO_TEST_CASE(while_one_is_made_nobody_waits_and_what_is_there_is_given)
{
    FormShelf shelf;
    static_cast<void>(shelf.get("equipements", "1", maker()));
    std::promise<void> begun, go_on;
    std::thread slow([&] {
        const ShelvedForm form = shelf.get("chantiers", "1", [&](const fs::path& file) {
            begun.set_value();
            go_on.get_future().wait();
            return maker()(file);
        });
        BOOST_TEST((form.state == State::there));
    });
    begun.get_future().wait();
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST((shelf.get("chantiers", "1", maker()).state == State::busy));
    BOOST_TEST((shelf.get("population", "1", maker()).state == State::busy));
    BOOST_TEST((shelf.get("equipements", "1", maker()).state == State::there));
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(1)));
    go_on.set_value();
    slow.join();
    BOOST_TEST((shelf.get("chantiers", "1", maker()).state == State::there));
    BOOST_TEST(made == 2);
}

BOOST_AUTO_TEST_CASE(a_dataset_without_form_is_not_tried_at_every_request)
{
    FormShelf shelf;
    can = false;
    BOOST_TEST((shelf.get("chantiers", "1", maker()).state == State::cannot_be));
    BOOST_TEST((shelf.get("chantiers", "1", maker()).state == State::cannot_be));
    BOOST_TEST(made == 1);
    can = true;
    BOOST_TEST((shelf.get("chantiers", "2", maker()).state == State::there));
}

BOOST_AUTO_TEST_CASE(a_maker_that_throws_leaves_the_turn_to_others)
{
    FormShelf shelf;
    const auto broken = [](const fs::path&) -> bool { throw std::runtime_error("no room"); };
    BOOST_CHECK_THROW(static_cast<void>(shelf.get("chantiers", "1", broken)), std::runtime_error);
    BOOST_TEST((shelf.get("chantiers", "1", maker()).state == State::there));
}

BOOST_AUTO_TEST_CASE(no_more_than_the_budget_is_kept_and_what_is_asked_for_stays)
{
    FormShelf shelf(25);  // two forms of eleven bytes
    static_cast<void>(shelf.get("a", "1", maker()));
    static_cast<void>(shelf.get("b", "1", maker()));
    static_cast<void>(shelf.get("a", "1", maker()));
    static_cast<void>(shelf.get("c", "1", maker()));
    BOOST_TEST(made == 3);
    static_cast<void>(shelf.get("a", "1", maker()));
    BOOST_TEST(made == 3);
    static_cast<void>(shelf.get("b", "1", maker()));
    BOOST_TEST(made == 4);

    text = std::string(26, 'x');
    BOOST_TEST(shelf.get("d", "1", maker()).body->size() == 26U);
    static_cast<void>(shelf.get("d", "1", maker()));
    BOOST_TEST(made == 6);  // larger than all of the shelf
    static_cast<void>(shelf.get("b", "1", maker()));
    BOOST_TEST(made == 6);
}

BOOST_AUTO_TEST_SUITE_END()
