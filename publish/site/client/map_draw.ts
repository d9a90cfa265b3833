// SPDX-License-Identifier: EUPL-1.2
// Drawing a point, a line or an area into a text field of the page: the field is what is sent, so
// that it can be written without a map, and the map shows what stands in it.
import type { GeoJSONSource, LngLat, Map as MapLibre, MapMouseEvent, MapTouchEvent, PointLike } from "maplibre-gl";
import { colours } from "./configuration";
import type { Wording } from "./wording";

type Kind = "point" | "line" | "area";
type Drawn = GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon;

const kinds: Kind[] = ["line", "point", "area"];
const least: Record<Kind, number> = { point: 1, line: 2, area: 3 };
const reach = 12;

/** Degrees to 0.1 m, as the server keeps them. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function same(a: GeoJSON.Position, b: GeoJSON.Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** What a line of "latitude, longitude" each says; nothing for any other text. */
function written(text: string): GeoJSON.Position[] | null {
  const positions: GeoJSON.Position[] = [];
  for (const line of text.trim().split(/\n+/)) {
    const pair = /^\s*(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)\s*$/.exec(line.replace(/(\d),(\d+)\s*;\s*(-?\d+),(\d)/, "$1.$2 $3.$4"));
    if (!pair) return null;
    positions.push([Number(pair[2]), Number(pair[1])]);
  }
  return positions.length ? positions : null;
}

export class Drawing {
  private kind: Kind = "line";
  private positions: GeoJSON.Position[] = [];
  /** What cannot be drawn here, but shown: several pieces, holes. */
  private fixed: GeoJSON.Geometry | null = null;
  private dragged = -1;
  private readonly status = document.createElement("p");
  private readonly buttons = new Map<Kind, HTMLButtonElement>();
  private undo!: HTMLButtonElement;
  private clear!: HTMLButtonElement;

  constructor(
    private readonly map: MapLibre,
    private readonly field: HTMLTextAreaElement,
    private readonly box: HTMLElement,
    private readonly wording: Wording,
  ) {
    this.addBar();
    this.addLayers();
    this.read();
    this.field.addEventListener("change", () => {
      this.read();
      this.approach();
    });
    this.approach();
    map.on("mousedown", (event) => this.take(event));
    map.on("touchstart", (event) => this.take(event));
    box.dataset.drawing = "ready";
  }

  /** A position more, or the only one of a point. */
  add(at: LngLat): void {
    this.fixed = null;
    const position = [rounded(at.lng), rounded(at.lat)];
    if (this.kind === "point") this.positions = [position];
    else if (!this.positions.length || !same(this.positions[this.positions.length - 1]!, position)) this.positions.push(position);
    this.write();
  }

