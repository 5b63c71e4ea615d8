"""Makes `botapi.json` from the full machine-readable Bot API schema: names, parameters, types, nothing else.

Run it when Telegram releases a new version: `python -m sandbox.compact full-schema.json >
sandbox/botapi.json`.

A field is written as one string: its type, then `!` if it is required, then `=value` if only that value is
possible («String!=photo»). A type that is one of several is listed in `unions`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ALWAYS = re.compile(r"(?:always|must be) ['\"“]?([a-z0-9_]+)['\"”]?$")
ONE_OF = re.compile(r"^ - (\w+)$", re.MULTILINE)
DISCRIMINATORS = ("type", "status", "source")
PLAIN_RICH_TEXT = ["String", "Array of RichText"]


def field(annotation: dict[str, Any]) -> str:
    """Returns one field as `Type`, `Type!` or `Type!=value`."""
    text = str(annotation["type"]) + ("!" if annotation["required"] else "")
    if annotation["name"] in DISCRIMINATORS and (only := ALWAYS.search(annotation["description"])):
        text += f"={only[1]}"
    return text


def fields(item: dict[str, Any]) -> dict[str, str]:
    """Returns all fields (or parameters) of a type (or a method) by name."""
    return {annotation["name"]: field(annotation) for annotation in item["annotations"]}


def compact(full: dict[str, Any]) -> dict[str, Any]:
    """Returns the compact schema: `version`, `methods`, `types`, `unions`."""
    items = {child["name"]: child for group in full["items"] for child in group["children"]}
    unions = {
        name: ONE_OF.findall(item["description"])
        for name, item in items.items()
        if not item["annotations"] and ONE_OF.search(item["description"])
    }
    unions["RichText"] = PLAIN_RICH_TEXT + unions["RichText"]
    return {
        "version": full["api"]["version"],
        "methods": {name: fields(item) for name, item in items.items() if name[0].islower()},
        "types": {name: fields(item) for name, item in items.items() if name[0].isupper() and name not in unions},
        "unions": unions,
    }


if __name__ == "__main__":
    schema = compact(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n") + "\n")
