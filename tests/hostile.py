"""An atlas in which every free text tries to become markup, script or template."""

import hashlib
import json

HOSTILE = "<img src=x onerror=alert(1)>`${1}</script>{{ 7*7 }}{% raw %}{# x #}"

# What Markdown, and Streamlit behind it, would make links, icons, faces and formulas of.
MARKED = [
    "http://evil.test/a",
    "HTTPS://evil.test",
    "www.evil.test/b",
    "<https://evil.test/c>",
    "[evil](https://evil.test/d)",
    "![evil](https://evil.test/e.png)",
    "someone@evil.test",
    "mailto:someone@evil.test",
    ":material/delete:",
    ":material_delete:",
    ":streamlit:",
    ":smile:",
    ":+1:",
    ":red[evil]",
    ":blue-background[evil]",
    ":small[evil]",
    "$x^2$",
    "$$x$$",
    "**evil** __evil__ ~~evil~~ `evil`",
    "&lt;evil&gt; &#x2603;",
    "<b>evil</b>",
    "a -> b <- c -- d >= e",
    "# evil",
    "> evil",
    "- evil",
    "1. evil",
    "    evil",
    "| a | b |",
    "[^1]",
    "\\[evil\\]",
]


def hostile_collection(atlas, HOSTILE=HOSTILE):  # noqa: N803 (as the text of this file)
    """Return two sites of the atlas on one spot, as GeoJSON, and their report's text."""
    text = f"报告\n{HOSTILE}启动{HOSTILE}\n"
    start = text.index(HOSTILE)
    stage = text.index("启动")
    features = []
    for site in ("dream-plaza", "tanhualin"):
        feature = json.loads(json.dumps(atlas.by_id[site]))
        feature["geometry"] = {"type": "Point", "coordinates": [114.32, 30.56]}
        feature["properties"] |= {
            "name": f"{HOSTILE} {site}",
            "name_en": HOSTILE,
            "aliases": [HOSTILE],
            "within": None,
            "location_source": {"kind": "near", "text": HOSTILE, "licence": HOSTILE},
            "mentions": [
                {
                    "start": start, "end": start + len(HOSTILE), "text": HOSTILE,
                    "quote_start": start, "quote_end": len(text) - 1, "stage": "started",
                    "stage_start": stage, "stage_end": stage + 2, "planned": False,
                    "period": HOSTILE[:150],
                }
            ],
        }  # fmt: skip
        features.append(feature)
    about = {
        "id": "hostile", "title": HOSTILE, "place": HOSTILE[:490], "place_code": None,
        "date": HOSTILE[:150],
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    return {"type": "FeatureCollection", "report": about, "features": features}, text
