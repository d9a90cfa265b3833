// SPDX-License-Identifier: EUPL-1.2
#include "publish/column.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::publish;

BOOST_AUTO_TEST_SUITE(column)

BOOST_AUTO_TEST_CASE(texts_that_hardly_repeat_are_kept_otherwise_and_read_back_the_same)
{
    const auto count = static_cast<std::uint32_t>(Words::trial + 10);
    const std::uint32_t nothing = 70;
    const std::uint32_t escaped = 90;
    const auto text = [&](std::uint32_t i) {
        return i == escaped ? std::string("dit \\ \"oui\" é") : "n" + std::to_string(i);
    };
    std::string bytes;
    for (std::uint32_t i = 0; i < count; ++i) {
        bytes += i == escaped ? R"("dit \\ \"oui\" \u00e9")" : '"' + text(i) + '"';
    }
    const std::filesystem::path name("rows");
    LineCursor cursor(name, bytes);
    Words words;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i == nothing) {
            words.read_null();
            cursor.expect('"' + text(i) + '"');
        } else {
            words.read(cursor);
        }
    }
    words.finish();

    BOOST_TEST(!words.numbered);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto expected = i == nothing ? datasets::Value{} : datasets::Value{text(i)};
        BOOST_REQUIRE((words.value(i) == expected));
    }
    const Column column = std::move(words);
    for (const auto i : {escaped, 5U, count - 1}) {
        BOOST_TEST((rows_equal(column, text(i)) == std::vector<std::uint32_t>{i}));
    }
    BOOST_TEST((rows_equal(column, "") == std::vector<std::uint32_t>{nothing}));
    BOOST_TEST(rows_equal(column, "n-1").empty());
    BOOST_TEST((rows_equal_any(column, {text(count - 1), "", "n-1", text(5), text(escaped)}) ==
                std::vector<std::uint32_t>{5, nothing, escaped, count - 1}));
    BOOST_TEST(rows_equal_any(column, {"n-1", "n-2"}).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_not_null)
{
    const std::filesystem::path name("rows");
    LineCursor cursor(name, "\"\"");
    Words words;
    words.read(cursor);
    words.read_null();
    words.finish();

    BOOST_TEST((words.value(0) == datasets::Value{std::string()}));
    BOOST_TEST((words.value(1) == datasets::Value{}));
}

BOOST_AUTO_TEST_SUITE_END()
