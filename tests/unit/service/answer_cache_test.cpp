// SPDX-License-Identifier: EUPL-1.2
#include "publish/answer_cache.hpp"

#include "tests/unit/service/served_site.hpp"

#include <boost/test/unit_test.hpp>

using namespace parvis;
using namespace parvis::test;
using parvis::publish::AnswerCache;
using parvis::publish::Response;

BOOST_FIXTURE_TEST_SUITE(answer_cache, Served)

BOOST_AUTO_TEST_CASE(an_answer_is_the_same_however_often_it_is_asked_for)
{
    for (const auto* target :
         {"/collections/chantiers/items?limit=7", "/collections/chantiers/items?f=html",
          "/collections/chantiers/items?f=csv&limit=7", "/collections/chantiers/items/c-3",
          "/collections/chantiers/items?limit=20000", "/collections/chantiers/items?f=xlsx",
          "/collections/chantiers/items?limit=-1", "/collections/chantiers/items/none"}) {
        const auto first = get(target);
        for (int again = 0; again < 3; ++again) {
            const auto next = get(target);
            BOOST_TEST_CONTEXT(target)
            {
                BOOST_TEST(next.status == first.status);
                BOOST_TEST(next.bytes() == first.bytes());
                BOOST_TEST(next.content_type == first.content_type);
                BOOST_TEST(next.etag == first.etag);
                BOOST_TEST((next.headers == first.headers));
                BOOST_TEST((next.last_modified == first.last_modified));
                BOOST_TEST((next.make_file == nullptr) == (first.make_file == nullptr));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(all_that_an_answer_depends_on_makes_another)
{
    const std::string items = "/collections/chantiers/items";
    const auto ask = [&](const std::string& target, const char* accept, const char* at) {
        auto request = request_for(target, accept);
        std::string body;
        for (int i = 0; i < 3; ++i) {
            body = std::string(service::answer(request, store(), at).bytes());
        }
        return body;
    };
    const auto plain = ask(items, "", "http://a");
    BOOST_TEST(ask(items, "", "http://b") != plain);
    BOOST_TEST(ask(items, "text/html", "http://a") != plain);
    BOOST_TEST(ask(items + "?limit=2", "", "http://a") != plain);
    BOOST_TEST(ask("/collections/communes/items", "", "http://a") != plain);

    datasets::Comment said;
    said.id = "un";
    said.target.dataset = "chantiers";
    said.target.key = "c-3";
    said.text = {{"fr", "Retardé par la pluie."}};
    said.author = "Voirie";
    said.date = {2026, 11, 2};
    comment({said});
    refresh();
    const auto after = ask(items, "", "http://a");
    BOOST_TEST(after.find("Retardé par la pluie") != std::string::npos);

    publish(works_facts(), works_properties(), works(10, 9));
    refresh();
    BOOST_TEST(ask(items, "", "http://a").find("\"numberMatched\":10,") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_client_holds_is_not_sent_again_from_the_cache_either)
{
    auto request = request_for("/collections/chantiers/items?limit=3");
    std::string etag;
    for (int i = 0; i < 3; ++i) {
        etag = service::answer(request, store(), base).etag;
    }
    request.headers.emplace_back("if-none-match", '"' + etag + '"');
    const auto unchanged = service::answer(request, store(), base);
    BOOST_TEST(unchanged.status == 304);
    BOOST_TEST(unchanged.bytes().empty());
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_for_again_is_kept_and_no_refusal)
{
    AnswerCache cache;
    Response response;
    response.etag = "1";
    response.body = "{}";
    cache.keep("a", response);
    BOOST_TEST((cache.find("a") == nullptr));
    cache.keep("a", response);
    BOOST_REQUIRE((cache.find("a") != nullptr));
    BOOST_TEST(cache.find("a")->bytes() == "{}");

    Response refused;
    refused.status = 404;
    refused.etag = "1";
    Response untagged;
    for (int i = 0; i < 3; ++i) {
        cache.keep("b", refused);
        cache.keep("c", untagged);
    }
    BOOST_TEST((cache.find("b") == nullptr));
    BOOST_TEST((cache.find("c") == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
