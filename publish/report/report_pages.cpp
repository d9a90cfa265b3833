// SPDX-License-Identifier: EUPL-1.2
#include "publish/report/report_pages.hpp"

#include "publish/site/asset.hpp"
#include "publish/site/page.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <fmt/format.h>

namespace parvis::publish::report {

using site::Data;

std::string reports_page(const Publication& publication, const site::PageContext& context,
                         const std::vector<Shelved>& reports)
{
    const site::Page page(&publication, context);
    Data::List list;
    bool sample = false;
    for (const Shelved& shelved : reports) {
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
        Data entry;
        entry.set("name", newest.name)
            .set("year", newest.year)
            .set("address", address)
            .set("words", page.messages.format(
                              "reports_edition",
                              {{"n", static_cast<std::int64_t>(newest.edition)},
                               {"date", site::iso_date_text(newest.published, page.messages)}}))
            .set("sample", newest.sample)
            .set("has_older", !older.empty())
            .set("older", std::move(older));
        sample = sample || newest.sample;
        list.push_back(std::move(entry));
    }
    Data data;
    data.set("has_reports", !list.empty())
        .set("reports", std::move(list))
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
