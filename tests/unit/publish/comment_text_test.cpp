// SPDX-License-Identifier: EUPL-1.2
// What a comment may say, and how its Markdown is shown.
#include "tests/unit/publish/comment_site.hpp"

#include "publish/site/markdown.hpp"

#include <random>
#include <regex>

using namespace parvis::test::comments;

BOOST_FIXTURE_TEST_SUITE(comment_texts, Written)

BOOST_AUTO_TEST_CASE(no_token_and_no_address_stands_in_a_text_or_a_signature)
{
    const std::string token = "parvis_0123456789ab_" + std::string(64, 'c');
    says(add(asked(cell, "Voir " + token + "."), keeper()), Refused::unusable, "jeton");
    CommentAsked named = asked(cell);
    named.id = token;
    says(add(named, keeper()), Refused::unusable, "jeton");
    named.id = "review";
    says(add(named, keeper()), Refused::unusable, "adresses du site");
    CommentAsked claimed = asked(cell);
    claimed.author = token;
    BOOST_TEST(refusal(add(claimed, keeper())).sentence.find(token) == std::string::npos);
    BOOST_TEST(reg.comment_writes().front().detail.find(token) == std::string::npos);
    CommentWriter person = keeper();
    person.name = "jean.dupont@ville.fr";
    says(add(asked(cell), person), Refused::unusable, "fonction");
    person = keeper();
    person.title = "06 12 34 56 78";
    says(add(asked(cell), person), Refused::unusable, "fonction");
    BOOST_TEST(reg.all_comments().empty());
}

