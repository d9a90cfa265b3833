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

}  // namespace

MadePdf make_pdf(const std::string& html)
{
    const publish::TemporaryFolder folder;
    const auto source = folder.path() / "report.html", target = folder.path() / "report.pdf";
    std::ofstream(source, std::ios::binary) << html;
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
    return {std::string{std::istreambuf_iterator<char>(file), {}}, {}};
}

}  // namespace parvis::service
