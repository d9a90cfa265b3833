// SPDX-License-Identifier: EUPL-1.2
#include "publish/site/template.hpp"

#include "geo/error.hpp"
#include "publish/site/embedded.hpp"

#include <deque>
#include <kainjow/mustache.hpp>
#include <type_traits>

namespace parvis::publish::site {

namespace {

namespace mustache = kainjow::mustache;

mustache::data converted(const Data& data)
{
    return std::visit(
        [](const auto& value) -> mustache::data {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, Data::Fields>) {
                mustache::data object;
                for (const auto& [name, field] : value) {
                    object.set(name, converted(field));
                }
                return object;
            } else if constexpr (std::is_same_v<T, Data::List>) {
                mustache::data list(mustache::data::type::list);
                for (const Data& element : value) {
                    list.push_back(converted(element));
                }
                return list;
            } else if constexpr (std::is_same_v<T, bool>) {
                return mustache::data(value);
            } else {
                return value.empty() ? mustache::data(false) : mustache::data(value);
            }
        },
        data.value());
}

/// Looks names up like Mustache does, and remembers those that are nowhere.
class StrictContext : public mustache::context<std::string> {
public:
    using mustache::context<std::string>::context;

    const mustache::data* get(const std::string& name) const override
    {
        const mustache::data* found = mustache::context<std::string>::get(name);
        if (found == nullptr && m_missing.find(" " + name + ",") == std::string::npos) {
            m_missing += " " + name + ",";
        }
        return found;
    }

    const mustache::data* get_partial(const std::string& name) const override
    {
        m_partials.emplace_back(std::string(embedded("templates/" + name + ".mustache")));
        return &m_partials.back();
    }

    [[nodiscard]] const std::string& missing() const { return m_missing; }

private:
    mutable std::string m_missing;
    mutable std::deque<mustache::data> m_partials;  ///< addresses must hold until the page is done
};

std::string render_named(std::string_view name, std::string_view text, const Data& data,
                         const Messages& messages)
{
    mustache::mustache page{std::string(text)};
    if (!page.is_valid()) {
        throw EncodingError("template '" + std::string(name) + "': " + page.error_message());
    }
    mustache::data texts;
    for (const auto& [key, message] : messages.all()) {
        texts.set(key, mustache::data(message));
    }
    mustache::data ground;
    ground.set("t", texts);
    const mustache::data root = converted(data);
    StrictContext context(&ground);
    context.push(&root);
    std::string html = page.render(context);
    if (!page.is_valid()) {
        throw EncodingError("template '" + std::string(name) + "': " + page.error_message());
    }
    if (!context.missing().empty()) {
        throw EncodingError("template '" + std::string(name) +
                            "' asks for names that its data lacks:" + context.missing());
    }
    return html;
}

}  // namespace

std::string render(std::string_view name, const Data& data, const Messages& messages)
{
    return render_named(name, embedded("templates/" + std::string(name) + ".mustache"), data,
                        messages);
}

std::string render_text(std::string_view text, const Data& data, const Messages& messages)
{
    return render_named("text", text, data, messages);
}

}  // namespace parvis::publish::site
