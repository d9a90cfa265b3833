// SPDX-License-Identifier: EUPL-1.2
#include "service/report_pdf.hpp"

#include "publish/site/embedded.hpp"
#include "publish/temporary_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace parvis::service {

namespace {

/// Python's clients ask this proxy for anything of the web: nobody listens there.
constexpr const char* nowhere = "http://127.0.0.1:9";

std::string last_line(const std::string& text)
{
    const std::size_t end = text.find_last_not_of('\n');
    if (end == std::string::npos) {
        return {};
    }
    const std::size_t start = text.rfind('\n', end);
    return text.substr(start == std::string::npos ? 0 : start + 1,
                       end - (start == std::string::npos ? std::string::npos : start));
}

/// The Python that WeasyPrint was installed for, as the first line of its own program says; ""
/// where there is no such program in PATH.
std::string python_of_weasyprint()
{
    const char* const path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "/usr/bin:/bin" : path;
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        std::ifstream program(std::filesystem::path(folders.substr(0, end)) / "weasyprint");
        if (std::string line; std::getline(program, line) && line.starts_with("#!/")) {
            return line.substr(2, line.find(' ') - 2);
        }
        folders.remove_prefix(std::min(end + 1, folders.size()));
    }
    return {};
}

/// Takes out that the file keeps to PDF/UA: it does but for the widths of glyphs, as our fonts are
/// variable (tests/conformance/pdfua.txt has the rules it breaks). Spaces stand in its place, so
/// that no offset in the file moves.
void claim_nothing(std::string& pdf)
{
    for (const auto& [start, end] : {std::pair<std::string_view, std::string_view>{
                                         "<rdf:Description rdf:about=\"\" pdfuaid:part=\"", "/>"},
                                     {" xmlns:pdfuaid=\"", "/\""}}) {
        const std::size_t at = pdf.find(start);
        const std::size_t stop = at == std::string::npos ? at : pdf.find(end, at);
        if (stop != std::string::npos) {
            const std::size_t size = stop + end.size() - at;
            pdf.replace(at, size, size, ' ');
        }
    }
}

}  // namespace

MadePdf make_pdf(const std::string& html, const ProgramLimits& limits)
{
    const std::string python = python_of_weasyprint();
    if (python.empty()) {
        return {std::nullopt, "WeasyPrint n’est pas installé (paquet weasyprint de Debian)"};
    }
    const publish::TemporaryFolder folder;
    const auto source = folder.path() / "report.html", target = folder.path() / "report.pdf";
    std::ofstream stream(source, std::ios::binary);
    stream << html;
    stream.close();
    if (!stream) {  // half a document would make half a PDF
        return {std::nullopt, "le dossier temporaire ne peut pas être écrit (plein ?)"};
    }
    const auto made =
        run_program({python, "-I", "-c", std::string(publish::site::embedded("report_pdf.py")),
                     source.string(), target.string()},
                    {"HOME=" + folder.path().string(), "LANG=C.UTF-8",
                     std::string("http_proxy=") + nowhere, std::string("https_proxy=") + nowhere},
                    limits);
    std::ifstream file(target, std::ios::binary);
    if (made.exit_code != 0 || !file) {
        return {std::nullopt,
                "WeasyPrint n’a pas pu faire le PDF : " +
                    (made.exit_code == -1 ? "il y passe trop de temps" : last_line(made.errors))};
    }
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    claim_nothing(bytes);
    return {std::move(bytes), {}};
}

}  // namespace parvis::service
