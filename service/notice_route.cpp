// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/report_pages.hpp"
#include "publish/works/notice.hpp"
#include "service/ready_answer.hpp"
#include "service/report_pdf.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

namespace parvis::service {

namespace {

constexpr std::array notice_offers{Offer{Format::html, "text/html", "application/xhtml+xml"},
                                   Offer{Format::pdf, "application/pdf", ""}};

/// No PDF can be made here.
struct NoPdf : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A file name of what the id has of plain letters.
std::string file_name(const std::string& id)
{
    std::string name = "avis-";
    for (const char c : id) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        name += plain ? c : '-';
    }
    return name + ".pdf";
}

/// Made once for each state of the publication, one at a time: WeasyPrint takes a second.
Outcome notice_pdf(const RouteCall& call, const publish::Snapshot& dataset, publish::RowIndex row)
{
    const auto key = fmt::format("notice\n{}\n{}\n{}", call.publication->tag, call.base_url,
                                 call.request.raw_path);
    const auto context = call.page();
    try {
        return ready_answer(
            call, {"application/pdf", file_name(call.segment(3)), key}, [&](const auto& folder) {
                const publish::site::Page page(call.publication.get(), context);
                MadePdf pdf = make_pdf(publish::works::notice_html(page, dataset, row));
                if (!pdf.bytes) {
                    throw NoPdf(pdf.why_not);
                }
                auto file = folder / "notice.pdf";
                std::ofstream(file, std::ios::binary) << *pdf.bytes;
                return file;
            });
    } catch (const NoPdf&) {
        // Why is a matter of this machine, and none of the public.
        return Problem{ProblemKind::unavailable,
                       "Ce serveur ne fait pas de PDF en ce moment. L'avis s'imprime en A5 depuis "
                       "sa page.",
                       {},
                       {{"alternate", call.base_url + call.request.raw_path}}};
    }
}

}  // namespace

Outcome answer_notice(const RouteCall& call)
{
    if (const auto problem = call.refused_parameters({"f"})) {
        return *problem;
    }
    const auto offer = negotiated(call.request, notice_offers);
    if (const auto* problem = std::get_if<Problem>(&offer)) {
        return *problem;
    }
    const auto dataset = call.publication->find(call.segment(1));
    if (!dataset) {
        return no_such_collection(call, call.segment(1));
    }
    const auto collection = call.base_url + "/collections/" + dataset->id();
    const auto row = dataset->row_of(call.segment(3));
    if (!row || dataset->manifest().facts.kind != datasets::Kind::road_works) {
        return Problem{ProblemKind::no_such_feature,
                       fmt::format("Le jeu « {} » n'a pas de chantier « {} » dont il y aurait un "
                                   "avis.",
                                   dataset->id(), call.segment(3)),
                       {},
                       {{"collection", collection}}};
    }
    if (std::get<Offer>(offer).format == Format::pdf) {
        return notice_pdf(call, *dataset, *row);
    }
    const auto context = call.page();
    const publish::site::Page page(call.publication.get(), context);
    auto response = page_with(publish::works::notice_html(page, *dataset, *row),
                              call.publication_tag(Format::html));
    response.headers.emplace_back("Content-Security-Policy",
                                  publish::report::report_security_policy);
    return response;
}

}  // namespace parvis::service
