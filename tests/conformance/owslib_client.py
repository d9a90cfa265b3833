# SPDX-License-Identifier: EUPL-1.2
"""OWSLib's client for OGC API - Features reads the documents and the items of every collection: pages, a box,
a property, a CQL2 filter; as many and the same rows as the API says.
usage: owslib_client.py URL"""
import json
import sys
import urllib.parse
import urllib.request

import owslib
from owslib.ogcapi.features import Features

base = sys.argv[1].rstrip("/")
checks = 0


def api(path, **parameters):
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{base}{path}{'?' if query else ''}{query}", timeout=60) as answer:
        return json.load(answer)


def same(what, found, expected):
    global checks
    checks += 1
    if found != expected:
        raise SystemExit(f"{what}: OWSLib has {str(found)[:300]}, the API {str(expected)[:300]}")


def ids(rows):
    return sorted(row["id"] for row in rows["features"])


def walk(client, collection, limit):
    """All the pages, by the links that the server gives."""
    found = []
    page = client.collection_items(collection, limit=limit)
    while True:
        found += page["features"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            return found
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(following[0]).query))
        page = client.collection_items(collection, **query)


def main():
    client = Features(base + "/")
    same("conformance", sorted(client.conformance()["conformsTo"]), sorted(api("/conformance")["conformsTo"]))
    same("OpenAPI", sorted(client.api()["paths"]), sorted(api("/api")["paths"]))
    names = sorted(entry["id"] for entry in api("/collections")["collections"])
    same("collections", sorted(client.feature_collections()), names)
    boxes = filters = 0
    for name in names:
        described = client.collection(name)
        same(f"{name}: title", described["title"], api(f"/collections/{name}")["title"])
        queryables = client.collection_queryables(name)["properties"]
        same(f"{name}: queryables", sorted(queryables), sorted(api(f"/collections/{name}/queryables")["properties"]))
        everything = api(f"/collections/{name}/items", limit=10000)
        rows = walk(client, name, max(2, everything["numberReturned"] // 3))
        if everything["numberMatched"] == everything["numberReturned"]:
            same(f"{name}: rows", sorted(row["id"] for row in rows), ids(everything))
        same(f"{name}: number", len({row["id"] for row in rows}), everything["numberMatched"])
        one = rows[0]["id"] if rows else None
        if one is not None:
            same(f"{name}: {one}", client.collection_item(name, one)["properties"], rows[0]["properties"])
        extent = described.get("extent", {}).get("spatial", {}).get("bbox")
        if extent:
            west, south, east, north = extent[0]
            box = [west, south, (west + east) / 2, (south + north) / 2]
            expected = api(f"/collections/{name}/items", limit=10000, bbox=",".join(map(str, box)))
            same(f"{name} in {box}", ids(client.collection_items(name, bbox=box, limit=10000)), ids(expected))
            boxes += bool(expected["features"])
        texts = [key for key in queryables
                 if rows and isinstance(rows[0]["properties"].get(key), str) and "'" not in rows[0]["properties"][key]]
        for key in texts[:2]:
            value = rows[0]["properties"][key]
            # Expected by hand, from all the rows: neither `key=value` nor `filter` is asked to judge itself.
            expected = sorted(row["id"] for row in rows if row["properties"].get(key) == value)
            same(f"{name}: {key}={value}", ids(client.collection_items(name, limit=10000, **{key: value})), expected)
            found = client.collection_items(name, limit=10000, filter=f"\"{key}\" = '{value}'")
            same(f"{name}: filter {key} = {value}", ids(found), expected)
            filters += bool(expected)
        print(f"  {name}: {everything['numberMatched']} rows")
    if not (boxes and filters):
        raise SystemExit(f"tried on too little: {boxes} boxes, {filters} filters")
    print(f"OWSLib {owslib.__version__}: {checks} comparisons hold; {len(names)} collections, {boxes} boxes, {filters} filters")


main()
