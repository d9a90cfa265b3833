// SPDX-License-Identifier: EUPL-1.2
#include "publish/text_search.hpp"

#include "publish/searched_texts.hpp"
#include "publish/selection.hpp"
#include "tests/unit/publish/small_site.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace parvis;
using namespace parvis::datasets;
using namespace parvis::publish;
using parvis::test::SmallSite;

namespace {

struct Searched : SmallSite {
    std::shared_ptr<const Snapshot> dataset;

    explicit Searched()
    {
        auto rows = works(3, 1);
        rows[0].values[1] = Value{std::string("École de l’Île-de-France")};
        rows[1].values[1] = Value{std::string("Piscine  municipale\nŒuvre")};
        rows[2].values[1] = Value{};
        rows[2].values[11] = Value{std::string("FR_76002")};
        rows[0].values[11] = rows[1].values[11] = Value{std::string("FR_76001")};
        SmallSite::publish(works_facts(), works_properties(), rows);
        refresh();
        dataset = snapshot("chantiers");
    }
    [[nodiscard]] std::vector<RowIndex> found(const std::string& q) const
    {
        const auto parsed = parse_items_query({{"q", q}}, *dataset);
        return select(*dataset, std::get<ItemsQuery>(parsed), {2026, 11, 22}, 100).rows;
    }
    [[nodiscard]] std::string refusal(const std::string& q) const
    {
        const auto parsed = parse_text_search(q, *dataset);
        const auto* reason = std::get_if<std::string>(&parsed);
        return reason == nullptr ? "" : *reason;
    }
};

using Row = std::vector<RowIndex>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(text_search, Searched)

BOOST_AUTO_TEST_CASE(accents_case_hyphens_and_spaces_make_no_difference)
{
    for (const auto* q : {"ecole", "ÉCOLE", "ile de france", "l'île-de", "l’ile   DE", "cole de"}) {
        BOOST_TEST_CONTEXT(q) { BOOST_TEST((found(q) == Row{0})); }
    }
    BOOST_TEST((found("piscine municipale") == Row{1}));
    BOOST_TEST((found("municipale oeuvre") == Row{1}));
    BOOST_TEST((found("œuvre") == Row{1}));
}

BOOST_AUTO_TEST_CASE(words_stand_together_in_order_and_commas_are_or)
{
    BOOST_TEST((found("municipale piscine") == Row{}));
    BOOST_TEST((found("ecole,piscine") == Row{0, 1}));
    BOOST_TEST((found("ecole piscine") == Row{}));
    BOOST_TEST((found("76002, école") == Row{0, 2}));
    BOOST_TEST((found("fr 76001") == Row{}));  // an underscore is no space
}

BOOST_AUTO_TEST_CASE(it_goes_with_other_filters)
{
    const auto parsed =
        parse_items_query({{"q", "ecole,piscine"}, {"filter", "titre LIKE 'P%'"}}, *dataset);
    const auto page = select(*dataset, std::get<ItemsQuery>(parsed), {2026, 11, 22}, 100);
    BOOST_TEST((page.rows == Row{1}));
    BOOST_TEST(page.matched == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_search_is_refused)
{
    for (const auto* q : {"", " ", "a,", ",a", "a, ,b", "-", "'"}) {
        BOOST_TEST_CONTEXT(q)
        {
            BOOST_TEST(refusal(q).find("un mot à chercher") != std::string::npos);
        }
    }
    BOOST_TEST(refusal(std::string(401, 'a')).find("400 octets") != std::string::npos);
    BOOST_TEST(refusal("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p") == "");
    BOOST_TEST(refusal("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q").find("16 mots") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(columns_with_and_without_repeated_texts_are_searched_alike)
{
    std::mt19937 random(5);
    std::vector<std::string> texts;
    for (int i = 0; i < 500; ++i) {
        std::string text;
        for (const std::size_t length = random() % 6; text.size() < length;) {
            text += "ab é-"[random() % 6];
        }
        texts.push_back(searchable(text));
    }
    Words repeated;
    Words single;
    single.numbered = false;
    for (const auto& text : texts) {
        const auto at = std::find(repeated.words.begin(), repeated.words.end(), text);
        repeated.values.push_back(static_cast<std::uint32_t>(at - repeated.words.begin()));
        if (at == repeated.words.end()) {
            repeated.words.push_back(text);
        }
        single.texts.push_back(text);
    }
    const SearchedTexts one(repeated);
    const SearchedTexts other(single);
    for (const auto* needle : {"a", "b a", "ab", "bb", "aba"}) {
        std::vector<char> marked(texts.size());
        std::vector<char> again(texts.size());
        one.mark(needle, marked);
        other.mark(needle, again);
        for (std::size_t row = 0; row < texts.size(); ++row) {
            const bool has = texts[row].find(needle) != std::string::npos;
            BOOST_TEST(static_cast<bool>(marked[row]) == has);
            BOOST_TEST(static_cast<bool>(again[row]) == has);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
