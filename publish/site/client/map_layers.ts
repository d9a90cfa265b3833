// SPDX-License-Identifier: EUPL-1.2
// What lies on the map, from the ground up: land, river, limits, works, equipment, names.
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { classify, colour, type Classes } from "./classes";
import { colours, type Area, type Configuration, type ItemLayer, type Measure } from "./configuration";

const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

/** A position on a geometry: where its sign stands. */
function middle(geometry: GeoJSON.Geometry | null): GeoJSON.Position | null {
  if (!geometry) return null;
  switch (geometry.type) {
    case "Point":
      return geometry.coordinates;
    case "MultiPoint":
      return geometry.coordinates[0] ?? null;
    case "LineString":
      return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)] ?? null;
    case "MultiLineString":
      return middle({ type: "LineString", coordinates: geometry.coordinates[0] ?? [] });
    case "Polygon":
    case "MultiPolygon": {
      const rings = geometry.type === "Polygon" ? [geometry.coordinates[0] ?? []] : geometry.coordinates.map((p) => p[0] ?? []);
      const ring = rings.reduce((a, b) => (ringArea(b) > ringArea(a) ? b : a), [] as GeoJSON.Position[]);
      return centre(ring);
    }
    default:
      return null;
  }
}

function ringArea(ring: GeoJSON.Position[]): number {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; ++i) {
    const a = ring[i]!, b = ring[i + 1]!;
    sum += a[0]! * b[1]! - b[0]! * a[1]!;
  }
  return Math.abs(sum / 2);
}

function centre(ring: GeoJSON.Position[]): GeoJSON.Position | null {
  let x = 0, y = 0, twice = 0;
  for (let i = 0; i + 1 < ring.length; ++i) {
    const a = ring[i]!, b = ring[i + 1]!;
    const cross = a[0]! * b[1]! - b[0]! * a[1]!;
    twice += cross;
    x += (a[0]! + b[0]!) * cross;
    y += (a[1]! + b[1]!) * cross;
  }
  return twice === 0 ? (ring[0] ?? null) : [x / (3 * twice), y / (3 * twice)];
}

/** Land, river and limits, empty until their data comes. */
export function addGround(map: MapLibre, configuration: Configuration): void {
  for (const area of configuration.areas) {
    map.addSource(area.id, { type: "geojson", data: empty });
    map.addSource(area.id + "-names", { type: "geojson", data: empty });
  }
  const communes = configuration.areas[0];
  for (const area of configuration.areas) {
    map.addLayer({
      id: area.id + "-fill",
      type: "fill",
      source: area.id,
      paint: { "fill-color": area === communes ? "#ffffff" : "rgba(0,0,0,0)", "fill-antialias": false },
    });
    map.addLayer({
      id: area.id + "-missing",
      type: "fill",
      source: area.id,
      layout: { visibility: "none" },
      paint: { "fill-pattern": "hatch|" + colours.muted },
    });
  }
  if (configuration.river) {
    map.addSource("river", { type: "geojson", data: configuration.river });
    map.addLayer({
      id: "river",
      type: "line",
      source: "river",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": colours.river,
        "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 8, 2.5, 11, 6, 15, 40],
      },
    });
  }
  addStreets(map, configuration);
  configuration.areas.forEach((area, index) => {
    map.addLayer({
      id: area.id + "-limits",
      type: "line",
      source: area.id,
      layout: { "line-join": "round" },
      paint: {
        "line-color": index === 0 ? colours.limit : colours.slate,
        "line-width": index === 0 ? 0.75 : 2,
      },
    });
  });
  if (configuration.focusKey && configuration.focusCollection) {
    map.addLayer({
      id: "focus",
      type: "line",
      source: configuration.focusCollection,
      filter: ["==", ["id"], "-"],
      layout: { "line-join": "round" },
      paint: { "line-color": colours.ink, "line-width": 3 },
    });
  }
}

/** The streets of the site, from near: people find their own by its name. */
function addStreets(map: MapLibre, { streetsTiles, streetsLayer, streetsName }: Configuration): void {
  if (!streetsTiles || !streetsLayer) return;
  map.addSource("streets", { type: "vector", tiles: [location.origin + streetsTiles], minzoom: 12, maxzoom: 16 });
  const shared = { source: "streets", "source-layer": streetsLayer };
  map.addLayer({ id: "streets", type: "line", ...shared, minzoom: 12, filter: ["!=", ["geometry-type"], "Point"], layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colours.street, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 12, 1, 15, 4, 18, 14] } });
  if (!streetsName) return;
  map.addLayer({ id: "street-names", type: "symbol", ...shared, minzoom: 14.5, filter: ["!=", ["coalesce", ["get", streetsName], ""], ""],
    layout: { "symbol-placement": "line", "symbol-spacing": 260, "icon-image": ["concat", "label|street|", ["get", streetsName]], "icon-padding": 6,
      "icon-keep-upright": true, "icon-rotation-alignment": "map" } });
}