  private addBar(): void {
    const bar = this.box.querySelector<HTMLElement>(".map-bar")!;
    const group = document.createElement("fieldset");
    group.className = "map-draw";
    const legend = document.createElement("legend");
    legend.textContent = this.wording.text("draw_kind");
    group.append(legend);
    const button = (text: string, act: () => void): HTMLButtonElement => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button button-quiet";
      made.textContent = this.wording.text(text);
      made.addEventListener("click", act);
      group.append(made);
      return made;
    };
    for (const kind of kinds) this.buttons.set(kind, button("draw_" + kind, () => this.choose(kind)));
    this.undo = button("draw_undo", () => {
      this.positions.pop();
      this.write();
    });
    this.clear = button("draw_clear", () => {
      this.positions = [];
      this.fixed = null;
      this.write();
    });
    bar.prepend(group);
    bar.hidden = false;
    this.status.className = "map-draw-status";
    this.status.setAttribute("role", "status");
    this.box.querySelector(".map-frame")!.before(this.status);
  }

  private addLayers(): void {
    const { map } = this;
    const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
    map.addSource("drawing", { type: "geojson", data: empty });
    map.addLayer({ id: "drawing-fill", type: "fill", source: "drawing", filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": colours.closed, "fill-opacity": 0.2 } });
    map.addLayer({ id: "drawing-line", type: "line", source: "drawing", filter: ["!=", ["geometry-type"], "Point"],
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colours.closed, "line-width": 5 } });
    map.addLayer({ id: "drawing-points", type: "circle", source: "drawing", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 8, "circle-color": "#ffffff", "circle-stroke-color": colours.closed, "circle-stroke-width": 3 } });
  }

  private choose(kind: Kind): void {
    this.kind = kind;
    this.fixed = null;
    if (kind === "point") this.positions = this.positions.slice(-1);
    this.write();
  }

  /** The one under a finger or the mouse, if there is one. */
  private under(at: PointLike): number {
    const { x, y } = at as { x: number; y: number };
    return this.positions.findIndex((position) => {
      const shown = this.map.project(position as [number, number]);
      return Math.hypot(shown.x - x, shown.y - y) <= reach;
    });
  }

  private take(event: MapMouseEvent | MapTouchEvent): void {
    if ("points" in event && event.points.length > 1) return;
    this.dragged = this.under(event.point);
    if (this.dragged < 0) return;
    event.preventDefault();
    const move = (now: MapMouseEvent | MapTouchEvent): void => {
      this.positions[this.dragged] = [rounded(now.lngLat.lng), rounded(now.lngLat.lat)];
      this.write();
    };
    const touches = "points" in event;
    const [moves, ends] = touches ? (["touchmove", "touchend"] as const) : (["mousemove", "mouseup"] as const);
    this.map.on(moves, move);
    this.map.once(ends, () => {
      this.map.off(moves, move);
      this.dragged = -1;
    });
  }

  /** Whether a click is on a position that is there already: it is pulled, not doubled. */
  isTaken(at: PointLike): boolean {
    return this.under(at) >= 0;
  }

  private drawn(): Drawn | null {
    const { kind, positions } = this;
    if (positions.length < least[kind]) return null;
    if (kind === "point") return { type: "Point", coordinates: positions[0]! };
    if (kind === "line") return { type: "LineString", coordinates: positions };
    return { type: "Polygon", coordinates: [[...positions, positions[0]!]] };
  }

  private write(): void {
    const geometry = this.drawn();
    this.field.value = geometry ? JSON.stringify(geometry) : "";
    this.show();
  }

  private read(): void {
    this.fixed = null;
    this.positions = [];
    const text = this.field.value.trim();
    let geometry: GeoJSON.Geometry | null = null;
    try {
      geometry = text.startsWith("{") ? (JSON.parse(text) as GeoJSON.Geometry) : null;
    } catch {
      geometry = null;
    }
    const lines = geometry ? null : written(text);
    if (lines) {
      const closed = lines.length > 3 && same(lines[0]!, lines[lines.length - 1]!);
      this.kind = lines.length === 1 ? "point" : closed ? "area" : "line";
      this.positions = closed ? lines.slice(0, -1) : lines;
    } else if (geometry?.type === "Point") {
      this.kind = "point";
      this.positions = [geometry.coordinates];
    } else if (geometry?.type === "LineString") {
      this.kind = "line";
      this.positions = geometry.coordinates;
    } else if (geometry?.type === "Polygon" && geometry.coordinates.length === 1) {
      this.kind = "area";
      this.positions = geometry.coordinates[0]!.slice(0, -1);
    } else {
      this.fixed = geometry;
    }
    this.show();
  }

  private show(): void {
    const { positions, kind } = this;
    const features: GeoJSON.Feature[] = [];
    const put = (geometry: GeoJSON.Geometry): void => void features.push({ type: "Feature", properties: {}, geometry });
    if (this.fixed) put(this.fixed);
    if (kind === "area" && positions.length > 2) put({ type: "Polygon", coordinates: [[...positions, positions[0]!]] });
    else if (kind !== "point" && positions.length > 1) put({ type: "LineString", coordinates: positions });
    for (const position of positions) put({ type: "Point", coordinates: position });
    this.map.getSource<GeoJSONSource>("drawing")?.setData({ type: "FeatureCollection", features });
    for (const [one, button] of this.buttons) button.setAttribute("aria-pressed", String(one === kind));
    this.undo.disabled = !positions.length;
    this.clear.disabled = !positions.length && !this.fixed;
    this.box.dataset.drawn = String(positions.length);
    this.status.textContent = this.words();
  }

  private words(): string {
    const count = this.positions.length, lacking = least[this.kind] - count;
    if (this.fixed) return this.wording.text("draw_fixed");
    if (!count) return this.wording.text("draw_empty");
    if (lacking > 0) return this.wording.text("draw_more", { n: String(lacking) });
    return count === 1 ? this.wording.text("draw_one") : this.wording.text("draw_count", { n: String(count) });
  }

  /** Brings what is drawn into sight. */
  private approach(): void {
    if (!this.positions.length) return;
    const longitudes = this.positions.map((one) => one[0]!), latitudes = this.positions.map((one) => one[1]!);
    this.map.fitBounds([Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)],
      { padding: 60, maxZoom: 15, duration: 0 });
  }
}
