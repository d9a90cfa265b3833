// SPDX-License-Identifier: EUPL-1.2
#include "publish/formats/xml_text.hpp"
#include "publish/site/address.hpp"
#include "publish/works/feed_writer.hpp"
#include "publish/works/work_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace parvis::publish::works {
namespace {

using datasets::Instant;

/// Atom (RFC 4287): an entry a work, what changed last first.
class AtomWriter : public FeedWriter {
public:
    using FeedWriter::FeedWriter;

    void close_former(const Work&) override {}

    std::string take() override
    {
        flush();
        std::ranges::stable_sort(m_entries, [](const Entry& one, const Entry& other) {
            return other.updated < one.updated;
        });
        const auto& publication = *book().publication;
        std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">";
        append_element(out, "id", lasting_id("/works/feeds/atom"));
        append_element(
            out, "title",
            fmt::format("Chantiers · {}", datasets::text_in(publication.site.name, "fr")));
        append_element(
            out, "updated",
            datasets::to_text(m_entries.empty() ? book().moment : m_entries.front().updated));
        out += "<author>";
        append_element(out, "name",
                       publication.site.publisher.empty()
                           ? datasets::text_in(publication.site.name, "fr")
                           : std::string_view(publication.site.publisher));
        out += "</author>";
        add_link(out, "self", "application/atom+xml", base_url() + "/works/feeds/atom");
        add_link(out, "alternate", "text/html", base_url() + "/works?f=html");
        out += '\n';
        for (const Entry& entry : m_entries) {
            out += entry.text;
        }
        return out + "</feed>\n";
    }

protected:
    std::optional<Undelivered> add_phase(const Work& work, const Phase& phase) override
    {
        const auto valid = validity_of(work, phase, moment_of(work));
        const auto* reason = std::get_if<Undelivered>(&valid);
        if (reason != nullptr && *reason == Undelivered::long_over) {
            return *reason;
        }
        if (m_work != &work) {
            flush();
            m_work = &work;
        }
        const auto stage = reason == nullptr ? std::get<Validity>(valid).stage
                                             : stage_at(work, phase, book().moment, zone_of(work));
        std::string line = phase.name.empty() ? "" : phase.name + " : ";
        line += effect_words(phase, stage);
        const bool no_detour = phase.impact.detour.empty() || stage == Stage::paused;
        for (const std::string& more : {period_words(phase), state_words(phase, stage),
                                        no_detour ? "" : "déviation " + phase.impact.detour}) {
            line += (more.empty() ? "" : ", ") + more;
        }
        m_content += "<p>" + escaped(line) + ".</p>";
        if (m_address.empty()) {
            m_address = address_of(work, phase, base_url());
        }
        return std::nullopt;
    }

private:
    struct Entry {
        Instant updated;
        std::string text;
    };

    /// A tag URI (RFC 4151): what was read stays read, whichever name the site is asked by and
    /// whichever phase is told first.
    [[nodiscard]] std::string lasting_id(const std::string& path) const
    {
        const std::string& siren = book().publication->site.publisher_siren;
        return fmt::format("tag:{}{}parvis,2026:{}", siren, siren.empty() ? "" : ".", path);
    }

    static std::string escaped(std::string_view text)
    {
        std::string out;
        append_xml(out, text);
        return out;
    }

    static void add_link(std::string& out, std::string_view rel, std::string_view type,
                         const std::string& address)
    {
        out +=
            fmt::format("<link rel=\"{}\" type=\"{}\" href=\"{}\"/>", rel, type, escaped(address));
    }

    /// Ends the entry of the work before.
    void flush()
    {
        if (m_work == nullptr) {
            return;
        }
        const Work& work = *m_work;
        Entry entry{work.ledger.changed, "<entry>"};
        append_element(entry.text, "id", lasting_id(site::item_address(work.dataset, work.id)));
        append_element(entry.text, "title", name_of(work));
        append_element(entry.text, "updated", datasets::to_text(work.ledger.changed));
        append_element(entry.text, "published", datasets::to_text(work.ledger.first_seen));
        add_link(entry.text, "alternate", "text/html", m_address + "?f=html");
        if (!work.nature.empty()) {
            entry.text += fmt::format("<category term=\"{}\"/>", escaped(work.nature));
        }
        std::string html = m_content;
        for (const std::string& more : {place_words(work), work.description, work.owner}) {
            html += more.empty() ? std::string() : "<p>" + escaped(more) + "</p>";
        }
        for (const CarriedComment& comment : work.comments) {
            html += "<p>" + escaped(comment_words(comment)) + "</p>";
        }
        entry.text += "<content type=\"html\">" + escaped(html) + "</content></entry>\n";
        m_entries.push_back(std::move(entry));
        m_work = nullptr;
        m_content.clear();
        m_address.clear();
    }

    std::vector<Entry> m_entries;
    const Work* m_work = nullptr;
    std::string m_content, m_address;
};

}  // namespace

std::unique_ptr<FeedWriter> atom_writer(const Book& book, const std::string& base_url)
{
    return std::make_unique<AtomWriter>(book, base_url);
}

}  // namespace parvis::publish::works
