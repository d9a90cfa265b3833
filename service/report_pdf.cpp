// SPDX-License-Identifier: EUPL-1.2
#include "service/report_pdf.hpp"

#include "publish/temporary_folder.hpp"
#include "service/child_process.hpp"

#include <fstream>
#include <iterator>

namespace parvis::service {

namespace {

constexpr int no_such_program = 127;
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

/// Takes out that the file keeps to PDF/UA, which no validator has confirmed: drawings have no
/// alternative text. Spaces stand in its place, so that no offset in the file moves.
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

MadePdf make_pdf(const std::string& html)
{
    const publish::TemporaryFolder folder;
    const auto source = folder.path() / "report.html", target = folder.path() / "report.pdf";
    std::ofstream stream(source, std::ios::binary);
    stream << html;
    stream.close();
    if (!stream) {  // half a document would make half a PDF
        return {std::nullopt, "le dossier temporaire ne peut pas être écrit (plein ?)"};
    }
    const auto made =
        run_program({"weasyprint", "--encoding", "utf-8", "--pdf-variant", "pdf/ua-1",
                     source.string(), target.string()},
                    {"HOME=" + folder.path().string(), "LANG=C.UTF-8",
                     std::string("http_proxy=") + nowhere, std::string("https_proxy=") + nowhere},
                    {});
    if (made.exit_code == no_such_program) {
        return {std::nullopt, "WeasyPrint n’est pas installé (paquet weasyprint de Debian)"};
    }
    std::ifstream file(target, std::ios::binary);
    if (made.exit_code != 0 || !file) {
        return {std::nullopt, "WeasyPrint n’a pas pu faire le PDF : " + last_line(made.errors)};
    }
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    claim_nothing(bytes);
    return {std::move(bytes), {}};
}

}  // namespace parvis::service
