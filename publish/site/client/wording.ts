// SPDX-License-Identifier: EUPL-1.2
// Figures and days as the page writes them.

export class Wording {
  private readonly numbers: Intl.NumberFormat;
  private readonly dates: Intl.DateTimeFormat;

  constructor(
    language: string,
    private readonly texts: Record<string, string>,
  ) {
    this.numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
    this.dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  }

  number(value: number): string {
    return Math.abs(value) >= 10000
      ? this.numbers.format(Math.round(value)).replace(/[\u00a0 ]/g, "\u202f")
      : this.numbers.format(value).replace(/[\u00a0 ]/g, "\u202f");
  }

  /** All digits: for the one value a reader asked for. */
  exact(value: number): string {
    const decimals = Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : 2;
    return value.toLocaleString("fr", { maximumFractionDigits: decimals }).replace(/[\u00a0 ]/g, "\u202f");
  }

  quantity(value: number, unit: string): string {
    return this.exact(value) + (unit ? "\u202f" + unit : "");
  }

  date(iso: string): string {
    const day = new Date(iso.slice(0, 10) + "T00:00:00Z");
    return Number.isNaN(day.getTime()) ? iso : this.dates.format(day);
  }

  text(key: string, values: Record<string, string> = {}): string {
    return (this.texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }
}
