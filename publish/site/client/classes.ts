// SPDX-License-Identifier: EUPL-1.2
// Classes of a choropleth: five of about the same number of areas (quantiles), with limits rounded
// so that people can read them. Fewer when there are fewer distinct values.

/** ColorBrewer YlGnBu, five classes: light to dark, safe for colour-blind readers. */
export const palette = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"] as const;

export interface Classes {
  /** Lower limits of the classes after the first, rising. */
  breaks: number[];
  /** Areas in each class. */
  counts: number[];
  low: number;
  high: number;
  missing: number;
  single: boolean;
}

function rounded(value: number): number {
  if (value === 0) return 0;
  const scale = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const step = scale >= 1 ? Math.round(value / scale) * scale : Math.round(value / scale) / Math.round(1 / scale);
  return step;
}

export function classify(values: (number | null)[]): Classes {
  const known = values.filter((value): value is number => typeof value === "number").sort((a, b) => a - b);
  const distinct = [...new Set(known)];
  const low = known[0] ?? 0;
  const high = known[known.length - 1] ?? 0;
  const limits = new Set<number>();
  const single = distinct.length <= palette.length;
  if (single) {
    distinct.slice(1).forEach((value) => limits.add(value));
  } else {
    for (let i = 1; i < palette.length; ++i) {
      const value = known[Math.floor((i * known.length) / palette.length)] ?? high;
      const limit = rounded(value);
      if (limit > low && limit <= high) limits.add(limit);
    }
  }
  const breaks = [...limits].sort((a, b) => a - b);
  const counts = new Array<number>(breaks.length + 1).fill(0);
  for (const value of known) {
    let at = 0;
    while (at < breaks.length && value >= (breaks[at] as number)) ++at;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { breaks, counts, low, high, missing: values.length - known.length, single };
}

export function colour(index: number, classes: Classes): string {
  const last = classes.breaks.length;
  const at = last === 0 ? 1 : Math.round((index * (palette.length - 1)) / last);
  return palette[at] ?? palette[0];
}
