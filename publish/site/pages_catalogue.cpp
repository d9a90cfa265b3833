// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/catalogue.hpp"
#include "publish/site/address.hpp"
#include "publish/site/comment_view.hpp"
#include "publish/site/dataset_card.hpp"
#include "publish/site/figure_view.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

#include <algorithm>
#include <utility>

namespace parvis::publish::site {

namespace {

constexpr std::size_t most_said = 3;

bool is_made(const Snapshot& dataset)
{
    using datasets::Kind;
    const Kind kind = dataset.manifest().facts.kind;
    return kind == Kind::communes || kind == Kind::level || kind == Kind::crossing;
}

/// By title, those that Parvis makes by crossing behind the others.
std::vector<std::shared_ptr<const Snapshot>> in_order(const Page& page)
{
    std::vector<std::shared_ptr<const Snapshot>> all;
    for (const auto& [id, dataset] : page.publication->datasets) {
        all.push_back(dataset);
    }
    const auto place = [&](const auto& dataset) {
        return std::pair(is_made(*dataset),
                         folded(page.in_language(dataset->manifest().facts.title)));
    };
    std::ranges::sort(all, [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return all;
}

Data::List formats(const std::string& dataset)
{
    Data::List list;
    for (const CatalogueFormat& format : catalogue_formats()) {
        Data entry;
        entry.set("title", format.title)
            .set("address", dataset_address(dataset) + "/items?f=" + std::string(format.format));
        list.push_back(std::move(entry));
    }
    return list;
}

std::string period(const Page& page, const datasets::Manifest& manifest)
{
    const auto day = [](const std::string& text) {
        return datasets::parse_date(text.substr(0, 10));
    };
    return period_text(day(manifest.interval_start), day(manifest.interval_end), page.messages);
}

/// The newest of what is said of a dataset, and how much there is.
void set_said(Data& entry, const Page& page, const std::string& id)
{
    Data::List said;
    std::int64_t count = 0;
    for (const datasets::Comment& comment : page.publication->comments) {
        if (comment.target.dataset == id && ++count <= static_cast<std::int64_t>(most_said)) {
            Data one = comment_data(page, comment);
            one.set("page", "/comments/" + percent_encoded(comment.id));
            said.push_back(std::move(one));
        }
    }
    entry.set("has_said", count > 0)
        .set("said", std::move(said))
        .set("said_count", page.messages.format("comments_count", {{"n", count}}))
        .set("said_address", "/comments?dataset=" + percent_encoded(id));
}

Data entry_of(const Page& page, const Snapshot& dataset)
{
    const auto& manifest = dataset.manifest();
    const auto& facts = manifest.facts;
    Data entry;
    entry.set("id", facts.id)
        .set("title", page.in_language(facts.title))
        .set("address", dataset_address(facts.id))
        .set("description", french_spacing(page.in_language(facts.description)))
        .set("sample", facts.sample)
        .set("publisher",
             facts.producer.empty() ? page.publication->site.publisher : facts.producer)
        .set("licence", licence_data(page, facts))
        .set("updated",
             facts.updated.empty() ? std::string() : iso_date_text(facts.updated, page.messages))
        .set("issued", iso_date_text(manifest.created, page.messages))
        .set("version", std::to_string(manifest.version))
        .set("period", period(page, manifest))
        .set("rows",
             page.messages.format("rows", {{"n", static_cast<std::int64_t>(dataset.size())}}))
        .set("formats", formats(facts.id));
    set_said(entry, page, facts.id);
    return entry;
}

}  // namespace

std::string catalogue_page(const Publication& publication, const PageContext& context)
{
    const Page page(&publication, context);
    Data::List entries;
    Frame frame;
    for (const auto& dataset : in_order(page)) {
        entries.push_back(entry_of(page, *dataset));
        frame.sample = frame.sample || dataset->manifest().facts.sample;
    }
    Data data;
    data.set("datasets", std::move(entries));
    frame.title = page.messages.text("catalogue_title");
    frame.section = "data";
    frame.description = page.messages.text("catalogue_lead");
    frame.way = {{page.messages.text("menu_data"), "/collections"}};
    frame.body = render("catalogue", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
