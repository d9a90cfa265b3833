// SPDX-License-Identifier: EUPL-1.2
#include "publish/facets.hpp"

#include "datasets/json_text.hpp"
#include "publish/cql2/binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace parvis::publish {

namespace {

using datasets::ValueType;
using Kind = cql2::Queryable::Kind;

constexpr std::size_t most_facets = 10;

/// Values that people tell apart by name; measures are for /cross.
bool is_countable(ValueType type)
{
    return type != ValueType::number && type != ValueType::instant;
}

std::string countable_names(const datasets::Manifest& dataset)
{
    std::vector<std::string> names;
    for (const auto& property : dataset.properties) {
        if (is_countable(property.type)) {
            names.push_back(property.name);
        }
    }
    if (has_state(dataset)) {
        names.emplace_back("etat");
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

template <typename Function>
void for_each_row(const Snapshot& dataset, const std::optional<std::vector<RowIndex>>& rows,
                  Function&& function)
{
    if (rows) {
        std::for_each(rows->begin(), rows->end(), function);
        return;
    }
    for (RowIndex row = 0; row < dataset.size(); ++row) {
        function(row);
    }
}

/// Counts by value; texts that repeat are counted by their number.
class Counter {
public:
    void add(std::string_view value) { ++m_counts[std::string(value)]; }
    void add(std::string_view value, std::uint64_t count)
    {
        if (count > 0) {
            m_counts[std::string(value)] += count;
        }
    }

    void finish(FacetCount& facet) &&
    {
        auto& buckets = facet.buckets;
        for (auto& [value, count] : m_counts) {
            buckets.push_back({value, count});
        }
        std::sort(buckets.begin(), buckets.end(), [](const auto& a, const auto& b) {
            return a.count != b.count ? a.count > b.count : a.value < b.value;
        });
        while (buckets.size() > FacetCount::most_buckets) {
            ++facet.other_values;
            facet.other_count += buckets.back().count;
            buckets.pop_back();
        }
    }

private:
    std::unordered_map<std::string, std::uint64_t> m_counts;
};

void count_words(const Words& words, const Snapshot& dataset,
                 const std::optional<std::vector<RowIndex>>& rows, Counter& counter,
                 FacetCount& facet)
{
    std::vector<std::uint64_t> by_word(words.words.size());
    for_each_row(dataset, rows, [&](RowIndex row) {
        if (words.is_null(row)) {
            ++facet.missing;
        } else if (words.numbered) {
            ++by_word[words.values[row]];
        } else {
            counter.add(words.word(row));
        }
    });
    for (std::size_t i = 0; i < by_word.size(); ++i) {
        counter.add(words.words[i], by_word[i]);
    }
}

void count_value(const datasets::Value& value, Counter& counter, FacetCount& facet)
{
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        for (const auto& member : *list) {
            counter.add(member);
        }
    } else if (const auto* parts = std::get_if<std::vector<datasets::Part>>(&value)) {
        for (const auto& part : *parts) {
            counter.add(part.area);
        }
    } else if (std::holds_alternative<std::monostate>(value)) {
        ++facet.missing;
    } else {
        counter.add(text_of(value));
    }
}

}  // namespace

std::variant<std::vector<FacetKey>, std::string> parse_facets(std::string_view text,
                                                              const Snapshot& dataset)
{
    std::vector<FacetKey> keys;
    while (true) {
        const auto comma = text.find(',');
        const auto name = text.substr(0, comma);
        const auto found = cql2::queryable(dataset, name);
        const bool countable =
            found && (found->kind == Kind::state ||
                      (found->kind == Kind::property &&
                       is_countable(dataset.manifest().properties[found->property].type)));
        if (!countable) {
            return fmt::format("« {} » n'est pas une propriété dont on compte les valeurs ; il y a "
                               ": {}",
                               name, countable_names(dataset.manifest()));
        }
        const FacetKey key{found->kind == Kind::state ? std::nullopt
                                                      : std::optional(found->property)};
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
            return fmt::format("« {} » est donné deux fois", name);
        }
        keys.push_back(key);
        if (comma == text.npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    if (keys.size() > most_facets) {
        return fmt::format("{} noms au plus sont attendus", most_facets);
    }
    return keys;
}

FacetCount count_facet(const Snapshot& dataset, const FacetKey& key,
                       const std::optional<std::vector<RowIndex>>& rows, datasets::Date day)
{
    FacetCount facet;
    Counter counter;
    const auto* words = key.property ? std::get_if<Words>(&dataset.column(*key.property)) : nullptr;
    if (words != nullptr) {
        count_words(*words, dataset, rows, counter, facet);
    } else if (key.property) {
        for_each_row(dataset, rows, [&](RowIndex row) {
            count_value(dataset.value(row, *key.property), counter, facet);
        });
    } else {
        for_each_row(dataset, rows, [&](RowIndex row) {
            counter.add(datasets::code_of(dataset.work_state(row, day)));
        });
    }
    std::move(counter).finish(facet);
    return facet;
}

std::string facets_json(const Snapshot& dataset, const std::vector<FacetKey>& keys,
                        const std::optional<std::vector<RowIndex>>& rows, datasets::Date day)
{
    datasets::JsonText json;
    json.start_object();
    for (const auto& key : keys) {
        const auto* property =
            key.property ? &dataset.manifest().properties[*key.property] : nullptr;
        const std::string name = property != nullptr ? property->name : "etat";
        const auto facet = count_facet(dataset, key, rows, day);
        json.key(name);
        json.start_object();
        json.member("type", "term");
        json.member("property", name);
        json.key("buckets");
        json.start_array();
        for (const auto& bucket : facet.buckets) {
            json.start_object();
            json.member("value", bucket.value);
            if (property != nullptr) {
                const auto label =
                    std::find_if(property->values.begin(), property->values.end(),
                                 [&](const auto& value) { return value.first == bucket.value; });
                if (label != property->values.end()) {
                    json.member("title", datasets::text_in(label->second, "fr"));
                }
            }
            json.member("count", bucket.count);
            json.end_object();
        }
        json.end_array();
        json.member("missing", facet.missing);
        if (facet.other_values > 0) {
            json.member("otherValues", facet.other_values);
            json.member("otherCount", facet.other_count);
        }
        json.end_object();
    }
    json.end_object();
    return json.take();
}

}  // namespace parvis::publish
