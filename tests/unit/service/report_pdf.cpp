// SPDX-License-Identifier: EUPL-1.2
// A document is hostile here: reports escape what they quote, and this is what holds where one day
// they should not.
#include "service/report_pdf.hpp"

#include "geo/error.hpp"
#include "publish/temporary_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

using namespace parvis;
using service::MadePdf;
using service::make_pdf;

namespace {

std::string document(const std::string& head, const std::string& body)
{
    return "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>T</title>" +
           head + "</head><body><h1>Rapport</h1>" + body + "</body></html>";
}

/// What pdftotext reads; nothing of what is attached.
std::string text_of(const std::string& pdf)
{
    const publish::TemporaryFolder folder;
    const auto file = folder.path() / "made.pdf";
    std::ofstream(file, std::ios::binary) << pdf;
    const auto read = service::run_program({"pdftotext", file.string(), "-"}, {}, {});
    BOOST_REQUIRE_MESSAGE(read.exit_code == 0, "pdftotext: " << read.errors);
    return read.output;
}

/// Asks PATH, not make_pdf(): what is tested here does not say whether it is tested.
bool is_installed(const std::string& program)
{
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (std::filesystem::exists(std::filesystem::path(folder) / program)) {
            return true;
        }
    }
    return false;
}

/// False, and said, on machines of people without WeasyPrint; CI promises that it was tried.
bool can_print()
{
    const bool there = is_installed("weasyprint");
    BOOST_REQUIRE_MESSAGE(there || std::getenv("CI") == nullptr, "no WeasyPrint, in CI");
    if (!there) {
        BOOST_TEST_MESSAGE("no WeasyPrint here");
    }
    return there;
}

const std::string secret = "SECRET-DU-SERVEUR";

/// A file of the server that nobody may read through a report, named in `%`.
struct ServerFile {
    publish::TemporaryFolder folder;
    std::string address(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder.path() / name) << text;
        return "file://" + (folder.path() / name).string();
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(report_pdf)

BOOST_AUTO_TEST_CASE(a_document_that_has_everything_in_it_is_printed)
{
    if (!can_print()) {
        return;
    }
    const MadePdf made = make_pdf(
        document("<style>p::before{content:\"avant \"}</style>",
                 "<p>5 € à Maromme</p><img alt=\"\" src=\"data:image/svg+xml,%3Csvg "
                 "xmlns='http://www.w3.org/"
                 "2000/svg' width='9' height='9'/%3E\"><p><a href=\"/reports\">liste</a></p>"));

    BOOST_REQUIRE_MESSAGE(made.bytes, made.why_not);
    const std::string text = text_of(*made.bytes);
    BOOST_TEST(text.find("avant 5 € à Maromme") != std::string::npos);
    // No folder of this machine stands in it.
    BOOST_TEST(made.bytes->find("/tmp/") == std::string::npos);
}

// Each names a file in `%` in another way.
const std::vector<std::pair<std::string, std::string>> reachers{
    {"", "<img src=\"%\">"},
    {"", "<object data=\"%\"></object>"},
    {"", "<embed src=\"%\">"},
    {"", "<p style=\"background:url(%)\">x</p>"},
    {"", "<ul style=\"list-style-image:url(%)\"><li>x</li></ul>"},
    {"<style>p::before{content:url(%)}</style>", "<p>x</p>"},
    {"", "<svg width=\"9\" height=\"9\"><image href=\"%\" width=\"9\" height=\"9\"/></svg>"},
    {"", "<a rel=\"attachment\" href=\"%\">x</a>"},
    {"", "<img src=\"%\"><base href=\"%\">"},
    {"<base href=\"%\">", "<img src=\"other.png\">"},
    {"<link rel=\"stylesheet\" href=\"%\">", ""},
    {"<link rel=\"attachment\" href=\"%\">", ""},
    {"<style>@import url(%);</style>", ""},
    {"<style>@font-face{font-family:F;src:url(%)} body{font-family:F}</style>", ""},
    {"<style>@page{@top-left{content:url(%)}}</style>", ""},
    {"", "<img src=\"http://127.0.0.1:9/x.png\">"},
    {"", "<img src=\"ftp://127.0.0.1:9/x.png\">"},
};

BOOST_AUTO_TEST_CASE(a_document_that_asks_for_a_file_or_an_address_is_not_printed)
{
    if (!can_print()) {
        return;
    }
    const ServerFile server;
    const std::string file =
        server.address("secret.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" "
                                     "height=\"90\"><text x=\"9\" y=\"40\">" +
                                         secret + "</text></svg>");
    for (const auto& [head, body] : reachers) {
        BOOST_TEST_CONTEXT(head << body)
        {
            std::string html = document(head, body);
            for (std::size_t at = html.find('%'); at != std::string::npos; at = html.find('%')) {
                html.replace(at, 1, file);
            }

            const MadePdf made = make_pdf(html);

            BOOST_TEST(!made.bytes);
            BOOST_TEST(made.why_not.find("demande ce qui n’est pas en lui") != std::string::npos,
                       made.why_not);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_lies_beside_the_document_is_not_read_either)
{
    if (!can_print()) {
        return;
    }
    // Where there is no base, such an address names nothing.
    const MadePdf made = make_pdf(document("<link rel=\"stylesheet\" href=\"report.html\">",
                                           "<p>x</p><img src=\"../../../../etc/passwd\">"
                                           "<img src=\"/etc/passwd\"><img src=\"report.html\">"));

    BOOST_REQUIRE_MESSAGE(made.bytes, made.why_not);
    const std::string text = text_of(*made.bytes);
    BOOST_TEST(text.find("Rapport") != std::string::npos);
    BOOST_TEST(text.find("root:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_costs_too_much_is_given_up)
{
    if (!can_print()) {
        return;
    }
    // More to read and to set than there is time for. It asks for nothing: that is another reason.
    std::string many;
    for (int i = 0; i < 200'000; ++i) {
        many += "<p>x</p>";
    }
    // Time to start Python and set a page, on a busy machine too.
    const service::ProgramLimits little_time{1'024, 8, 64, std::chrono::seconds(60)};
    const MadePdf slow = make_pdf(document("", many), little_time);
    BOOST_TEST(!slow.bytes);
    BOOST_TEST(slow.why_not.find("il y passe trop de temps") != std::string::npos, slow.why_not);
    const MadePdf quick = make_pdf(document("", "<p>peu</p>"), little_time);
    BOOST_TEST(quick.bytes.has_value(), quick.why_not);

    std::string noise;
    unsigned state = 1;
    while (noise.size() < 3'000'000) {
        state = state * 1'103'515'245U + 12'345U;
        noise += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(state >> 20U) &
                                                                                    63U];
    }
    const std::string large = document(
        "<link rel=\"attachment\" href=\"data:application/octet-stream;base64," + noise + "\">",
        "");
    BOOST_TEST(make_pdf(large).bytes.has_value());
    const service::ProgramLimits little_room{2'048, 120, 1, std::chrono::seconds(60)};
    const MadePdf cut = make_pdf(large, little_room);
    BOOST_TEST(!cut.bytes);
    BOOST_TEST(cut.why_not.find("File too large") != std::string::npos, cut.why_not);
    const MadePdf small = make_pdf(document("", "<p>peu</p>"), little_room);
    BOOST_TEST(small.bytes.has_value(), small.why_not);
}

BOOST_AUTO_TEST_SUITE_END()
