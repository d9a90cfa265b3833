// SPDX-License-Identifier: EUPL-1.2
// The works page of another day without leaving it: the slider asks the server for that day's page
// and takes its list and what its map shows. The form with the day says the same without scripts.

/** What a map is told when its page shows another day: the JSON block of that day's map. */
export const dayEvent = "parvis:day";

const pause = 250; // ms without a move before a day is asked for

function dayOf(slider: HTMLInputElement, today: string): string {
  const day = new Date(today + "T00:00:00Z");
  day.setUTCDate(day.getUTCDate() + slider.valueAsNumber);
  return day.toISOString().slice(0, 10);
}

function addressOf(day: string, today: string): string {
  const address = new URL(location.href);
  address.searchParams.delete("page");
  if (day === today) address.searchParams.delete("at");
  else address.searchParams.set("at", day);
  return address.pathname + address.search;
}

/** Takes over from the other day's page what depends on the day; the rest stays as it is. */
function show(other: Document): void {
  for (const part of ["[data-day-answer]", ".lead", "#liste", ".periods"]) {
    const mine = document.querySelector(part);
    const theirs = other.querySelector(part);
    if (mine && theirs) mine.replaceWith(document.adoptNode(theirs));
  }
  const field = document.querySelector<HTMLInputElement>("#filtre-jour");
  const theirField = other.querySelector<HTMLInputElement>("#filtre-jour");
  if (field && theirField) field.value = theirField.value;
  const box = document.querySelector<HTMLElement>("[data-map]");
  const block = box?.querySelector(".map-data");
  const text = other.querySelector("[data-map] .map-data")?.textContent;
  if (box && block && text) {
    block.textContent = text;
    box.dispatchEvent(new CustomEvent(dayEvent));
  }
}

export function watchDaySlider(language: string): void {
  const bar = document.querySelector<HTMLElement>("[data-day-slider]");
  const slider = bar?.querySelector<HTMLInputElement>("input");
  const words = bar?.querySelector("strong");
  const today = bar?.dataset.today;
  if (!bar || !slider || !words || !today) return;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
  let waiting = 0;
  let asked = new AbortController();
  const load = async (address: string): Promise<void> => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const answer = document.querySelector("[data-day-answer]");
    answer?.classList.add("day-busy");
    try {
      const reply = await fetch(address, { headers: { Accept: "text/html" }, signal });
      if (!reply.ok) throw new Error(String(reply.status));
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (signal.aborted) return;
      show(page);
      history.replaceState(null, "", address);
    } catch {
      if (signal.aborted) return;
      answer?.classList.remove("day-busy");
      words.textContent = bar.dataset.failed ?? "";
    }
  };
  slider.addEventListener("input", () => {
    const day = dayOf(slider, today);
    words.textContent = format.format(new Date(day + "T00:00:00Z"));
    slider.setAttribute("aria-valuetext", words.textContent);
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void load(addressOf(day, today)), pause);
  });
  bar.hidden = false;
}

/** "Autour de moi": the form with the device's position, to about ten metres. */
export function watchAroundMe(): void {
  const part = document.querySelector<HTMLElement>("[data-around-me]");
  const button = part?.querySelector("button");
  const form = part?.closest("form");
  if (!part || !button || !form || !navigator.geolocation) return;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const field = (name: string): HTMLInputElement => form.querySelector<HTMLInputElement>(`[name=${name}]`)!;
        field("lon").value = coords.longitude.toFixed(4);
        field("lat").value = coords.latitude.toFixed(4);
        field("q").value = "";
        form.submit();
      },
      () => {
        button.disabled = false;
        const note = part.querySelector("[role=status]") ?? document.createElement("span");
        note.setAttribute("role", "status");
        note.textContent = part.dataset.failed ?? "";
        part.append(note);
      },
      { timeout: 10_000, maximumAge: 60_000 },
    );
  });
  part.hidden = false;
}
