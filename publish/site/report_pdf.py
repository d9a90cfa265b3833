# SPDX-License-Identifier: EUPL-1.2
# Makes the PDF of a report by WeasyPrint, which by itself would read any file:// and http:// address
# that the document names. A report has everything in it: data: addresses are its own, and one that
# asks for anything else is not printed at all.
# usage: python3 -I -c THIS report.html report.pdf
import sys

import pydyf
import weasyprint

refused = []


def own_data_only(url, timeout=10, ssl_context=None):
    if url[:5].lower() != "data:":
        refused.append(url)
        raise ValueError("not in the document")
    return weasyprint.default_url_fetcher(url, timeout, ssl_context)


def name_header_cells(document, pdf):
    """A header cell in the head of a table is its column's, any other its row's."""
    elements = {
        thing.reference: thing
        for thing in pdf.objects
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"
    }
    for cell in elements.values():
        if cell["S"] != "/TH":
            continue
        above = cell
        while above is not None and above["S"] not in ("/THead", "/Table"):
            above = elements.get(above.get("P"))
        scope = "/Column" if above is not None and above["S"] == "/THead" else "/Row"
        cell["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})


with open(sys.argv[1], encoding="utf-8") as source:
    html = weasyprint.HTML(string=source.read(), url_fetcher=own_data_only)
document = html.render()
if not refused:
    document.write_pdf(sys.argv[2], finisher=name_header_cells, variant="pdf/ua-1")
if refused:
    sys.exit("le document demande ce qui n’est pas en lui : " + refused[0][:200])
