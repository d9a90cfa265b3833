// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/report_pages.hpp"

#include "publish/site/asset.hpp"
#include "publish/site/page.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

namespace parvis::publish::report {

using site::Data;

namespace {

Data report_data(const site::Page& page, const Shelved& shelved)
{
    const EditionFacts& newest = shelved.newest;
    const std::string address = fmt::format("/reports/{}/{}", newest.place, newest.year);
    Data::List older;
    for (const unsigned edition : shelved.editions) {
        if (edition != newest.edition) {
            Data entry;
            entry.set("number", std::to_string(edition))
                .set("address", fmt::format("{}/{}", address, edition));
            older.push_back(std::move(entry));
        }
    }
    Data data;
    data.set("name", newest.name)
        .set("address", address)
        .set("words",
             page.messages.format("reports_edition",
                                  {{"n", static_cast<std::int64_t>(newest.edition)},
                                   {"date", site::iso_date_text(newest.published, page.messages)}}))
        .set("sample", newest.sample)
        .set("has_pdf", newest.has_pdf)
        .set("has_older", !older.empty())
        .set("older", std::move(older));
    return data;
}

}  // namespace

std::string reports_page(const Publication& publication, const site::PageContext& context,
                         const std::vector<Shelved>& reports)
{
    const site::Page page(&publication, context);
    Data::List years;
    bool sample = false;
    for (std::size_t i = 0; i < reports.size();) {  // they come by year
        const std::string& year = reports[i].newest.year;
        Data::List of_year;
        for (; i < reports.size() && reports[i].newest.year == year; ++i) {
            sample = sample || reports[i].newest.sample;
            of_year.push_back(report_data(page, reports[i]));
        }
        Data entry;
        entry.set("year", year).set("reports", std::move(of_year));
        years.push_back(std::move(entry));
    }
    Data data;
    data.set("has_reports", !years.empty())
        .set("years", std::move(years))
        .set("grid", site::asset_address("indicateurs.csv"));
    site::Frame frame;
    frame.title = page.messages.text("reports_title");
    frame.section = "reports";
    frame.description = page.messages.text("reports_lead");
    frame.sample = sample;
    frame.body = site::render("reports", data, page.messages);
    return site::whole_page(page, frame);
}

}  // namespace parvis::publish::report