/** Where the reader looked for works: under them, so that it hides none. */
export function addMarked(map: MapLibre, shapes: GeoJSON.Geometry[]): void {
  map.addSource("marked", { type: "geojson", data: collection(shapes.map((geometry) => ({ type: "Feature", geometry, properties: {} }))) });
  const isPoint: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
  const line = { layout: { "line-cap": "round", "line-join": "round" } as const, filter: ["!", isPoint] as ExpressionSpecification };
  map.addLayer({ id: "marked-casing", type: "line", source: "marked", ...line, paint: { "line-color": colours.ink, "line-width": 13, "line-opacity": 0.75 } });
  map.addLayer({ id: "marked-lines", type: "line", source: "marked", ...line, paint: { "line-color": colours.ring, "line-width": 9 } });
  map.addLayer({ id: "marked-points", type: "circle", source: "marked", filter: isPoint,
    paint: { "circle-radius": 15, "circle-color": colours.ring, "circle-opacity": 0.55, "circle-stroke-color": colours.ink, "circle-stroke-width": 2.5 } });
}

/** The areas of one level, and a point for each name. */
export function fillAreas(map: MapLibre, area: Area, features: GeoJSON.Feature[], focusKey?: string): void {
  // MapLibre wants whole numbers as ids; the key goes among the properties.
  const keyed = features.map((feature) => ({ ...feature, properties: { ...feature.properties, "parvis:id": feature.id } }));
  map.getSource<GeoJSONSource>(area.id)?.setData(collection(keyed));
  if (focusKey && map.getLayer("focus")) map.setFilter("focus", ["==", ["get", "parvis:id"], focusKey]);
  const names: GeoJSON.Feature[] = [];
  for (const feature of features) {
    const at = middle(feature.geometry);
    const name = feature.properties?.[area.name];
    if (at && typeof name === "string") {
      const population = Number(feature.properties?.population ?? 0);
      names.push({ type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { name, population } });
    }
  }
  map.getSource<GeoJSONSource>(area.id + "-names")?.setData(collection(names));
}

export function addNames(map: MapLibre, configuration: Configuration): void {
  const [communes, ...levels] = configuration.areas;
  if (communes) {
    const style: ExpressionSpecification = ["case", [">", ["get", "population"], 15000], "town", "commune"];
    map.addLayer({
      id: "commune-names",
      type: "symbol",
      source: communes.id + "-names",
      minzoom: levels.length ? 9.6 : 8,
      layout: {
        "icon-image": ["concat", "label|", style, "|", ["get", "name"]],
        "symbol-sort-key": ["-", 0, ["get", "population"]],
        "icon-padding": 3,
      },
    });
  }
  for (const level of levels) {
    map.addLayer({
      id: level.id + "-names",
      type: "symbol",
      source: level.id + "-names",
      maxzoom: 10.8,
      layout: {
        "icon-image": ["concat", "label|area|", ["get", "name"]],
        "symbol-sort-key": ["-", -1e9, ["get", "population"]],
        "icon-padding": 2,
      },
    });
  }
}

/** Colours one collection's areas by a measure, the others not at all. */
export function colourBy(map: MapLibre, configuration: Configuration, measure: Measure | null, features: GeoJSON.Feature[]): Classes | null {
  const communes = configuration.areas[0];
  for (const area of configuration.areas) {
    const chosen = measure?.collection === area.id;
    map.setLayoutProperty(area.id + "-missing", "visibility", chosen ? "visible" : "none");
    map.setPaintProperty(area.id + "-fill", "fill-color", area === communes ? "#ffffff" : "rgba(0,0,0,0)");
  }
  if (!measure) return null;
  const value: ExpressionSpecification = ["get", measure.property];
  const known: ExpressionSpecification = ["==", ["typeof", value], "number"];
  const classes = classify(features.map((feature) => {
    const number: unknown = feature.properties?.[measure.property];
    return typeof number === "number" ? number : null;
  }));
  const steps = classes.breaks.flatMap((limit, index) => [limit, colour(index + 1, classes)]);
  const scale = (steps.length ? ["step", value, colour(0, classes), ...steps] : colour(0, classes)) as ExpressionSpecification;
  map.setPaintProperty(measure.collection + "-fill", "fill-color", ["case", known, scale, "#ffffff"]);
  map.setFilter(measure.collection + "-missing", ["!", known]);
  return classes;
}

