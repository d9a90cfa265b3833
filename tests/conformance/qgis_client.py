# SPDX-License-Identifier: EUPL-1.2
"""QGIS's provider for OGC API - Features reads every collection: all pages, a box, a filter, another
system of coordinates; as many and the same rows as the API says.
usage: qgis_client.py URL  (Debian's python3-qgis, QT_QPA_PLATFORM=offscreen)"""
import json
import os
import sys
import urllib.parse
import urllib.request

from qgis.core import (Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsFeatureRequest, QgsProject,
                       QgsRectangle, QgsVectorLayer)

base = sys.argv[1].rstrip("/")
page = 40
checks = 0


def api(path, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{base}{path}{'?' if query else ''}{query}", timeout=60) as answer:
        return json.load(answer)


def items(collection, **parameters):
    return api(f"/collections/{collection}/items", limit=10000, **parameters)["features"]


def same(what, found, expected):
    global checks
    checks += 1
    if found != expected:
        show = [str(value)[:300] for value in (found, expected)]
        raise SystemExit(f"{what}: QGIS has {show[0]}, the API {show[1]}")


def layer_of(collection):
    layer = QgsVectorLayer(f"url='{base}/' typename='{collection}' pageSize='{page}'", collection, "OAPIF")
    if not layer.isValid():
        raise SystemExit(f"{collection}: QGIS refuses the layer: {layer.error().summary()}")
    return layer


def rows_of(layer, request=None):
    return list(layer.getFeatures(request) if request else layer.getFeatures())


def key_column(layer, collection):
    """A column that tells rows apart: QGIS keeps the id of a feature to itself, and shows no list."""
    columns = [field.name() for field in layer.fields()]
    rows = items(collection)
    for name in columns:
        found = [row["properties"].get(name) for row in rows]
        values = [str(value) for value in found]
        if len(set(values)) == len(values) and not any(isinstance(value, list) for value in found):
            return name
    return None


def expected_keys(rows, key):
    return sorted(str(row["properties"].get(key)) for row in rows) if key else len(rows)


def found_keys(rows, key):
    return sorted(str(row[key]) for row in rows) if key else len(rows)


def middle_box(extent):
    """The half of an extent around its middle."""
    west, south, east, north = extent
    return (west + (east - west) / 4, south + (north - south) / 4, east - (east - west) / 4, north - (north - south) / 4)


def in_a_box(layer, collection, key, extent):
    box = middle_box(extent)
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(*box)).setFlags(QgsFeatureRequest.ExactIntersect)
    expected = items(collection, bbox=",".join(map(str, box)))
    same(f"{collection} in {box}", found_keys(rows_of(layer, request), key), expected_keys(expected, key))
    return len(expected)


def filtered(layer, collection, key):
    """The first property of text with two values or more, each by itself."""
    for field in layer.fields():
        values = sorted({row["properties"].get(field.name()) for row in items(collection)
                         if isinstance(row["properties"].get(field.name()), str)})
        if not 2 <= len(values) <= 20 or any("'" in value for value in values):
            continue
        for value in values[:3]:
            part = layer_of(collection)
            if not part.setSubsetString(f""""{field.name()}" = '{value}'"""):
                raise SystemExit(f"{collection}: QGIS refuses the filter {field.name()} = {value}")
            expected = items(collection, filter=f"{field.name()} = '{value}'")
            same(f"{collection} where {field.name()} = {value}", found_keys(rows_of(part), key), expected_keys(expected, key))
        return True
    return False


def in_lambert(layer, collection, key):
    """Positions as QGIS makes them of ours, beside those that the API says itself: a decimetre."""
    lambert = QgsCoordinateReferenceSystem("EPSG:2154")
    uri = "http://www.opengis.net/def/crs/EPSG/0/2154"
    if not key or uri not in api(f"/collections/{collection}")["crs"]:
        return False
    request = QgsFeatureRequest().setDestinationCrs(lambert, QgsProject.instance().transformContext())
    found = {str(row[key]): row.geometry().asPoint() for row in rows_of(layer, request) if not row.geometry().isEmpty()}
    expected = {str(row["properties"][key]): row["geometry"]["coordinates"] for row in items(collection, crs=uri)
                if row["geometry"]}
    same(f"{collection} in Lambert-93", sorted(found), sorted(expected))
    for name, (x, y) in expected.items():
        if abs(found[name].x() - x) > 0.1 or abs(found[name].y() - y) > 0.1:
            raise SystemExit(f"{collection} {name}: QGIS has {found[name]}, the API {x},{y}")
    return bool(expected)


def main():
    app = QgsApplication([], False)
    app.initQgis()
    boxes = filters = systems = paged = 0
    for collection in (entry["id"] for entry in api("/collections")["collections"]):
        layer = layer_of(collection)
        all_rows = items(collection)
        matched = api(f"/collections/{collection}/items", limit=1)["numberMatched"]
        rows = rows_of(layer)
        same(f"{collection}: rows", len(rows), matched)
        paged += matched > page
        key = key_column(layer, collection)
        same(f"{collection}: {key}", found_keys(rows, key), expected_keys(all_rows, key))
        placed = [row for row in all_rows if row["geometry"]]
        same(f"{collection}: places", len([row for row in rows if row.hasGeometry()]), len(placed))
        extent = api(f"/collections/{collection}").get("extent", {}).get("spatial", {}).get("bbox")
        if placed and extent:
            boxes += in_a_box(layer, collection, key, extent[0]) > 0
        filters += filtered(layer, collection, key)
        if placed and all(row["geometry"]["type"] == "Point" for row in placed):
            systems += in_lambert(layer, collection, key)
        print(f"  {collection}: {matched} rows")
    if not (boxes and filters and paged):
        raise SystemExit(f"tried on too little: {boxes} boxes, {filters} filters, {paged} collections of several pages")
    print(f"QGIS {Qgis.QGIS_VERSION}: {checks} comparisons hold; {paged} collections of several pages, {boxes} boxes, "
          f"{filters} filters, {systems} in Lambert-93")
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22 without a screen crashes when it ends in order


main()
