// SPDX-License-Identifier: EUPL-1.2
#include "publish/cql2/list_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace parvis::publish::cql2 {

namespace {

std::string text_of(Text value) { return std::string(value); }
std::string text_of(Number value) { return fmt::format("{}", value); }
std::string text_of(Moment value) { return std::to_string(value); }

class WrittenList : public Source<Members> {
public:
    explicit WrittenList(std::vector<Bound> elements) : m_elements(std::move(elements)) {}

    void fill(Rows rows, Members* out) const override
    {
        std::fill_n(out, rows.size(), Members{std::in_place});
        for (const Bound& element : m_elements) {
            if (const auto* text = std::get_if<SourcePtr<Text>>(&element)) {
                add<Text>(**text, rows, out);
            } else if (const auto* number = std::get_if<SourcePtr<Number>>(&element)) {
                add<Number>(**number, rows, out);
            } else {
                add<Moment>(*std::get<Moments>(element).source, rows, out);
            }
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (out[i]) {
                std::ranges::sort(*out[i]);
                out[i]->erase(std::unique(out[i]->begin(), out[i]->end()), out[i]->end());
            }
        }
    }
    [[nodiscard]] Cost cost() const override { return Cost::text; }

private:
    template <typename Type>
    static void add(const Source<Type>& source, Rows rows, Members* out)
    {
        Block<Type> values;
        source.fill(rows, values.data());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!is_known(values[i])) {
                out[i].reset();
            } else if (out[i]) {
                out[i]->push_back(text_of(values[i]));
            }
        }
    }

    std::vector<Bound> m_elements;
};

}  // namespace

SourcePtr<Members> list_of(std::vector<Bound> elements)
{
    return std::make_unique<WrittenList>(std::move(elements));
}

}  // namespace parvis::publish::cql2
