// SPDX-License-Identifier: EUPL-1.2
// The legend under the map: classes with their counts, the method, and the signs.
import { colour, type Classes } from "./classes";
import { colours, type Measure } from "./configuration";
import type { Wording } from "./wording";

function swatch(fill: string, hatched = false): HTMLElement {
  const box = document.createElement("span");
  box.className = hatched ? "swatch swatch-missing" : "swatch";
  if (!hatched) box.style.backgroundColor = fill;
  return box;
}

function entry(mark: HTMLElement, text: string, count = ""): HTMLLIElement {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = text;
  item.append(mark, words);
  if (count) {
    const number = document.createElement("span");
    number.className = "quiet";
    number.textContent = count;
    item.append(number);
  }
  return item;
}

function countText(wording: Wording, count: number, classes: Classes): string {
  const all = classes.counts.reduce((sum, one) => sum + one, classes.missing);
  return wording.text("areas", { n: wording.number(count), all: wording.number(all) });
}

export function measureLegend(measure: Measure, classes: Classes, wording: Wording): HTMLElement {
  const legend = document.createElement("div");
  legend.className = "legend-measure";
  const title = document.createElement("p");
  title.className = "legend-title";
  title.textContent = measure.label + (measure.unit ? ` (${measure.unit})` : "") + (measure.vintage ? ", " + measure.vintage : "");
  const list = document.createElement("ul");
  const limits = [classes.low, ...classes.breaks];
  limits.forEach((low, index) => {
    const high = limits[index + 1];
    let words = wording.number(low);
    if (!classes.single) {
      words = high === undefined
        ? `${wording.number(low)} à ${wording.number(classes.high)}`
        : `${wording.number(low)} à moins de ${wording.number(high)}`;
    }
    list.append(entry(swatch(colour(index, classes)), words, countText(wording, classes.counts[index] ?? 0, classes)));
  });
  if (classes.missing > 0) list.append(entry(swatch("", true), wording.text("missing"), countText(wording, classes.missing, classes)));
  const method = document.createElement("p");
  method.className = "quiet";
  method.textContent = wording.text(classes.single ? "method_few" : "method");
  legend.append(title, list, method);
  return legend;
}

/** The signs that lie on this map, and no others. */
export function signLegend(looks: Set<string>, wording: Wording): HTMLElement {
  const list = document.createElement("ul");
  list.className = "legend-signs";
  const line = (look: string, fill: string, text: string, extra = ""): void => {
    if (!looks.has(look)) return;
    const mark = swatch(fill);
    mark.className = "swatch swatch-sign " + extra;
    list.append(entry(mark, wording.text(text)));
  };
  line("closed", colours.closed, "legend_closed");
  line("partial", colours.partial, "legend_works");
  line("planned", colours.planned, "legend_planned", "swatch-dashed");
  line("ended", colours.ended, "legend_ended");
  line("searched", colours.ring, "legend_searched", "swatch-ringed");
  line("equipment", colours.slate, "legend_equipment", "swatch-square");
  if (looks.has("cluster")) list.append(entry(document.createElement("span"), wording.text("legend_cluster")));
  return list;
}
