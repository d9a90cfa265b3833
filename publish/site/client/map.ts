// SPDX-License-Identifier: EUPL-1.2
// One map of a page. The page says what lies on it (configuration.ts); this file brings the parts
// together: ground, items, names, controls, panel, legend.
import maplibregl from "maplibre-gl/dist/maplibre-gl-csp.js";
import type { GeoJSONSource, LngLatLike, Map as MapLibre, MapGeoJSONFeature, PointLike } from "maplibre-gl";
import { colours, readConfiguration, readFeatures, type Area, type Configuration, type ItemLayer, type Measure } from "./configuration";
import { Drawing } from "./map_draw";
import { addGround, addItems, addMarked, addNames, colourBy, fillAreas, lookOf, replaceItems, showItems } from "./map_layers";
import { measureLegend, signLegend } from "./map_legend";
import { Panel, type PanelContent } from "./map_panel";
import { drawOnDemand } from "./map_pictures";
import { addTiledItems, asItem, Clusters, isTiled, type TiledLayer } from "./map_tiles";
import { Wording } from "./wording";
import { dayEvent } from "./works_day";

class TerritoryMap {
  private configuration: Configuration;
  private readonly wording: Wording;
  private readonly panel: Panel;
  private readonly map: MapLibre;
  private readonly areas = new Map<string, GeoJSON.Feature[]>();
  private readonly itemLayers = new Map<string, ItemLayer>();
  private clickable: string[] = [];
  private measure: Measure | null = null;
  private legend: HTMLElement | undefined;
  private readonly looks = new Set<string>();
  private drawing: Drawing | undefined;
  private daysAsked = 0;

