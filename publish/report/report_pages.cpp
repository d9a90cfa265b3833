// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/report_pages.hpp"

#include "publish/site/asset.hpp"
#include "publish/site/markdown.hpp"
#include "publish/site/page.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

namespace parvis::publish::report {

using site::Data;

namespace {

Data report_data(const site::Page& page, const Shelved& shelved)
{
    const EditionHead& newest = shelved.newest;
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

std::string superseded_note(const std::string& place, const std::string& year, unsigned next,
                            unsigned newest)
{
    const site::Messages& messages = site::Messages::in("fr");
    const std::string report = fmt::format("/reports/{}/{}", place, year);
    const auto link = [&](const std::string& address, unsigned edition) {
        return fmt::format("<a href=\"{}\">{} <data value=\"{}\" data-edition=\"{}\">{}</data></a>",
                           site::escaped(address), messages.text("reports_edition_word"), edition,
                           edition, edition);
    };
    std::string words = messages.format("report_superseded",
                                        {{"next", link(fmt::format("{}/{}", report, next), next)}});
    if (next != newest) {
        words +=
            " " + messages.format("report_superseded_newest", {{"newest", link(report, newest)}});
    }
    return fmt::format("<aside style=\"border-left:6px solid #8a4b00;background:#fff4d6;"
                       "padding:10px 16px;margin:0 0 8px\">{}</aside>",
                       words);
}

}  // namespace parvis::publish::report
