// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/edition.hpp"
#include "publish/report/gather.hpp"
#include "publish/report/html.hpp"
#include "publish/site/embedded.hpp"
#include "publish/site/pages.hpp"
#include "publish/site/work_form_page.hpp"
#include "publish/works/clash_page.hpp"
#include "service/ingest_run.hpp"
#include "service/routes.hpp"
#include "tests/unit/datasets/scratch_folder.hpp"
#include "tests/unit/datasets/two_countries.hpp"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace parvis;

namespace {

/// A site that was ingested once, and answers.
class AskedSite {
public:
    /// The demo: every kind of dataset, comments on all of them, clashes, samples.
    static AskedSite& demo()
    {
        static const test::ScratchFolder scratch;
        static AskedSite site = [] {
            const auto folder = scratch.path() / "site";
            std::filesystem::copy(std::filesystem::path(PARVIS_SOURCE_DIR) / "datasets/sites/rouen",
                                  folder, std::filesystem::copy_options::recursive);
            return AskedSite(folder);
        }();
        return site;
    }
    /// Two countries, levels of one alone, a seam between them, no works.
    static AskedSite& two_countries()
    {
        static const test::TwoCountries drawn;
        static AskedSite site = [] {
            static_cast<void>(drawn.read());  // writes territory.toml
            return AskedSite(drawn.folder.path());
        }();
        return site;
    }

    publish::Response get(const std::string& target, const std::string& query = "")
    {
        publish::Request request;
        request.method = "GET";
        request.raw_path = target;
        request.raw_query = query;
        for (std::size_t at = 1; at < target.size();) {
            const std::size_t slash = std::min(target.find('/', at), target.size());
            request.path.push_back(target.substr(at, slash - at));
            at = slash + 1;
        }
        for (std::size_t at = 0; at < query.size();) {
            const std::size_t end = std::min(query.find('&', at), query.size());
            const std::size_t equals = query.find('=', at);
            request.query.emplace_back(query.substr(at, equals - at),
                                       query.substr(equals + 1, end - equals - 1));
            at = end + 1;
        }
        request.headers.emplace_back("accept", "text/html");
        return service::answer(request, *m_store, "http://localhost");
    }

