// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/link.hpp"
#include "publish/own_file.hpp"
#include "service/child_process.hpp"
#include "service/encoding.hpp"
#include "service/form_file.hpp"
#include "service/form_shelf.hpp"
#include "service/log.hpp"
#include "service/route_call.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace parvis::service {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds writing_time{120};

std::string text_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One for the process: what it bounds is the machine's, whatever the site.
FormShelf& shelf()
{
    static FormShelf forms;
    return forms;
}

/// By a child: it takes a core for a moment, and its library loses some memory with each form.
bool write_by_child(const fs::path& site, const std::string& id, const fs::path& file)
{
    const auto child = run_child(
        {"template", "--site", site.string(), id, "--out", file.string(), "--ends-with-parent"},
        writing_time);
    if (child.exit_code != 0) {
        log_failure("form", fmt::format("{} ended with {}: {}", id, child.exit_code, child.errors));
    }
    return child.exit_code == 0;
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
    if (!publish::has_own_file(*call.publication, id)) {
        return Problem{ProblemKind::not_found,
                       publish::takes_entered_works(*call.publication, id)
                           ? fmt::format("Les chantiers de « {} » se saisissent, un par un : "
                                         "/works/new.",
                                         id)
                           : fmt::format("Le jeu « {} » est calculé à partir d’autres : il n’y a "
                                         "pas de fichier à remplir.",
                                         id),
                       {},
                       {{"collection", call.base_url + "/collections/" + id}}};
    }
    publish::Response response;
    response.etag = fmt::format(
        "{}-{}-{}-{}-{}", call.publication->start_tag, id, dataset->manifest().version,
        call.publication->comment_revision,
        hash_text(text_of(call.publication->site.folder / "datasets" / (id + ".toml"))));
    response.content_type = publish::media::xlsx;
    response.headers = {
        {"Content-Disposition", fmt::format("attachment; filename=\"modele-{}.xlsx\"", id)}};
    if (matches(call.request.header("if-none-match"), response.etag)) {
        return response;  // its body would not be sent
    }
    auto form = shelf().get(id, response.etag, [&](const fs::path& file) {
        return write_by_child(call.publication->site.folder, id, file);
    });
    if (form.state == ShelvedForm::State::busy) {
        return Problem{ProblemKind::unavailable,
                       "Un autre modèle est en train d’être écrit. Recommencez dans quelques "
                       "secondes.",
                       {},
                       {},
                       {{"Retry-After", "5"}}};
    }
    if (form.state == ShelvedForm::State::cannot_be) {
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
    response.shared_body = std::move(form.body);
    return response;
}

}  // namespace parvis::service
