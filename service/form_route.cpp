// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "service/child_process.hpp"
#include "service/desk_door.hpp"
#include "service/encoding.hpp"
#include "service/form_file.hpp"
#include "service/log.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds waiting_time{15}, writing_time{120};

/// A file that goes with this object.
class PassingFile {
public:
    PassingFile() : m_path(fs::temp_directory_path() / ("parvis-" + random_hex() + ".xlsx")) {}
    ~PassingFile()
    {
        std::error_code ignored;
        fs::remove(m_path, ignored);
    }
    PassingFile(const PassingFile&) = delete;
    PassingFile& operator=(const PassingFile&) = delete;
    [[nodiscard]] const fs::path& path() const { return m_path; }
    [[nodiscard]] std::string bytes() const
    {
        std::ifstream in(m_path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    fs::path m_path;
};

std::string text_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Outcome answer_form(const RouteCall& call)
{
    const std::string& id = call.segment(1);
    const auto dataset = call.publication->find(id);
    if (!dataset) {
        return no_such_collection(call, id);
    }
    if (const auto problem = call.refused_parameters({})) {
        return *problem;
    }
    // The snapshot knows the id, so it is one, and no path.
    const fs::path definition = call.publication->site.folder / "datasets" / (id + ".toml");
    if (!fs::exists(definition)) {
        return Problem{ProblemKind::not_found,
                       fmt::format("Le jeu « {} » est calculé à partir d’autres : il n’y a pas de "
                                   "fichier à remplir.",
                                   id),
                       {},
                       {{"collection", call.base_url + "/collections/" + id}}};
    }
    publish::Response response;
    response.etag = fmt::format("{}-{}-{}-{}", call.publication->start_tag, id,
                                dataset->manifest().version, hash_text(text_of(definition)));
    response.content_type = publish::media::xlsx;
    response.headers = {
        {"Content-Disposition", fmt::format("attachment; filename=\"modele-{}.xlsx\"", id)}};
    if (matches(call.request.header("if-none-match"), response.etag)) {
        return response;  // its body would not be sent
    }
    static std::timed_mutex turn;
    const std::unique_lock lock(turn, waiting_time);
    if (!lock) {
        return Problem{ProblemKind::unavailable,
                       "D’autres modèles sont en cours d’écriture. Recommencez dans une minute.",
                       {},
                       {},
                       {{"Retry-After", "30"}}};
    }
    const PassingFile file;
    // By a child: it takes a core for a moment, and its library loses some memory with each form.
    const auto child = run_child({"template", "--site", call.publication->site.folder.string(), id,
                                  "--out", file.path().string(), "--ends-with-parent"},
                                 writing_time);
    if (child.exit_code != 0) {
        log_failure("form", fmt::format("{} ended with {}: {}", id, child.exit_code, child.errors));
        return Problem{
            ProblemKind::unusable_file,
            fmt::format("Ce jeu ne tient pas dans un classeur à remplir : trop de lignes "
                        "(plus de {}), un tracé trop long pour une cellule, ou une "
                        "définition à corriger. La personne qui tient le site en sait "
                        "plus (parvis template).",
                        most_rows_served),
            {},
            {{"collection", call.base_url + "/collections/" + id}}};
    }
    response.body = file.bytes();
    return response;
}

}  // namespace parvis::service
