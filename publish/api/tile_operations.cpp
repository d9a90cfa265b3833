// SPDX-License-Identifier: EUPL-1.2
#include "publish/api/tile_operations.hpp"

#include "publish/api/link.hpp"
#include "publish/tiles/documents.hpp"
#include "publish/tiles/query.hpp"
#include "publish/tiles/style.hpp"

#include <string>
#include <utility>

namespace parvis::publish {

std::vector<Operation> tile_operations(const Publication& publication, const Snapshot* collection,
                                       const Snapshot& example, const std::string& title)
{
    const std::string path =
        (collection != nullptr ? "/collections/" + collection->id() : std::string()) + "/tiles";
    const std::string id =
        collection != nullptr ? collection->id() + ".collection.vector." : "dataset.vector.";
    const std::string tag = collection != nullptr ? collection->id() : "tuiles";
    const auto parameters = tiles::tile_parameters(publication, collection);
    PathParameter grid{"tileMatrixSetId", "Grille de tuiles", "WebMercatorQuad"};
    for (const auto& one : geo::tile_grids()) {
        grid.values.emplace_back(one.id);
    }
    const auto at = tiles::example_tile(example, geo::tile_grids().front());
    return {{path,
             id + "getTileSetsList",
             title + " : grilles de tuiles",
             tag,
             {media::json},
             {},
             parameters},
            {path + "/{tileMatrixSetId}",
             id + "getTileSet",
             title + " : ce que les tuiles d'une grille portent, et jusqu'où",
             tag,
             {media::json, media::tilejson, media::pmtiles},
             {grid},
             parameters},
            {path + "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
             id + "getTile",
             title + " : une tuile vectorielle (204 là où il n'y a rien)",
             tag,
             {media::mvt},
             {grid,
              {"tileMatrix", "Zoom", at.zoom},
              {"tileRow", "Ligne, comptée depuis le nord", at.row},
              {"tileCol", "Colonne, comptée depuis l'ouest", at.column}},
             parameters}};
}

std::vector<Operation> tile_documents(const Publication& publication)
{
    PathParameter grid{"tileMatrixSetId", "Grille de tuiles", "WebMercatorQuad"};
    for (const auto& one : geo::tile_grids()) {
        grid.values.emplace_back(one.id);
    }
    PathParameter style{"styleId",
                        "Nom du style",
                        std::string(tiles::whole_style),
                        {std::string(tiles::whole_style)}};
    for (const auto& [id, dataset] : publication.datasets) {
        if (tiles::has_geometry(*dataset)) {
            style.values.push_back(id);
        }
    }
    return {
        {"/tileMatrixSets", "getTileMatrixSetsList", "Grilles de tuiles", "tuiles", {media::json}},
        {"/tileMatrixSets/{tileMatrixSetId}",
         "getTileMatrixSet",
         "Définition d'une grille de tuiles",
         "tuiles",
         {media::json},
         {grid}},
        {"/styles", "getStyles", "Styles des cartes", "tuiles", {media::json}},
        {"/styles/{styleId}",
         "getStyle",
         "Un style (Mapbox Style) avec les adresses de ses tuiles",
         "tuiles",
         {media::style},
         {style}}};
}

}  // namespace parvis::publish
