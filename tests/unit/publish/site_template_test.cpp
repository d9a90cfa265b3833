// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/embedded.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/pages.hpp"
#include "publish/site/template.hpp"

#include "geo/error.hpp"

#include <boost/test/unit_test.hpp>
#include <regex>

namespace site = parvis::publish::site;
using site::Data;
using site::Messages;

namespace {

const Messages& french() { return Messages::in("fr"); }

Data named(const char* name, Data value)
{
    Data data;
    data.set(name, std::move(value));
    return data;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(site_template)

BOOST_AUTO_TEST_CASE(a_value_is_escaped)
{
    BOOST_TEST(site::render_text("<p>{{name}}</p>", named("name", "<b>&\"'"), french()) ==
               "<p>&lt;b&gt;&amp;&quot;&apos;</p>");
}

BOOST_AUTO_TEST_CASE(a_name_that_the_data_lacks_is_an_error_that_says_it)
{
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(site::render_text("{{name}} {{nmae}}", named("name", "x"), french())),
        parvis::EncodingError, [](const parvis::EncodingError& error) {
            return std::string(error.what()).find(" nmae,") != std::string::npos;
        });
}

BOOST_AUTO_TEST_CASE(a_section_whose_name_the_data_lacks_is_an_error_too)
{
    BOOST_CHECK_THROW(static_cast<void>(site::render_text("{{#rows}}x{{/rows}}", Data(), french())),
                      parvis::EncodingError);
    BOOST_CHECK_THROW(static_cast<void>(site::render_text("{{^rows}}x{{/rows}}", Data(), french())),
                      parvis::EncodingError);
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_off_and_shows_nothing)
{
    BOOST_TEST(site::render_text("{{#note}}[{{.}}]{{/note}}{{note}}", named("note", ""), french())
                   .empty());
    BOOST_TEST(site::render_text("{{#note}}[{{.}}]{{/note}}", named("note", "a"), french()) ==
               "[a]");
}

BOOST_AUTO_TEST_CASE(every_text_that_a_template_asks_for_is_in_the_messages)
{
    const std::regex tag(R"(\{\{t\.([A-Za-z0-9_.-]+)\}\})");
    std::size_t asked = 0;
    for (const site::EmbeddedFile& file : site::embedded_files()) {
        if (!file.name.starts_with("templates/")) {
            continue;
        }
        const std::string text(file.bytes);
        for (std::sregex_iterator at(text.begin(), text.end(), tag), end; at != end; ++at) {
            ++asked;
            BOOST_TEST(french().find((*at)[1].str()) != nullptr,
                       file.name << " asks for t." << (*at)[1]);
        }
    }
    BOOST_TEST(asked > 100U);
}

BOOST_AUTO_TEST_CASE(an_error_page_needs_no_publication)
{
    const std::string page = site::error_page(nullptr, {"fr", "http://localhost", "/x"}, 404,
                                              "Page introuvable", "<script>");

    BOOST_TEST(page.find("Page introuvable") != std::string::npos);
    BOOST_TEST(page.find("&lt;script&gt;") != std::string::npos);
    BOOST_TEST(page.find("<script>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_asset_that_a_page_names_is_served)
{
    const std::string page = site::error_page(nullptr, {"fr", "", "/"}, 404, "x", "");
    const std::regex address("/assets/([^\"]+)\"");
    std::size_t named_assets = 0;
    for (std::sregex_iterator at(page.begin(), page.end(), address), end; at != end; ++at) {
        ++named_assets;
        const site::Asset* asset = site::asset((*at)[1].str());
        BOOST_REQUIRE(asset != nullptr);
        BOOST_TEST(!asset->bytes.empty());
    }
    BOOST_TEST(named_assets >= 5U);
    BOOST_TEST(site::asset("style.css") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_fonts_weigh_less_than_90_kilobytes_together)
{
    std::size_t weight = 0;
    for (const site::EmbeddedFile& file : site::embedded_files()) {
        weight += file.name.ends_with(".woff2") ? file.bytes.size() : 0;
    }
    BOOST_TEST(weight > 20000U);
    BOOST_TEST(weight < 90000U);
}

BOOST_AUTO_TEST_CASE(raw_html_and_script_links_in_a_comment_do_nothing)
{
    const std::string html =
        site::markdown_html("a <script>alert(1)</script> **b** [x](javascript:alert(1)) "
                            "[y](/communes/FR_76540) ![i](http://e.x/i.png)");

    BOOST_TEST(html.find("<script") == std::string::npos);
    BOOST_TEST(html.find("<strong>b</strong>") != std::string::npos);
    BOOST_TEST(html.find("href=\"#\"") != std::string::npos);
    BOOST_TEST(html.find("href=\"/communes/FR_76540\"") != std::string::npos);
    BOOST_TEST(html.find("e.x") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
