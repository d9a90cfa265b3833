// SPDX-License-Identifier: EUPL-1.2
// What a page gains when scripts run: maps, copy buttons, files that can be dropped. Every page is
// complete without.
import { watchAroundMe, watchDaySlider } from "./works_day";

function loadMap(box: HTMLElement): void {
  const { script, style } = box.dataset;
  if (!script || !style) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = style;
  document.head.append(link);
  import(script).then((module: { startMap(box: HTMLElement): void }) => module.startMap(box)).catch(() => {
    box.classList.add("map-failed");
  });
}

/** Maps are heavy: each one loads when the reader comes near it. */
function watchMaps(): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          loadMap(entry.target as HTMLElement);
        }
      }
    },
    { rootMargin: "300px" },
  );
  document.querySelectorAll<HTMLElement>("[data-map]").forEach((box) => near.observe(box));
}

function addCopyButtons(): void {
  if (!navigator.clipboard) return;
  document.querySelectorAll<HTMLElement>(".copy").forEach((block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = block.dataset.copy ?? "";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code")?.textContent ?? "");
      button.textContent = block.dataset.copied ?? "";
    });
    block.append(button);
  });
}

/** A file dropped anywhere on the zone lands in its plain file field. */
function watchDropZones(): void {
  document.querySelectorAll<HTMLElement>(".drop").forEach((zone) => {
    const field = zone.querySelector<HTMLInputElement>("input[type=file]");
    if (!field) return;
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("drop-over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("drop-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("drop-over");
      if (event.dataTransfer?.files.length) field.files = event.dataTransfer.files;
    });
  });
}

watchMaps();
addCopyButtons();
watchDropZones();
watchAroundMe();
watchDaySlider(document.documentElement.lang);
