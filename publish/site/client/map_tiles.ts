// SPDX-License-Identifier: EUPL-1.2
// Rows that are too many to send to a page: from afar as the server's clusters, from near as vector
// tiles. Nothing is left out, whatever their number.
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre, MapGeoJSONFeature } from "maplibre-gl";
import { colours, readFeatures, type ItemLayer } from "./configuration";
import { collection, lookOf } from "./map_layers";

export type TiledLayer = ItemLayer & { tiles: string; clusters: string };

export function isTiled(layer: ItemLayer): layer is TiledLayer {
  return Boolean(layer.tiles && layer.clusters);
}

/** From this zoom on each row has its own sign. */
const near = 13;
/** A tile of zoom 16 leaves nothing out: what lies deeper is drawn from it. */
const deepest = 16;

const state: ExpressionSpecification = ["get", "etat"];
const isClosing: ExpressionSpecification = ["in", ["get", "effet"], ["literal", ["rue_barree", "sens_barre"]]];

/** lookOf() as MapLibre computes it on a tile. */
function look(layer: ItemLayer): ExpressionSpecification {
  const other = lookOf(layer, {});
  return ["case",
    ["==", state, "en_cours"], ["case", isClosing, "closed", "partial"],
    ["==", state, "suspendu"], "partial",
    ["==", state, "prevu"], "planned",
    ["has", "etat"], "ended",
    other] as ExpressionSpecification;
}

function colourOf(layer: ItemLayer): ExpressionSpecification {
  return ["match", look(layer), "closed", colours.closed, "partial", colours.partial, "planned", colours.planned, "ended", colours.ended, colours.slate];
}

/** Adds the layers; gives those that one can click. */
export function addTiledItems(map: MapLibre, layer: TiledLayer): string[] {
  const source = "items-" + layer.id;
  map.addSource(source, { type: "vector", tiles: [location.origin + layer.tiles], minzoom: 0, maxzoom: deepest });
  map.addSource(source + "-far", { type: "geojson", data: collection([]) });
  const under = map.getLayer("commune-names") ? "commune-names" : undefined;
  const shared = { source, "source-layer": layer.tileLayer ?? layer.id };
  const isArea: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const isPoint: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  map.addLayer({ id: source + "-areas", type: "fill", ...shared, minzoom: 10.8, filter: isArea,
    paint: { "fill-color": colourOf(layer), "fill-opacity": 0.25 } }, under);
  map.addLayer({ id: source + "-casing", type: "line", ...shared, minzoom: 10.8, filter: ["!", isPoint], layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 4, 13, 9] } }, under);
  map.addLayer({ id: source + "-lines", type: "line", ...shared, minzoom: 10.8, filter: ["!", isPoint], layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colourOf(layer), "line-width": ["interpolate", ["linear"], ["zoom"], 9, 2, 13, 5] } }, under);
  const style = layer.kind === "road_works" ? "works" : layer.kind;
  map.addLayer({ id: source + "-clusters", type: "symbol", source: source + "-far", maxzoom: near, filter: ["has", "cluster"],
    layout: { "icon-image": ["concat", `count|${style}|`, ["to-string", ["get", "count"]]], "icon-allow-overlap": true } });
  map.addLayer({ id: source + "-alone", type: "symbol", source: source + "-far", maxzoom: near, filter: ["!", ["has", "cluster"]],
    layout: { "icon-image": ["concat", "sign|", look(layer)], "icon-allow-overlap": true, "icon-size": 0.75 } });
  map.addLayer({ id: source + "-points", type: "symbol", ...shared, minzoom: near,
    layout: { "icon-image": ["concat", "sign|", look(layer)], "icon-allow-overlap": true } });
  return ["-points", "-alone", "-clusters", "-lines", "-areas"].map((end) => source + end);
}

/** Keeps the clusters of the zoom in sight; each zoom is asked for once. */
export class Clusters {
  private readonly zooms = new Map<number, Promise<GeoJSON.Feature[]>>();
  private shown = -1;

  constructor(private readonly map: MapLibre, private readonly layer: TiledLayer) {}

  async show(): Promise<void> {
    // A tile of the map is twice as wide as one that clusters are counted by.
    const zoom = Math.max(0, Math.floor(this.map.getZoom()) + 1);
    if (zoom > near || zoom === this.shown) return;
    this.shown = zoom;
    let features = this.zooms.get(zoom);
    if (!features) {
      features = readFeatures(`${this.layer.clusters}${zoom}`);
      this.zooms.set(zoom, features);
    }
    try {
      const read = await features;
      if (this.shown !== zoom) return;
      this.map.getSource<GeoJSONSource>(`items-${this.layer.id}-far`)?.setData(collection(read.map((one) => this.marked(one))));
    } catch (error) {
      this.zooms.delete(zoom);
      this.shown = -1;
      throw error;
    }
  }

  private marked(feature: GeoJSON.Feature): GeoJSON.Feature {
    const count = Number(feature.properties?.nombre ?? 1);
    const properties = count > 1 ? { cluster: true, count, box: JSON.stringify(feature.bbox ?? null) } : { ...feature.properties, id: feature.id };
    return { type: "Feature", geometry: feature.geometry, properties };
  }
}

/** A feature of a tile with the names that the panel knows. */
export function asItem(feature: MapGeoJSONFeature, layers: Iterable<ItemLayer>): void {
  for (const layer of layers) {
    if (!isTiled(layer) || !feature.source.startsWith("items-" + layer.id)) continue;
    feature.properties = { ...feature.properties, "parvis:id": feature.properties.id as unknown, "parvis:layer": layer.id, look: lookOf(layer, feature.properties) };
  }
}