BOOST_AUTO_TEST_CASE(texts_and_codes_that_cannot_be_published_are_named)
{
    const auto with = [&](const std::string& text) { return add(asked(cell, text), keeper()); };
    says(with(" \n "), Refused::unusable, "vide");
    says(with("<script>alert(1)</script>"), Refused::unusable, "HTML");
    says(with("a <b onclick=x>b</b>"), Refused::unusable, "HTML");
    says(with("[ici](javascript:alert(1))"), Refused::unusable, "javascript:");
    says(with("[ici][1]\n\n[1]: data:text/html,x"), Refused::unusable, "data:");
    says(with("![pixel](https://ailleurs.fr/p.png)"), Refused::unusable, "image");
    says(with("a\u202eb"), Refused::unusable, "sens de lecture");
    says(with(std::string(30'000, 'a')), Refused::unusable, "20000");
    CommentAsked codes = asked(cell);
    codes.status = "X";
    codes.motive = "meteoo";
    codes.confidentiality = "9";
    codes.text["xyz"] = "a";
    const auto refused = refusal(add(codes, keeper()));
    BOOST_TEST(refused.fields.size() == 4U);
    BOOST_TEST(refused.sentence.find("« meteo »") != std::string::npos);
    BOOST_TEST(reg.all_comments().empty());
    for (const char* good :
         {"2 < 3 et 5 > 4", "`<b>` n’est pas du HTML ici",
          "[ici](https://ville.fr) et <https://ville.fr>", "**gras**\n\n- a\n- b"}) {
        BOOST_TEST(site::markdown_fault(good).empty(), good);
    }
}

BOOST_AUTO_TEST_CASE(contacts_are_pointed_out_and_published_when_it_is_meant)
{
    CommentAsked personal = asked(cell, "Écrire à a@b.fr ou 06 12 34 56 78.");
    const auto refused = refusal(add(personal, keeper()));
    BOOST_TEST((refused.kind == Refused::contacts));
    BOOST_TEST_REQUIRE(refused.contacts.size() == 2U);
    BOOST_TEST(refused.contacts[0].contact.text == "a@b.fr");
    BOOST_TEST(reg.all_comments().empty());
    personal.confirm_personal = true;
    BOOST_TEST(std::holds_alternative<Comment>(add(personal, keeper())));
}

BOOST_AUTO_TEST_CASE(what_passes_the_check_is_shown_without_anything_dangerous)
{
    const std::vector<std::string> pieces{"<script>",
                                          "</script>",
                                          "<img src=x onerror=y>",
                                          "[a](",
                                          "javascript:x",
                                          "java\tscript:",
                                          ")",
                                          "](data:x)",
                                          "![",
                                          "\n\n",
                                          "<a href=\"x\">",
                                          "&#106;avascript:",
                                          "[1]: ",
                                          "[b][1]",
                                          "<javascript:x>",
                                          "https://a.fr",
                                          "`",
                                          "**",
                                          "texte",
                                          "\"",
                                          "<!--",
                                          "-->",
                                          "    ",
                                          "<",
                                          ">",
                                          "vbscript:",
                                          "//mal.fr",
                                          "\\",
                                          "]",
                                          "("};
    std::mt19937 random(11);
    int passed = 0;
    for (int i = 0; i < 30'000; ++i) {
        std::string text;
        for (std::size_t j = 1 + random() % 8; j > 0; --j) {
            text += pieces[random() % pieces.size()];
        }
        const std::string html = site::markdown_html(text);
        const bool checked = site::markdown_fault(text).empty();
        passed += checked ? 1 : 0;
        BOOST_TEST_CONTEXT(text << " => " << html)
        {
            // Of the tags that come out, each is one of a text, and has no attribute but where a
            // link leads, by no other way than those of the list, or where a list begins.
            static const std::regex tag(
                R"(</?(p|em|strong|code|pre|br|ul|li|ol|blockquote|hr|h[1-6])>|</a>|)"
                R"(<ol start="[0-9]+">|<a href="(#|https?://|mailto:|/(?!/))[^"<>]*">)");
            const std::string rest = std::regex_replace(html, tag, "");
            BOOST_TEST_REQUIRE(rest.find_first_of("<>") == std::string::npos, rest);
            BOOST_TEST_REQUIRE((!checked || html.find("href=\"#\"") == std::string::npos));
        }
    }
    BOOST_TEST(passed > 1'000);
}

BOOST_AUTO_TEST_CASE(of_markdown_only_what_a_text_needs_is_shown)
{
    BOOST_TEST(site::markdown_html("[a](https://ville.fr \"titre\")") ==
               "<p><a href=\"https://ville.fr\">a</a></p>\n");
    BOOST_TEST(site::markdown_html("![un *plan*](https://ailleurs.fr/p.png \"t\")") ==
               "<p>un plan</p>\n");
    BOOST_TEST(site::markdown_html("3. a\n4. b") ==
               "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    BOOST_TEST(site::markdown_html("```sql\nx\n```") == "<pre><code>x\n</code></pre>\n");
    BOOST_TEST(site::markdown_html("<b title=\"x\">") == "<p>&lt;b title=&quot;x&quot;&gt;</p>\n");
}

BOOST_AUTO_TEST_CASE(what_lies_behind_a_text_is_not_shown_with_it)
{
    // md4c 0.4.8 reads on where a link is unfinished at the end.
    for (const std::string_view text : {"[a](b", "[i]( ~b", "[a](b \"c", "[a](<b", "[a](b \"c\"",
                                        "![a](b", "- [a](b", "> [a](b (c", "[a](", "[a](b "}) {
        for (const std::string_view behind :
             {")secret", "\")secret", "\\)secret", ">)secret", "secret)"}) {
            const std::string both = std::string(text) + std::string(behind);
            const std::string alone(text);
            const auto part = std::string_view(both).substr(0, text.size());
            BOOST_TEST_CONTEXT(both)
            {
                const std::string html = site::markdown_html(part);
                BOOST_TEST(html == site::markdown_html(alone));
                BOOST_TEST(html.find("href") == std::string::npos);
                BOOST_TEST(site::markdown_fault(part).empty());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_first_line_is_cut_at_a_word_and_never_in_a_letter)
{
    const std::string word = "ééééééééé";
    for (std::size_t length = 0; length < word.size() + 2; ++length) {
        const std::string line = site::first_line(word, length);
        const bool whole = length >= word.size();
        BOOST_TEST(line == (whole ? word : word.substr(0, length / 2 * 2) + "…"));
    }
    BOOST_TEST(site::first_line("un deux trois", 9) == "un deux…");
    BOOST_TEST(site::first_line("Voir **[le plan](https://a.fr/b)** [2] et [x](y", 80) ==
               "Voir le plan [2] et [x](y");
    BOOST_TEST(site::first_line("Attention ![photo](https://a.fr/p.png) !", 80) ==
               "Attention photo !");
    BOOST_TEST(site::first_line("[![un plan](p.png)](https://a.fr) ici", 80) == "un plan ici");
    BOOST_TEST(site::first_line("[voir [2] et](https://a.fr) [x", 80) == "voir [2] et [x");
}

BOOST_AUTO_TEST_SUITE_END()
