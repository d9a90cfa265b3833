// SPDX-License-Identifier: EUPL-1.2
// Names, counts and signs on the map are drawn by canvas in the page's own fonts: there is no glyph
// server, and MapLibre still keeps them from covering one another.
import type { Map as MapLibre } from "maplibre-gl";
import { colours } from "./configuration";

const scale = 2;

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = Math.ceil(width * scale);
  element.height = Math.ceil(height * scale);
  const context = element.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.scale(scale, scale);
  return context;
}

function add(map: MapLibre, name: string, context: CanvasRenderingContext2D): void {
  if (map.hasImage(name)) return;
  const { width, height } = context.canvas;
  map.addImage(name, context.getImageData(0, 0, width, height), { pixelRatio: scale });
}

const styles: Record<string, { font: string; fill: string; spacing: number }> = {
  commune: { font: "500 13px 'Atkinson Hyperlegible Next', sans-serif", fill: colours.ink, spacing: 0 },
  town: { font: "700 15px 'Atkinson Hyperlegible Next', sans-serif", fill: colours.ink, spacing: 0 },
  street: { font: "500 12px 'Atkinson Hyperlegible Next', sans-serif", fill: colours.muted, spacing: 0 },
  area: { font: "700 17px 'Bricolage Grotesque', sans-serif", fill: colours.slate, spacing: 0 },
};

/** "label|commune|Sotteville-lès-Rouen": the text with a white halo. */
function drawLabel(map: MapLibre, name: string, style: string, text: string): void {
  const look = styles[style] ?? styles.commune!;
  const measure = canvas(1, 1);
  measure.font = look.font;
  const width = measure.measureText(text).width + 10;
  const context = canvas(width, 24);
  context.font = look.font;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = "rgba(255,255,255,0.92)";
  context.strokeText(text, 5, 12);
  context.fillStyle = look.fill;
  context.fillText(text, 5, 12);
  add(map, name, context);
}

/** "count|partial|12": how many are in a cluster. */
function drawCount(map: MapLibre, name: string, colour: string, text: string): void {
  const size = [32, 32, 32, 38][text.length] ?? 48;
  const context = canvas(size, size);
  const half = size / 2;
  context.beginPath();
  context.arc(half, half, half - 1.5, 0, 7);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 2.5;
  context.strokeStyle = "#fff";
  context.stroke();
  context.fillStyle = "#fff";
  context.font = "700 14px 'Atkinson Hyperlegible Next', sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, half, half + 0.5);
  add(map, name, context);
}

function roundSign(colour: string): CanvasRenderingContext2D {
  const context = canvas(26, 26);
  context.beginPath();
  context.arc(13, 13, 11, 0, 7);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = "#fff";
  context.stroke();
  context.fillStyle = "#fff";
  context.strokeStyle = "#fff";
  context.lineCap = "round";
  return context;
}

function drawSign(map: MapLibre, name: string, look: string): void {
  let context: CanvasRenderingContext2D;
  if (look === "equipment" || look === "feature") {
    context = canvas(24, 24);
    context.beginPath();
    context.roundRect(2, 2, 20, 20, 5);
    context.fillStyle = colours.slate;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = "#fff";
    context.stroke();
    context.beginPath();
    if (look === "equipment") {
      context.lineWidth = 1.6;
      context.moveTo(6.5, 10);
      context.lineTo(12, 6.5);
      context.lineTo(17.5, 10);
      for (const x of [8.5, 12, 15.5]) {
        context.moveTo(x, 11.5);
        context.lineTo(x, 15.5);
      }
      context.moveTo(6.5, 17.5);
      context.lineTo(17.5, 17.5);
      context.stroke();
    } else {
      context.arc(12, 12, 3.5, 0, 7);
      context.fillStyle = "#fff";
      context.fill();
    }
  } else if (look === "closed") {
    context = roundSign(colours.closed);
    context.fillRect(7, 11, 12, 4);
  } else if (look === "partial") {
    context = roundSign(colours.partial);
    context.lineWidth = 2.6;
    context.beginPath();
    context.moveTo(13, 7.5);
    context.lineTo(13, 13.5);
    context.stroke();
    context.beginPath();
    context.arc(13, 18, 1.6, 0, 7);
    context.fill();
  } else {
    context = roundSign(look === "planned" ? colours.planned : colours.ended);
    context.lineWidth = 1.8;
    context.strokeRect(8.5, 9, 9, 8.5);
    context.beginPath();
    context.moveTo(8.5, 12);
    context.lineTo(17.5, 12);
    context.stroke();
  }
  add(map, name, context);
}

function drawHatch(map: MapLibre, name: string, colour: string): void {
  const context = canvas(8, 8);
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  for (const shift of [-8, 0, 8]) {
    context.beginPath();
    context.moveTo(shift, 8);
    context.lineTo(shift + 8, 0);
    context.stroke();
  }
  add(map, name, context);
}

const signColours: Record<string, string> = {
  works: colours.partial,
  equipment: colours.slate,
  features: colours.slate,
};

/** Draws whatever picture a layer asks for by its name. */
export function drawOnDemand(map: MapLibre): void {
  map.on("styleimagemissing", ({ id }) => {
    const [kind, style, ...rest] = id.split("|");
    const text = rest.join("|");
    if (kind === "label") drawLabel(map, id, style ?? "", text);
    else if (kind === "count") drawCount(map, id, signColours[style ?? ""] ?? colours.slate, text);
    else if (kind === "sign") drawSign(map, id, style ?? "");
    else if (kind === "hatch") drawHatch(map, id, style ?? colours.muted);
  });
}
