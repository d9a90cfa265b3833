// SPDX-License-Identifier: EUPL-1.2
// What the page says about its map, in the JSON block beside it (publish/site/map_view.cpp).

export interface Area {
  id: string;
  title: string;
  items: string;
  page: string;
  name: string;
}

export interface Measure {
  collection: string;
  property: string;
  label: string;
  unit: string;
  vintage: string;
}

export interface ItemLayer {
  kind: "road_works" | "equipment" | "features";
  id: string;
  title: string;
  items: string;
  page: string;
  name: string;
  labels: Record<string, string>;
  look?: string;
  /** Where its vector tiles are, for rows that are too many to send: {z}, {x}, {y}; and the layer in them. */
  tiles?: string;
  tileLayer?: string;
  /** Where their clusters are; the zoom follows. */
  clusters?: string;
  /** How many rows there are. */
  count?: number;
}

export interface Configuration {
  bounds?: [number, number, number, number];
  language: string;
  areas: Area[];
  measures?: Measure[];
  layers?: ItemLayer[];
  focusCollection?: string;
  focusKey?: string;
  features?: (GeoJSON.Feature | GeoJSON.FeatureCollection)[];
  states?: string[];
  /** The only works to show, by dataset; all in those states where it is missing. */
  works?: Record<string, string[]>;
  featuresAddress: string;
  /** Instead of featuresAddress where they are too many: see ItemLayer. */
  featuresTiles?: string;
  featuresLayer?: string;
  featuresClusters?: string;
  featuresCount?: number;
  featureLook: string;
  featurePage: string;
  featureName: string;
  river?: GeoJSON.GeoJSON;
  /** The place that was searched for. */
  marked?: GeoJSON.Geometry[];
  /** The streets of the site, where it has some: {z}, {x}, {y}; the layer in the tiles; the property with their names. */
  streetsTiles?: string;
  streetsLayer?: string;
  streetsName?: string;
  texts: Record<string, string>;
}

export const colours = {
  ink: "#1d2126",
  muted: "#5c564c",
  slate: "#164a73",
  stone: "#f6f3ec",
  ground: "#e9e3d6",
  limit: "#b3aa9b",
  river: "#9cc3dd",
  closed: "#a8201a",
  partial: "#8a4b00",
  planned: "#4a4fb5",
  ended: "#5f6670",
  street: "#cfc7b8",
  ring: "#ffbf00",
} as const;

export function readConfiguration(box: HTMLElement): Configuration {
  const text = box.querySelector(".map-data")?.textContent ?? "{}";
  return JSON.parse(text) as Configuration;
}

export async function readFeatures(address: string): Promise<GeoJSON.Feature[]> {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const collection = (await answer.json()) as GeoJSON.FeatureCollection;
  return collection.features ?? [];
}