    [[nodiscard]] const publish::Store& store() const { return *m_store; }
    [[nodiscard]] const publish::Publication& publication() const { return *m_publication; }

private:
    explicit AskedSite(const std::filesystem::path& folder)
    {
        service::Command command;
        command.task = service::Task::ingest;
        command.site = folder;
        const auto outcome = service::run_ingest(command);
        BOOST_REQUIRE(outcome.succeeded());
        m_store = std::make_unique<publish::Store>(datasets::read_site(folder));
        const auto fault = m_store->refresh(datasets::Instant{1'795'000'000});
        BOOST_REQUIRE_MESSAGE(!fault, fault.value_or(""));
        m_publication = m_store->current();
    }

    std::unique_ptr<publish::Store> m_store;
    std::shared_ptr<const publish::Publication> m_publication;
};

/// The pieces of HTML that a template writes itself, long enough to be told from others.
std::vector<std::string> pieces_of(std::string_view text)
{
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const std::size_t tag = std::min(text.find("{{"), text.size());
        std::string_view piece = text.substr(0, tag);
        while (!piece.empty() && (piece.front() == '\n' || piece.front() == ' ')) {
            piece.remove_prefix(1);
        }
        if (piece.size() >= 12) {
            pieces.emplace_back(piece);
        }
        const std::size_t end = text.find("}}", tag);
        text.remove_prefix(end == text.npos ? text.size() : end + 2);
        while (text.starts_with('}')) {
            text.remove_prefix(1);
        }
    }
    return pieces;
}

/// One page of every kind, and of every state that a page can be in.
std::string all_pages(AskedSite& site)
{
    const std::vector<std::pair<std::string, std::string>> targets = {
        {"/", ""},
        {"/works", ""},
        {"/works", "commune=FR_76540&etat=en_cours"},
        {"/works", "at=2030-01-01"},
        {"/works", "etat=tous"},
        {"/works", "etat=tous&page=2"},
        {"/works", "lon=1.0933&lat=49.4452&distance=1000&period=week"},
        {"/works", "q=xyzzy"},
        {"/works", "q=mairie"},
        {"/works", "from=2026-12-24&to=2026-12-01"},
        {"/works/feeds/cifs/undelivered", "f=html"},
        {"/collections/chantiers/items/CH-001/notice", ""},
        {"/works/clashes", ""},
        {"/works/clashes", "limit=3&page=2&pole=rouen"},
        {"/works/clashes", "from=2099-01-01"},
        {"/collections", ""},
        {"/collections/chantiers", ""},
        {"/collections/chantiers/items", "effet=rue_barree"},
        {"/collections/chantiers/items", "at=2026-12-24&limit=5"},
        {"/collections/chantiers/items/CH-001", ""},
        {"/collections/equipements", ""},
        {"/collections/equipements/items/EQ-001", ""},
        {"/collections/activite", ""},
        {"/collections/population", ""},
        {"/collections/communes", ""},
        {"/collections/chantiers/versions", ""},
        {"/collections/chantiers/versions/diff", "from=1&to=1"},
        {"/communes/FR_76540", ""},
        {"/communes/FR_76410", ""},
        {"/communes/FR_76108", ""},
        {"/communes/FR_76003/perimeters", "f=html"},
        {"/collections/services-par-pole", ""},
        {"/poles/val-de-seine", ""},
        {"/recherche", ""},
        {"/recherche", "q=rouen"},
        {"/recherche", "q=xyzzy"},
        {"/comments", ""},
        {"/comments", "dataset=activite"},
        {"/api", "f=html"},
        {"/catalogue", "f=html"},
        {"/collections/equipements/items", "sortby=-nom&q=piscine"},
        {"/collections/equipements/schema", ""},
        {"/collections/equipements/sortables", ""},
        {"/cross", "level=poles"},
        {"/near", "lon=1.09&lat=49.44"},
        {"/functions", ""},
        {"/conformance", ""},
        {"/nulle-part", ""},
        {"/collections/rien", ""}};
    std::string all;
    for (const auto& [path, query] : targets) {
        const auto response = site.get(path, query);
        BOOST_TEST_CONTEXT(path << "?" << query)
        {
            BOOST_TEST(
                (response.status == 200 || response.status == 400 || response.status == 404));
            BOOST_TEST(response.bytes().size() > 1000U);
        }
        all += response.bytes();
    }
    return all;
}

/// Clashes of works that cannot be compared, and too many of them.
std::string page_of_odd_clashes(AskedSite& site)
{
    namespace works = publish::works;
    const auto book = site.store().works().book(site.store().current(), site.store(),
                                                datasets::Instant{1'795'000'000});
    auto finding = std::make_shared<works::ClashFinding>(*works::examine(book, {}));
    finding->found.truncated = true;
    works::ClashList list = *works::list_clashes(finding, {});
    if (list.wanted.size() > 1) {
        list.groups.front() = {list.wanted[0], list.wanted[1]};
    }
    const works::IncomparablePhase odd{0, 0, works::Incomparable::no_start};
    list.incomparable = {&odd};
    return works::clashes_page(list, {"fr", "http://localhost", "/works/clashes"});
}

/// Reports of a commune, of one with another story, and of the territory: as drafts that lack
/// explanations, as editions that correct one before, and the list of them.
std::string all_reports(AskedSite& site)
{
    namespace report = publish::report;
    std::string all(AskedSite::two_countries().get("/reports").bytes());
    const auto publication = site.store().current();
    const publish::site::PageContext context;
    const publish::site::Page page(publication.get(), context);
    for (const char* place : {"FR_76410", "FR_76212", "territoire"}) {
        datasets::ReportSettings settings;
        settings.threshold_percent = 0.1;
        const auto gathered = report::gather(page, place, "2025", settings);
        BOOST_REQUIRE(std::holds_alternative<report::Report>(gathered));
        auto made = std::get<report::Report>(gathered);
        for (report::Chapter& chapter : made.chapters) {
            for (report::Figure& figure : chapter.figures) {
                for (datasets::Comment& comment : figure.comments) {
                    comment.state = datasets::CommentState::to_review;
                }
            }
        }
        report::EditionFacts facts = report::facts_of(page, made);
        all += report::report_html(page, made, facts);
        facts.edition = 1;
        report::write_edition(publication->site.data(), facts, {});
        facts.before = facts.edition++;
        facts.has_pdf = true;
        facts.changes = {"Une phrase."};
        const std::string html = report::report_html(page, made, facts);
        report::write_edition(publication->site.data(), facts, {{"report.html", html}});
        all += site.get(std::string("/reports/") + place + "/2025").bytes();
    }
    return all + std::string(site.get("/reports").bytes());
}

/// The pages on which comments are written and looked through, in every state: they need a token.
std::string comment_pages(AskedSite& site)
{
    using namespace publish::site;
    using publish::Publication;
    const Publication& publication = site.publication();
    const PageContext context{"fr", "http://localhost", "/comments/new"};
    datasets::Comment changed = publication.comments.front();
    changed.state = datasets::CommentState::to_review;
    changed.figure_was = "98600";
    changed.figure_is = "97400.5";
    changed.confidentiality = "C";
    const datasets::Comment of_file = changed;
    datasets::Comment gone = changed;
    gone.state = datasets::CommentState::withdrawn;
    gone.withdrawn_on = "2026-11-30T10:00:00Z";
    gone.text.clear();
    datasets::Comment draft = changed;
    draft.state = datasets::CommentState::draft;
    draft.written = true;
    publish::Publication open = publication;
    open.takes_comments = true;
    changed.written = true;
    std::string all =
        comment_page(open, context, changed) + comment_page(publication, context, gone);

    Publication with_tombstone = publication;
    with_tombstone.withdrawn_comments = {gone};
    all += comments_page(with_tombstone, context, {});

    CommentFormView form;
    form.target = {"chantiers", "", "CH-001", "", "", ""};
    form.status = "B";
    form.desk_address = "/depot/commentaire";
    all += comment_form_page(publication, context, form);
    form.at_desk = true;
    form.confirm = "x";
    form.error_title = "Faute.";
    form.error = "Pourquoi.";
    all += comment_form_page(publication, context, form);
    form.comment = changed.id;
    all += comment_form_page(publication, context, form);
    form.done = "Fait.";
    all += comment_form_page(publication, context, form);

    CommentReviewView review;
    review.error = "Pourquoi.";
    all += comment_review_page(publication, context, review);
    review.who = "Cabinet";
    review.done = "Fait.";
    all += comment_review_page(publication, context, review);
    review.publishes = true;
    review.waiting = {changed, draft, of_file};
    review.numbers = {"1", "2", "3"};
    review.more = 3;
    return all + comment_review_page(publication, context, review);
}

/// The pages on which works are entered and followed: they need a token, too.
std::string work_pages(AskedSite& site)
{
    using namespace publish::site;
    const publish::Publication& publication = site.publication();
    const PageContext context{"fr", "http://localhost", "/works/new"};
    std::filesystem::create_directories(publication.site.data() / "entered");
    std::string all = works_page(publication, context, {});

    WorkFormView form;
    form.error_title = "Faute.";
    form.error = "À revoir :";
    for (const std::string& name : work_form_columns()) {
        form.faults.emplace_back(name, "Faux.");
    }
    form.faults.emplace_back("geometry", "Nulle part.");
    form.typed = {{"titre", "Un titre"}, {"effet", "alternat"}, {"urgent", "true"}};
    all += work_form_page(publication, context, form);
    form.token = "0123456789ab";
    form.done = "Fait.";
    form.doubts = {"Est-ce bien cela ?"};
    datasets::EnteredWork work;
    work.id = "2026-0001";
    work.dataset = "chantiers-saisis";
    work.shown = true;
    work.members = form.typed;
    datasets::WorkChange before{1, "2026-11-30T10:00:00Z", "add", work.step, {}, work.members};
    datasets::WorkChange after = before;
    after.note = {"Service voirie", "", "form", "Parce que."};
    after.members["titre"] = "Un autre titre";
    form.history = {before, after};
    for (const auto step : datasets::work_steps) {
        work.step = step;
        form.work = work;
        all += work_form_page(publication, context, form);
    }

    WorkListView list;
    list.action = "/works/mine";
    list.error = "Pourquoi.";
    all += work_list_page(publication, context, list);
    list.who = "Service voirie";
    all += work_list_page(publication, context, list);
    list.works = {work};
    list.numbers = {"1"};
    list.more = 3;
    return all + work_list_page(publication, context, list);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pages)

// render() refuses a name that its data lacks, but only where it comes by: this comes by
// everywhere.
BOOST_AUTO_TEST_CASE(every_piece_of_every_template_is_shown_by_some_page_of_the_demo)
{
    // A clerk's page needs a file that is being looked at; no figure of the demo is unknown;
    // nothing has more around it than its page lists; no source of the demo has vanished
    // (tests/http/refresh.mjs has one that does); nobody has a token to write with.
    const std::set<std::string_view> elsewhere = {
        "templates/deposit.mustache", "figure-unknown", R"(<li class="quiet">)",
        R"(<p class="notice" role="note">)", R"(<p class="quiet">)",
        // No commune of the demo has merged: perimeter_marks_test has some.
        R"(<abbr title=")"};
    // Before the others: the page of a place lists its reports.
    const std::string reports = all_reports(AskedSite::demo());
    const std::string all = reports + all_pages(AskedSite::demo()) +
                            comment_pages(AskedSite::demo()) + work_pages(AskedSite::demo()) +
                            page_of_odd_clashes(AskedSite::demo()) +
                            std::string(AskedSite::two_countries().get("/").bytes());
    std::size_t pieces = 0;
    for (const auto& file : publish::site::embedded_files()) {
        if (!file.name.starts_with("templates/") || elsewhere.contains(file.name)) {
            continue;
        }
        for (const std::string& piece : pieces_of(file.bytes)) {
            ++pieces;
            if (elsewhere.contains(piece)) {
                continue;
            }
            BOOST_TEST(all.find(piece) != all.npos,
                       file.name << " is never seen to write " << piece);
        }
    }
    BOOST_TEST(pieces > 150U);
}

BOOST_AUTO_TEST_CASE(a_place_that_does_not_exist_is_said_in_every_format)
{
    struct Case {
        const char* query;
        const char* header;
        const char* hint;
    };
    for (const Case& one : {Case{"commune=FR_99999", "commune=FR_99999", "/collections/communes"},
                            Case{"commune=Darnetal", "commune=Darnetal", "« FR_76212 » (Darnétal)"},
                            Case{"commune=sotteville", "commune=sotteville",
                                 "(Sotteville-lès-Rouen) ou « FR_76682 » (Sotteville-sous-le-Val)"},
                            Case{"commune_nom=Rouenn", "commune_nom=Rouenn", "« Rouen »"},
                            Case{"pole=val-de-sene", "pole=val-de-sene", "« val-de-seine »"}}) {
        BOOST_TEST_CONTEXT(one.query)
        {
            const std::string query = one.query;
            const auto json = AskedSite::demo().get("/collections/equipements/items",
                                                    std::string(query) + "&f=json");
            BOOST_TEST(json.status == 200);
            BOOST_TEST(json.body.find("\"numberMatched\":0") != std::string::npos);
            BOOST_TEST(json.body.find("\"filterNote\":") != std::string::npos);
            BOOST_TEST(json.body.find(one.hint) != std::string::npos, json.body);
            const std::pair<std::string, std::string> header{"Parvis-Filter-Unknown-Value",
                                                             one.header};
            for (const auto& response :
                 {json,
                  AskedSite::demo().get("/collections/equipements/items", query + "&f=csv")}) {
                BOOST_TEST((std::find(response.headers.begin(), response.headers.end(), header) !=
                            response.headers.end()));
            }
            const auto page =
                AskedSite::demo().get("/collections/equipements/items", query + "&f=html");
            BOOST_TEST(page.body.find("ne désigne aucun lieu") != std::string::npos);
        }
    }
    // A rectangle with its axes swapped; one that is merely elsewhere, or where nothing is, is
    // fine.
    for (const auto& [box, is_swapped] :
         {std::pair("49.3,0.9,49.5,1.2", true), std::pair("5,45,6,46", false),
          std::pair("45,5,46,6", false), std::pair("0.95,49.2,0.951,49.201", false)}) {
        const auto json = AskedSite::demo().get("/collections/equipements/items",
                                                fmt::format("bbox={}&f=json", box));
        BOOST_TEST(json.body.find("\"numberMatched\":0") != std::string::npos, box);
        BOOST_TEST((json.body.find("longitude et latitude échangées") != std::string::npos) ==
                       is_swapped,
                   box);
    }
    // A place that exists and where nothing is needs no word, nor does a row's unknown place.
    for (const char* query : {"commune=FR_76540&pole=val-de-seine", "pole=inconnu", "commune="}) {
        const auto json =
            AskedSite::demo().get("/collections/equipements/items", std::string(query) + "&f=json");
        BOOST_TEST(json.body.find("filterNote") == std::string::npos, query);
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_no_row_has_is_said_with_the_nearest_one)
{
    const char* hint = "n'a « Pisicne » dans « type ». Vouliez-vous dire « Piscine » ?";
    for (const char* query : {"type=Pisicne&f=json", "filter=type IN ('Pisicne')&f=json"}) {
        const auto json = AskedSite::demo().get("/collections/equipements/items", query);
        BOOST_TEST(json.status == 200);
        BOOST_TEST(json.body.find(hint) != std::string::npos, json.body);
    }
}

BOOST_AUTO_TEST_CASE(a_search_finds_what_people_write_in_their_own_way)
{
    const auto finds = [](const std::string& words, const std::string& name) {
        const auto page = AskedSite::demo().get("/recherche", "q=" + words);
        BOOST_TEST(page.body.find(name) != std::string::npos, words << " does not find " << name);
    };
    finds("st etienne du rouvray", "Saint-Étienne-du-Rouvray");
    finds("ST-AUBIN-EPINAY", "Saint-Aubin-Épinay");
    finds("dechetterie", "Déchèterie");
    finds("dechèterie", "Déchèterie");
    finds("soteville", "Sotteville-lès-Rouen");
    finds("76681", "Sotteville-lès-Rouen");
}

BOOST_AUTO_TEST_CASE(pages_of_two_countries_use_each_ones_words_and_show_the_seam)
{
    AskedSite& site = AskedSite::two_countries();

    const std::string home(site.get("/").bytes());
    const std::string luxembourg(site.get("/communes/LU_0101").bytes());
    const std::string france(site.get("/communes/FR_57001").bytes());
    const std::string communes(site.get("/collections/communes").bytes());

    BOOST_TEST(home.find("Cantons</p>") != home.npos);
    BOOST_TEST(luxembourg.find("Gemeng · code 0101") != luxembourg.npos);
    BOOST_TEST(luxembourg.find("href=\"/cantons/sud\"") != luxembourg.npos);
    BOOST_TEST(luxembourg.find("href=\"/departements/") == luxembourg.npos);
    BOOST_TEST(france.find("Commune · code 57001") != france.npos);
    BOOST_TEST(france.find("href=\"/departements/moselle\"") != france.npos);
    BOOST_TEST(france.find("href=\"/cantons/") == france.npos);
    BOOST_TEST(france.find("id=\"travaux\"") == france.npos);
    BOOST_TEST(communes.find("France – Luxembourg") != communes.npos);
    BOOST_TEST(communes.find("Gemengen") != communes.npos);
    BOOST_TEST(communes.find("CC0-1.0") != communes.npos);
}

BOOST_AUTO_TEST_SUITE_END()
