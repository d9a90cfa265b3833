// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/equipment_view.hpp"

#include "publish/site/address.hpp"
#include "publish/site/wording.hpp"

namespace parvis::publish::site {

Data equipment_data(const Page& page, const Row& row)
{
    const std::string type = value_text(page, row, "type");
    Data data;
    data.set("title", capitalized(row.title()))
        .set("address", row_address(row.dataset(), row.index()))
        .set("family", type.empty() ? value_text(page, row, "famille") : type)
        .set("place", row.text("commune_nom"))
        .set("hours", row.text("horaires"))
        .set("commented", !row.dataset().comments(row.index()).empty());
    return data;
}

}  // namespace parvis::publish::site
