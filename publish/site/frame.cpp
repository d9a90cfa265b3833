// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/address.hpp"
#include "publish/site/asset.hpp"
#include "publish/site/embedded.hpp"
#include "publish/site/page.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

namespace {

struct MenuEntry {
    std::string_view section, message;
    std::string address;
};

/// One entry for each thing that the site has, in the order of what people look for.
std::vector<MenuEntry> menu_of(const Page& page)
{
    std::vector<MenuEntry> menu;
    if (page.publication == nullptr) {
        return menu;
    }
    if (!page.publication->of_kind(datasets::Kind::road_works).empty()) {
        menu.push_back({"works", "menu_works", "/works"});
    }
    const auto equipment = page.publication->of_kind(datasets::Kind::equipment);
    if (!equipment.empty()) {
        menu.push_back({"equipment", "menu_equipment",
                        equipment.size() == 1 ? dataset_address(equipment.front()->id())
                                              : "/collections#equipment"});
    }
    if (const auto communes = page.publication->communes()) {
        menu.push_back({"places", "menu_places", dataset_address(communes->id())});
    }
    menu.push_back({"data", "menu_data", "/collections"});
    if (!page.publication->comments.empty()) {
        menu.push_back({"comments", "menu_comments", "/comments"});
    }
    if (page.publication->has_reports) {
        menu.push_back({"reports", "menu_reports", "/reports"});
    }
    return menu;
}

std::string licence_name(const Page& page, const std::string& licence)
{
    std::string key = "licence_" + licence;
    const std::string* name = page.messages.find(key);
    return name == nullptr ? licence : *name;
}

}  // namespace

std::string icon(std::string_view name)
{
    return std::string(embedded("icons/" + std::string(name) + ".svg"));
}

std::string whole_page(const Page& page, const Frame& frame)
{
    Data data;
    std::string name, publisher, contact, contact_url, licence, notice, reference, day, back;
    if (page.publication != nullptr) {
        const datasets::Site& site = page.publication->site;
        name = page.in_language(site.name);
        publisher = site.publisher.empty() ? name : site.publisher;
        contact = site.contact;
        contact_url = !site.contact_url.empty()                     ? site.contact_url
                      : site.contact.find('@') != std::string::npos ? "mailto:" + site.contact
                                                                    : std::string();
        licence = licence_name(page, site.default_licence);
        notice = page.in_language(site.notice);
        if (site.reference_date) {
            reference = page.messages.format(
                "reference_date", {{"date", full_date_text(*site.reference_date, page.messages)}});
        }
        if (page.is_another_day()) {
            day = page.messages.format("other_day",
                                       {{"date", full_date_text(page.day(), page.messages)}});
            back =
                page.messages.format(site.reference_date ? "other_day_back_to" : "other_day_back",
                                     {{"date", date_text(page.publication->today, page.messages)}});
        }
    }
    if (contact.empty()) {
        contact = contact_url;
    }
    // What a dataset says of itself is nearer to the page than what the site says of all.
    const std::string band = french_spacing(!frame.note.empty() ? frame.note
                                            : !notice.empty()   ? notice
                                            : frame.sample      ? page.messages.text("sample_words")
                                                                : std::string());
    Data::List menu;
    for (const MenuEntry& entry : menu_of(page)) {
        Data item;
        item.set("label", page.messages.text(entry.message))
            .set("address", entry.address)
            .set("current", entry.section == frame.section);
        menu.push_back(std::move(item));
    }
    Data::List way;
    for (const auto& [label, address] : frame.way) {
        Data step;
        step.set("label", label).set("address", address);
        way.push_back(std::move(step));
    }
    const bool empty = page.publication == nullptr || page.publication->datasets.empty();
    data.set("empty", empty)
        .set("lang", page.messages.language())
        .set("title", frame.title)
        .set("site_name", name.empty() ? std::string("Parvis") : name)
        .set("title_is_name", frame.title.empty() || frame.title == name)
        .set("description", frame.description)
        .set("favicon", asset_address("favicon.svg"))
        .set("style", asset_address("style.css"))
        .set("script", asset_address("site.js"))
        .set("font_text", asset_address("text.woff2"))
        .set("font_headings", asset_address("headings.woff2"))
        .set("logo", icon("parvis"))
        .set("has_menu", !menu.empty())
        .set("menu", std::move(menu))
        .set("has_way", !frame.way.empty())
        .set("way", std::move(way))
        .set("band", band)
        .set("reference", reference)
        .set("sample", frame.sample)
        .set("day", day)
        .set("day_back", back)
        .set("today_address", page.context.today_address)
        .set("has_band",
             !band.empty() || !reference.empty() || !day.empty() || frame.sample || empty)
        .set("feed", frame.feed)
        .set("body", frame.body)
        .set("publisher", publisher)
        .set("licence", licence)
        .set("contact", contact)
        .set("contact_url", contact_url)
        .set("self", page.context.base_url + page.context.path);
    return render("frame", data, page.messages);
}

}  // namespace parvis::publish::site