/** How a work looks: its state and what it does to the traffic. */
export function lookOf(layer: ItemLayer, properties: GeoJSON.GeoJsonProperties): string {
  if (layer.look) return layer.look;
  const state: unknown = properties?.etat;
  if (state === "en_cours") return properties?.effet === "rue_barree" || properties?.effet === "sens_barre" ? "closed" : "partial";
  if (state === "suspendu") return "partial";
  if (state === "prevu") return "planned";
  if (typeof state === "string") return "ended";
  return layer.kind === "equipment" ? "equipment" : "feature";
}

const lookColour: ExpressionSpecification = [
  "match", ["get", "look"],
  "closed", colours.closed, "partial", colours.partial, "planned", colours.planned, "ended", colours.ended,
  colours.slate,
];

/** What is drawn of rows: their shapes, and a sign on each. */
function drawn(layer: ItemLayer, features: GeoJSON.Feature[]): { shapes: GeoJSON.Feature[]; signs: GeoJSON.Feature[] } {
  const shapes: GeoJSON.Feature[] = [];
  const signs: GeoJSON.Feature[] = [];
  for (const feature of features) {
    const at = middle(feature.geometry);
    if (!at) continue;
    const properties = { ...feature.properties, look: lookOf(layer, feature.properties), "parvis:id": String(feature.id), "parvis:layer": layer.id };
    if (feature.geometry.type !== "Point") shapes.push({ type: "Feature", geometry: feature.geometry, properties });
    signs.push({ type: "Feature", geometry: { type: "Point", coordinates: at }, properties });
  }
  return { shapes, signs };
}

/** Other rows in the place of those that are there. */
export function replaceItems(map: MapLibre, layer: ItemLayer, features: GeoJSON.Feature[]): void {
  const { shapes, signs } = drawn(layer, features);
  map.getSource<GeoJSONSource>("items-" + layer.id)?.setData(collection(shapes));
  map.getSource<GeoJSONSource>(`items-${layer.id}-signs`)?.setData(collection(signs));
}

/** Lines, areas and signs of works, equipment or any rows. Returns the layers one can click. */
export function addItems(map: MapLibre, layer: ItemLayer, features: GeoJSON.Feature[], clustered: boolean): string[] {
  const { shapes, signs } = drawn(layer, features);
  const source = "items-" + layer.id;
  map.addSource(source, { type: "geojson", data: collection(shapes) });
  map.addSource(source + "-signs", {
    type: "geojson",
    data: collection(signs),
    cluster: clustered,
    clusterMaxZoom: 12,
    clusterRadius: 46,
  });
  const under = map.getLayer("commune-names") ? "commune-names" : undefined;
  map.addLayer({ id: source + "-areas", type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": lookColour, "fill-opacity": 0.25 } }, under);
  map.addLayer({ id: source + "-casing", type: "line", source, minzoom: clustered ? 10.8 : 0, layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": "#ffffff", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 4, 13, 9] } }, under);
  const width: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 9, 2, 13, 5];
  const planned: ExpressionSpecification = ["==", ["get", "look"], "planned"];
  map.addLayer({ id: source + "-lines", type: "line", source, minzoom: clustered ? 10.8 : 0, filter: ["!", planned],
    layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": lookColour, "line-width": width } }, under);
  map.addLayer({ id: source + "-planned", type: "line", source, minzoom: clustered ? 10.8 : 0, filter: planned,
    layout: { "line-join": "round" }, paint: { "line-color": lookColour, "line-width": width, "line-dasharray": [1.6, 1.1] } }, under);
  const style = layer.kind === "road_works" ? "works" : layer.kind;
  map.addLayer({ id: source + "-clusters", type: "symbol", source: source + "-signs", filter: ["has", "point_count"],
    layout: { "icon-image": ["concat", `count|${style}|`, ["to-string", ["get", "point_count"]]], "icon-allow-overlap": true } });
  map.addLayer({ id: source + "-points", type: "symbol", source: source + "-signs", filter: ["!", ["has", "point_count"]],
    layout: { "icon-image": ["concat", "sign|", ["get", "look"]], "icon-allow-overlap": true,
      "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.75, 13, 1] } });
  return ["-points", "-clusters", "-lines", "-planned", "-areas"].map((end) => source + end);
}

export function showItems(map: MapLibre, layer: ItemLayer, visible: boolean): void {
  for (const end of ["-points", "-alone", "-clusters", "-lines", "-planned", "-areas", "-casing"]) {
    const id = "items-" + layer.id + end;
    if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
  }
}
