// SPDX-License-Identifier: EUPL-1.2
#include "datasets/recomposition.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::datasets {

std::string Recomposition::Gathered::listed() const
{
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string Recomposition::Gathered::why() const
{
    std::string text;
    const auto say = [&](const std::vector<std::string>& codes, std::string_view words) {
        if (!codes.empty()) {
            text +=
                fmt::format("{}{} {}", text.empty() ? "" : " ; ", words, fmt::join(codes, ", "));
        }
    };
    say(without_row, "pas de ligne pour");
    say(without_value, "valeur inconnue ou secrète pour");
    say(divided, "partagée depuis entre plusieurs communes :");
    return text;
}

void Recomposition::add(std::string_view commune, std::string_view origin,
                        const std::vector<std::string>& parts, bool has_value)
{
    if (commune.empty()) {
        if (!origin.empty()) {
            m_divided.emplace(origin);
            ++m_divided_rows;
        }
        return;
    }
    const auto [known, is_new] = m_placed.try_emplace(std::string{origin}, has_value);
    known->second = known->second && has_value;
    if (!parts.empty()) {
        m_communes[std::string{commune}].parts = parts;
    }
}

void Recomposition::finish()
{
    for (auto& [commune, gathered] : m_communes) {
        for (const std::string& part : gathered.parts) {
            const auto row = m_placed.find(part);
            if (row != m_placed.end()) {
                if (!row->second) {
                    gathered.without_value.push_back(part);
                }
            } else if (m_divided.contains(part)) {
                gathered.divided.push_back(part);
            } else {
                gathered.without_row.push_back(part);
            }
        }
    }
}

}  // namespace parvis::datasets