  constructor(private readonly box: HTMLElement) {
    this.configuration = readConfiguration(box);
    this.wording = new Wording(this.configuration.language, this.configuration.texts);
    const panel = box.querySelector<HTMLElement>(".map-panel")!;
    this.panel = new Panel(panel, this.wording.text("close"));
    const container = box.querySelector<HTMLElement>(".map-canvas")!;
    container.replaceChildren();
    const texts = this.configuration.texts;
    this.map = new maplibregl.Map({
      container,
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": colours.ground } }] },
      bounds: this.configuration.bounds,
      // Where the ground has no streets to recognise, one row alone is shown with its surroundings.
      fitBoundsOptions: { padding: 28, maxZoom: this.configuration.features && !this.configuration.streetsTiles ? 12.3 : 15 },
      maxZoom: 18,
      minZoom: 4,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      cooperativeGestures: false,
      scrollZoom: false,
      fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      locale: {
        "NavigationControl.ZoomIn": texts.zoom_in ?? "+",
        "NavigationControl.ZoomOut": texts.zoom_out ?? "-",
        "Map.Title": container.dataset.label ?? "",
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    // A wheel over the page scrolls the page; after a click into the map it zooms.
    this.map.on("mousedown", () => this.map.scrollZoom.enable());
    container.addEventListener("mouseleave", () => this.map.scrollZoom.disable());
    drawOnDemand(this.map);
    (box as HTMLElement & { parvisMap?: MapLibre }).parvisMap = this.map;
    this.map.on("load", () => void this.fill());
    this.map.on("click", (event) => this.choose(event.point, event.lngLat));
    this.map.on("mousemove", (event) => {
      const over = this.drawing ? this.drawing.isTaken(event.point) : this.at(event.point);
      this.map.getCanvas().style.cursor = over ? "pointer" : this.drawing ? "crosshair" : "";
    });
    const canvas = this.map.getCanvas();
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.choose(this.map.project(this.map.getCenter()), this.map.getCenter());
      if (event.key === "Escape") this.panel.close();
    });
    canvas.addEventListener("focus", () => box.classList.toggle("map-keyboard", canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => box.classList.remove("map-keyboard"));
  }

  private async fill(): Promise<void> {
    await Promise.allSettled([
      document.fonts.load("500 13px 'Atkinson Hyperlegible Next'"),
      document.fonts.load("700 17px 'Bricolage Grotesque'"),
    ]);
    addGround(this.map, this.configuration);
    if (this.configuration.marked) {
      addMarked(this.map, this.configuration.marked);
      this.looks.add("searched");
    }
    addNames(this.map, this.configuration);
    const items = this.itemsToShow();
    for (const layer of items) this.itemLayers.set(layer.id, layer);
    this.addControls(items);
    const work = [
      ...this.configuration.areas.map(async (area) => this.fillArea(area)),
      ...items.map(async (layer) => this.fillItems(layer)),
    ];
    const results = await Promise.allSettled(work);
    const failed = results.some((result) => result.status === "rejected");
    if (failed) this.say(this.wording.text("data_failed"));
    const field = document.getElementById(this.box.dataset.draw ?? "");
    if (field instanceof HTMLTextAreaElement) this.drawing = new Drawing(this.map, field, this.box, this.wording);
    this.map.once("idle", () => {
      this.box.dataset.state = failed ? "partial" : "ready";
      this.box.addEventListener(dayEvent, () => this.showDay().catch(() => this.say(this.wording.text("data_failed"))));
    });
    this.map.triggerRepaint();
  }

  private itemsToShow(): ItemLayer[] {
    const { configuration } = this;
    const layers = [...(configuration.layers ?? [])];
    if (configuration.features || configuration.featuresAddress || configuration.featuresTiles) {
      layers.push({ kind: "features", id: "page", title: "", items: configuration.featuresAddress,
        page: configuration.featurePage, name: configuration.featureName, labels: {}, look: configuration.featureLook,
        tiles: configuration.featuresTiles, tileLayer: configuration.featuresLayer,
        clusters: configuration.featuresClusters, count: configuration.featuresCount });
    }
    return layers;
  }

  private async fillArea(area: Area): Promise<void> {
    const features = await readFeatures(area.items);
    this.areas.set(area.id, features);
    fillAreas(this.map, area, features, area.id === this.configuration.focusCollection ? this.configuration.focusKey : undefined);
    if (this.measure?.collection === area.id) this.showMeasure(this.measure);
  }

  private async fillTiles(layer: TiledLayer): Promise<void> {
    this.clickable.push(...addTiledItems(this.map, layer));
    const clusters = new Clusters(this.map, layer);
    this.map.on("moveend", () => clusters.show().catch(() => this.say(this.wording.text("data_failed"))));
    this.map.on("idle", () => this.learnLooks(layer));
    this.looks.add("cluster");
    this.showLegend(this.legend);
    await clusters.show();
    this.box.dataset.items = String(Number(this.box.dataset.items ?? 0) + (layer.count ?? 0));
  }

  /** The legend names the signs that have been in sight. */
  private learnLooks(layer: TiledLayer): void {
    const before = this.looks.size;
    const source = "items-" + layer.id;
    for (const { properties } of this.map.querySourceFeatures(source, { sourceLayer: layer.tileLayer ?? layer.id })) this.looks.add(lookOf(layer, properties));
    if (this.looks.size > before) this.showLegend(this.legend);
  }

  private async readItems(layer: ItemLayer): Promise<GeoJSON.Feature[]> {
    let features: GeoJSON.Feature[];
    if (layer.id === "page" && this.configuration.features) {
      features = this.configuration.features.flatMap((one) => (one.type === "FeatureCollection" ? one.features : [one]));
    } else if (layer.kind === "road_works") {
      const states = await Promise.all((this.configuration.states ?? ["en_cours", "suspendu", "prevu"]).map((state) => readFeatures(`${layer.items}&etat=${state}`)));
      features = states.flat();
      const { works } = this.configuration;
      if (works) {
        const shown = new Set(works[layer.id] ?? []);
        features = features.filter((feature) => shown.has(String(feature.id)));
      }
    } else {
      features = await readFeatures(layer.items);
    }
    return features;
  }

  /** The page shows another day: its works in the place of those that are there. */
  private async showDay(): Promise<void> {
    this.configuration = readConfiguration(this.box);
    const asked = ++this.daysAsked;
    this.panel.close();
    let count = 0;
    for (const layer of this.itemsToShow()) {
      if (isTiled(layer) || layer.kind !== "road_works") continue;
      const features = await this.readItems(layer);
      if (asked !== this.daysAsked) return;
      replaceItems(this.map, layer, features);
      this.itemLayers.set(layer.id, layer);
      for (const feature of features) this.looks.add(lookOf(layer, feature.properties));
      count += features.length;
    }
    this.box.dataset.items = String(count);
    this.showLegend(this.legend);
  }

  private async fillItems(layer: ItemLayer): Promise<void> {
    if (isTiled(layer)) return this.fillTiles(layer);
    const features = await this.readItems(layer);
    this.clickable.push(...addItems(this.map, layer, features, features.length > 20));
    for (const feature of features) this.looks.add(lookOf(layer, feature.properties));
    if (features.length > 20) this.looks.add("cluster");
    this.showLegend(this.legend);
    if (!this.isShownAtFirst(layer)) showItems(this.map, layer, false);
    this.box.dataset.items = String(Number(this.box.dataset.items ?? 0) + features.length);
  }

  /** Over a coloured ground equipment would hide what the colours say: the reader asks for it. */
  private isShownAtFirst(layer: ItemLayer): boolean {
    return layer.kind !== "equipment" || !this.configuration.measures;
  }

  private say(text: string): void {
    const line = document.createElement("p");
    line.className = "map-said";
    line.textContent = text;
    this.box.querySelector(".map-frame")?.append(line);
  }

  private addControls(items: ItemLayer[]): void {
    const bar = this.box.querySelector<HTMLElement>(".map-bar")!;
    const measures = this.configuration.measures ?? [];
    if (measures.length) {
      const label = document.createElement("label");
      label.className = "map-measure";
      label.append(this.wording.text("colour_by") + " ");
      const select = document.createElement("select");
      select.add(new Option(this.wording.text("no_measure"), ""));
      for (const area of this.configuration.areas) {
        const group = document.createElement("optgroup");
        group.label = area.title;
        measures.forEach((measure, index) => {
          if (measure.collection === area.id) group.append(new Option(measure.label, String(index)));
        });
        if (group.childElementCount) select.append(group);
      }
      // The measure stands in the address, so that a link shows the same map.
      const named = (one: Measure): string => `#mesure=${one.collection}.${one.property}`;
      const asked = measures.findIndex((one) => named(one) === location.hash);
      select.value = String(Math.max(0, asked));
      this.measure = measures[Math.max(0, asked)] ?? null;
      select.addEventListener("change", () => {
        this.measure = select.value === "" ? null : (measures[Number(select.value)] ?? null);
        history.replaceState(null, "", this.measure ? named(this.measure) : location.pathname + location.search);
        this.showMeasure(this.measure);
      });
      label.append(select);
      bar.append(label);
    }
    const switchable = items.filter((layer) => layer.kind !== "features");
    if (switchable.length > 1 || (switchable.length && measures.length)) {
      const group = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = this.wording.text("layers");
      group.append(legend);
      for (const layer of switchable) {
        const label = document.createElement("label");
        const check = document.createElement("input");
        check.type = "checkbox";
        check.checked = this.isShownAtFirst(layer);
        check.addEventListener("change", () => showItems(this.map, layer, check.checked));
        label.append(check, " " + layer.title);
        group.append(label);
      }
      bar.append(group);
    }
    bar.hidden = bar.childElementCount === 0;
    this.showLegend();
  }

  private showMeasure(measure: Measure | null): void {
    const features = measure ? (this.areas.get(measure.collection) ?? []) : [];
    const classes = colourBy(this.map, this.configuration, measure, features);
    this.showLegend(measure && classes ? measureLegend(measure, classes, this.wording) : undefined);
  }

  private showLegend(measure?: HTMLElement): void {
    const legend = this.box.querySelector<HTMLElement>(".map-legend")!;
    this.legend = measure;
    const signs = signLegend(this.looks, this.wording);
    legend.replaceChildren(...(measure ? [measure] : []), ...(signs.childElementCount ? [signs] : []));
    legend.hidden = legend.childElementCount === 0;
  }

  /** What lies nearest to a place on the screen: an item, else an area. */
  private at(point: PointLike): MapGeoJSONFeature | undefined {
    const { x, y } = point as { x: number; y: number };
    const reach: [PointLike, PointLike] = [[x - 6, y - 6], [x + 6, y + 6]];
    const layers = this.clickable.filter((id) => this.map.getLayer(id));
    const item = this.map.queryRenderedFeatures(reach, { layers })[0];
    if (item) {
      asItem(item, this.itemLayers.values());
      return item;
    }
    const areas = this.configuration.areas.map((area) => area.id + "-fill").filter((id) => this.map.getLayer(id));
    return this.map.queryRenderedFeatures(point, { layers: areas.slice(0, 1) })[0];
  }

  private choose(point: PointLike, where: LngLatLike): void {
    if (this.drawing) {
      if (!this.drawing.isTaken(point)) this.drawing.add(maplibregl.LngLat.convert(where));
      return;
    }
    const feature = this.at(point);
    if (!feature) return;
    if (feature.properties.cluster) {
      void this.approach(feature, where);
      return;
    }
    const layer = this.itemLayers.get(String(feature.properties["parvis:layer"]));
    const content = layer ? this.itemContent(layer, feature) : this.placeContent(feature);
    if (content) this.panel.open(content, this.map.getCanvas());
  }

  private async approach(cluster: MapGeoJSONFeature, where: LngLatLike): Promise<void> {
    if (cluster.properties.box) {
      const [west, south, east, north] = JSON.parse(String(cluster.properties.box)) as [number, number, number, number];
      this.map.fitBounds([west, south, east, north], { padding: 60, maxZoom: Math.max(15, this.map.getZoom() + 1) });
      return;
    }
    const source = this.map.getSource<GeoJSONSource>(cluster.source);
    const zoom = await source?.getClusterExpansionZoom(Number(cluster.properties.cluster_id));
    const centre = cluster.geometry.type === "Point" ? (cluster.geometry.coordinates as [number, number]) : where;
    this.map.easeTo({ center: centre, zoom: (zoom ?? this.map.getZoom() + 2) + 0.2 });
  }

  private itemContent(layer: ItemLayer, feature: MapGeoJSONFeature): PanelContent | null {
    const { properties } = feature;
    const lines: PanelContent["lines"] = [];
    const state: unknown = properties.etat;
    if (typeof state === "string") lines.push({ text: this.workLine(layer, properties), look: String(properties.look) });
    const family: unknown = properties.type ?? properties.famille;
    if (layer.kind === "equipment" && typeof family === "string") lines.push({ text: layer.labels[family] ?? family });
    for (const name of ["voie", "adresse", "commune_nom", "horaires"]) {
      const value: unknown = properties[name];
      if (typeof value === "string" && value) lines.push({ text: value });
    }
    const title: unknown = properties[layer.name] || properties.titre || properties.nom || properties["parvis:id"];
    if (!layer.page) return null;
    return {
      title: String(title),
      lines,
      link: layer.page + encodeURIComponent(String(properties["parvis:id"])),
      linkText: this.wording.text("open_item"),
    };
  }

  private workLine(layer: ItemLayer, properties: Record<string, unknown>): string {
    const words = [this.wording.text("state_" + String(properties.etat))];
    const effect = properties.effet;
    if (properties.etat !== "suspendu" && typeof effect === "string" && layer.labels[effect]) words.push(layer.labels[effect] as string);
    const start = properties.debut, end = properties.fin;
    if (properties.etat === "en_cours" && typeof end === "string") words.push(this.wording.text("until", { date: this.wording.date(end) }));
    if (properties.etat === "prevu" && typeof start === "string") words.push(this.wording.text("from", { date: this.wording.date(start) }));
    return words.join(", ");
  }

  private placeContent(feature: MapGeoJSONFeature): PanelContent | null {
    const area = this.configuration.areas.find((one) => one.id === feature.source);
    if (!area) return null;
    const key = String(feature.properties["parvis:id"]);
    const lines: PanelContent["lines"] = [];
    for (const level of this.configuration.areas.slice(1)) {
      const name: unknown = feature.properties[level.name];
      if (typeof name === "string") lines.push({ text: name });
    }
    const shown = this.measure;
    if (shown) {
      const row = shown.collection === area.id ? feature.properties : undefined;
      const value: unknown = row?.[shown.property];
      if (row) lines.push({ label: shown.label, text: typeof value === "number" ? this.wording.quantity(value, shown.unit) : this.wording.text("missing") });
    }
    if (!shown || shown.property !== "population") {
      const population: unknown = feature.properties.population;
      if (typeof population === "number") lines.push({ text: this.wording.quantity(population, "hab.") });
    }
    return { title: String(feature.properties[area.name] ?? key), lines, link: area.page + encodeURIComponent(key), linkText: this.wording.text("open_place") };
  }
}

export function startMap(box: HTMLElement): void {
  maplibregl.setWorkerUrl(box.dataset.worker ?? "");
  try {
    new TerritoryMap(box);
    box.classList.add("map-on");
  } catch {
    const texts = readConfiguration(box).texts;
    box.querySelector(".map-canvas")?.replaceChildren(Object.assign(document.createElement("p"), { className: "map-waiting", textContent: texts.failed }));
    box.dataset.state = "failed";
  }
}
