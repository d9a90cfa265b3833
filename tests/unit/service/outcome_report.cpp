// SPDX-License-Identifier: EUPL-1.2
#include "service/outcome_report.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(outcome_report)

BOOST_AUTO_TEST_CASE(what_was_guessed_is_said_in_the_terminal_too)
{
    parvis::service::DatasetOutcome outcome;
    outcome.id = "chantiers";
    outcome.report.emplace();
    outcome.report->manifest.source.guessed = {"la clé ne distingue pas les lignes"};

    const std::string text = parvis::service::report_text(outcome, "fr");

    BOOST_TEST(text.find("la clé ne distingue pas les lignes\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
