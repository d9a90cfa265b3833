// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/perimeter_view.hpp"

#include "publish/api/perimeters.hpp"
#include "publish/site/address.hpp"
#include "publish/site/row.hpp"
#include "publish/site/template.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

namespace {

using datasets::CommunePerimeters;
using datasets::Perimeter;

/// The page of a commune that is there, else what its code meant.
std::string address_of(const Page& page, const std::string& code)
{
    const auto communes = page.publication->communes();
    const std::string key = page.publication->perimeters->key_of(code);
    const std::string id = communes ? communes->id() : "communes";
    const std::string address = place_address(id, key);
    return communes && communes->row_of(key) ? address : address + "/perimeters?f=html";
}

Data::List others(const Page& page, const std::vector<std::uint32_t>& indexes)
{
    Data::List list;
    for (const std::uint32_t index : indexes) {
        const Perimeter& other = page.publication->perimeters->history.perimeters()[index];
        Data data;
        data.set("name", perimeter_name(other))
            .set("address", address_of(page, other.code))
            .set("more", !list.empty());
        list.push_back(std::move(data));
    }
    return list;
}

std::string day_text(const Page& page, datasets::Date day)
{
    return iso_date_text(datasets::to_text(day), page.messages);
}

std::string days_text(const Page& page, const Perimeter& one)
{
    const std::string from = one.from ? day_text(page, *one.from) : "";
    const std::string to =
        one.to ? day_text(page, datasets::date_of_days(datasets::days(*one.to) - 1)) : "";
    if (!from.empty() && !to.empty()) {
        return page.messages.format("perimeter_from_to", {{"from", from}, {"to", to}});
    }
    return to.empty() ? page.messages.format("perimeter_since", {{"from", from}})
                      : page.messages.format("perimeter_until", {{"to", to}});
}

}  // namespace

Data::List perimeter_list(const Page& page, std::string_view code)
{
    Data::List list;
    if (!page.publication->perimeters) {
        return list;
    }
    for (const Perimeter* one : page.publication->perimeters->history.of(code)) {
        Data::List before = others(page, one->predecessors);
        Data::List after = others(page, one->successors);
        Data data;
        data.set("days", days_text(page, *one))
            .set("name", perimeter_name(*one))
            .set("began", one->began.empty() ? std::string()
                                             : std::string(datasets::movement_name(one->began)))
            .set("ended", one->ended.empty() ? std::string()
                                             : std::string(datasets::movement_name(one->ended)))
            .set("has_before", !before.empty())
            .set("before", std::move(before))
            .set("has_after", !after.empty())
            .set("after", std::move(after));
        list.push_back(std::move(data));
    }
    return list;
}

std::string perimeter_page(const Publication& publication, const PageContext& context,
                           std::string_view code)
{
    const Page page(&publication, context);
    const auto& perimeters = *publication.perimeters;
    const auto communes = publication.communes();
    Data::List today;
    const auto found = perimeters.whereabouts(code);
    for (const std::string& one :
         found ? found->codes : std::vector<std::string>{std::string{code}}) {
        const auto row = communes ? communes->row_of(perimeters.key_of(one)) : std::nullopt;
        if (row) {
            Data data;
            data.set("label", Row(*communes, *row).title())
                .set("address", row_address(*communes, *row));
            today.push_back(std::move(data));
        }
    }
    const std::string name = found ? perimeter_name(*found->last) : std::string{code};
    Data::List list = perimeter_list(page, code);
    Data data;
    data.set("title", page.messages.format("perimeter_title", {{"name", name}}))
        .set("sentence", french_spacing(whereabouts_sentence(perimeters, code)))
        .set("has_today", !today.empty())
        .set("today", std::move(today))
        .set("has_perimeters", !list.empty())
        .set("perimeters", std::move(list));
    Frame frame;
    frame.title = page.messages.format("perimeter_title", {{"name", name}});
    frame.section = "places";
    frame.description = whereabouts_sentence(perimeters, code);
    frame.body = render("perimeter", data, page.messages);
    return whole_page(page, frame);
}

}  // namespace parvis::publish::site
