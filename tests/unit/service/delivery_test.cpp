// SPDX-License-Identifier: EUPL-1.2
#include "served_site.hpp"
#include "service/delivery.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>

#include <unistd.h>

using namespace parvis;
using parvis::test::Served;

namespace {

std::string content_of(const service::FileSlice& slice)
{
    std::string text(slice.length, '\0');
    const auto got =
        ::pread(*slice.descriptor, text.data(), text.size(), static_cast<off_t>(slice.offset));
    BOOST_TEST(got == static_cast<ssize_t>(text.size()));
    return text;
}

std::string value_of(const service::Delivery& delivery, std::string_view name)
{
    const auto found = std::find_if(delivery.headers.begin(), delivery.headers.end(),
                                    [&](const auto& header) { return header.first == name; });
    return found == delivery.headers.end() ? std::string() : found->second;
}

std::size_t lines_of(std::string_view text)
{
    std::size_t lines = 0;
    for (auto at = text.find("\r\n"); at != text.npos; at = text.find("\r\n", at + 2)) {
        ++lines;
    }
    return lines;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delivery, Served)

BOOST_AUTO_TEST_CASE(a_csv_of_more_than_a_page_of_rows_is_never_whole_in_memory)
{
    constexpr std::size_t rows = 10'050;
    publish(works_facts(), works_properties(), works(rows, 9));
    refresh();

    auto response = get("/collections/chantiers/items?f=csv");

    BOOST_TEST(response.body.empty());
    BOOST_REQUIRE(response.write_body);
    std::string whole;
    std::size_t largest = 0;
    response.write_body([&](std::string_view piece) {
        largest = std::max(largest, piece.size());
        whole += piece;
    });
    BOOST_TEST(lines_of(whole) == rows + 1);
    BOOST_TEST(largest < std::size_t{80} << 10U);

    service::Dispatch dispatch;
    const auto delivery = dispatch.deliver(test::request_for("/"), std::move(response));
    BOOST_TEST(delivery.status == 200);
    BOOST_TEST(delivery.length == whole.size());
    BOOST_REQUIRE(std::holds_alternative<service::FileSlice>(delivery.body));
    BOOST_TEST((content_of(std::get<service::FileSlice>(delivery.body)) == whole));
}

BOOST_AUTO_TEST_CASE(a_csv_of_a_page_or_less_stays_in_memory_and_says_the_same)
{
    const auto small = get("/collections/chantiers/items?f=csv");
    BOOST_TEST(!small.write_body);
    BOOST_TEST(lines_of(small.body) == 251U);
}

BOOST_AUTO_TEST_CASE(the_head_of_a_file_is_had_without_the_file)
{
    int written = 0;
    const auto head_of = [&](publish::Response response) {
        response.content_type = "text/csv";
        response.etag = "x";
        auto request = test::request_for("/");
        request.method = "HEAD";
        return service::Dispatch().deliver(request, std::move(response));
    };
    publish::Response spooled;
    spooled.write_body = [&](const publish::BodySink&) { ++written; };
    publish::Response made;
    made.make_file = [&](const std::filesystem::path& folder) {
        ++written;
        return folder;
    };
    for (const auto& delivery : {head_of(spooled), head_of(made)}) {
        BOOST_TEST(delivery.status == 200);
        BOOST_TEST(delivery.length_unknown);
        BOOST_TEST(delivery.content_type == "text/csv");
        BOOST_TEST(value_of(delivery, "ETag") == "\"x\"");
    }
    BOOST_TEST(written == 0);
}

BOOST_AUTO_TEST_CASE(answers_that_nobody_reads_do_not_fill_the_disk)
{
    service::Dispatch dispatch(1000);
    const auto spooled = [&](std::size_t pieces) {
        publish::Response response;
        response.write_body = [pieces](const publish::BodySink& sink) {
            for (std::size_t i = 0; i < pieces; ++i) {
                sink(std::string(100, static_cast<char>('a' + i % 26)));
            }
        };
        return dispatch.deliver(test::request_for("/"), std::move(response));
    };
    const auto made = [&](std::size_t bytes) {
        publish::Response response;
        response.make_file = [bytes](const std::filesystem::path& folder) {
            std::ofstream(folder / "file") << std::string(bytes, 'm');
            return folder / "file";
        };
        return dispatch.deliver(test::request_for("/"), std::move(response));
    };
    const auto refused = [](const service::Delivery& delivery) {
        BOOST_TEST(delivery.status == 503);
        BOOST_TEST(std::stoi(value_of(delivery, "Retry-After")) > 0);
    };
    {
        const auto held = spooled(6);
        BOOST_TEST(held.status == 200);
        refused(spooled(5));
        refused(made(500));
        const auto rest = made(400);
        BOOST_TEST(rest.status == 200);
        refused(made(1));
        BOOST_TEST(content_of(std::get<service::FileSlice>(held.body)).size() == 600U);
    }
    // All was given back; and whoever is alone has the whole of what he asks for.
    const auto large = spooled(50);
    BOOST_TEST(large.status == 200);
    BOOST_TEST(content_of(std::get<service::FileSlice>(large.body)).size() == 5000U);
    refused(spooled(1));
}

BOOST_AUTO_TEST_CASE(nothing_is_written_for_a_client_that_has_the_csv_already)
{
    publish(works_facts(), works_properties(), works(10'050, 9));
    refresh();
    auto request = test::request_for("/collections/chantiers/items?f=csv");
    const auto first = service::answer(request, store(), test::base);
    request.headers.emplace_back("if-none-match", "\"" + first.etag + "\"");
    const auto again = service::answer(request, store(), test::base);
    BOOST_TEST(again.status == 304);
    BOOST_TEST(!again.write_body);
}

BOOST_AUTO_TEST_SUITE_END()
