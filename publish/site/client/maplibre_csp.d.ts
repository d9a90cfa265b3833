// SPDX-License-Identifier: EUPL-1.2
// MapLibre's build with a separate worker has no types of its own; it is the same library.
declare module "maplibre-gl/dist/maplibre-gl-csp.js" {
  const maplibregl: typeof import("maplibre-gl");
  export default maplibregl;
}
