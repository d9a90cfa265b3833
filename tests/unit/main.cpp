// SPDX-License-Identifier: EUPL-1.2
#define BOOST_TEST_MODULE parvis
#include <boost/test/unit_test.hpp>
