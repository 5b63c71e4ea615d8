"""The one place that turns Typst templates into PDF and PNG.

A template is a `.typ` file of this room. It reads what it shows from `sys.inputs.data`:

    #let data = json(bytes(sys.inputs.data))

so a value is always a string or a number and never markup, whatever somebody typed into it. Only the fonts in `fonts/`
exist («PT Serif», «PT Sans»), so that a document looks the same on every machine. A template should say
`#set document(date: none)` unless it knows the moment: the clock is not asked.
"""

import json
import threading
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_ROOM = Path(__file__).parent
_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_ROOM / "fonts")])
# emoji and invisible signs: our fonts have no picture of them, and a document would show empty boxes instead
_NO_GLYPH = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"})
# № is a symbol, © and ° too, and the fonts have them; where a line may break and where not is no picture at all
_KEPT = frozenset("№©®™°`^\n\t\u200b\u2060")


class FaultyTemplate(RuntimeError):
    """A template compiled only with a warning (a font that is not there): a fault of ours, seen at once."""


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A PDF of `template` (a file name in this room) with `data` (what JSON can hold).

    Takes milliseconds but holds the thread: let the turn do it after the commit (`File(content=callable)`). Safe in
    several threads at once. Raises FaultyTemplate, or typst's own error when the template is broken.
    """
    return _compile(template, data, format="pdf", timestamp=0)


def png(template: str, data: Mapping[str, Any], ppi: float = 144) -> bytes:
    """A picture of a one-page `template`; `ppi`: pixels an inch of the page. Else as `pdf`."""
    return _compile(template, data, format="png", ppi=ppi, timestamp=0)


# a compiler serves one thread at a time
_local = threading.local()


def _compile(template: str, data: Mapping[str, Any], **how: Any) -> bytes:
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=_ROOM, font_paths=_FONTS, ignore_system_fonts=True)
    compiler: typst.Compiler = _local.compiler
    inputs = {"data": json.dumps(_printable(data), ensure_ascii=False)}
    made, warnings = compiler.compile_with_warnings(_ROOM / template, sys_inputs=inputs, **how)
    if warnings:
        raise FaultyTemplate(f"{template}: {warnings[0].message}")
    if not isinstance(made, bytes):
        raise FaultyTemplate(f"{template}: more than one page")
    return made


def _printable(value: Any) -> Any:
    """`value` with every string in it reduced to signs that the fonts can draw."""
    match value:
        case str():
            composed = unicodedata.normalize("NFC", value)
            return "".join(sign for sign in composed if sign in _KEPT or unicodedata.category(sign) not in _NO_GLYPH)
        case Mapping():
            return {key: _printable(part) for key, part in value.items()}
        case list() | tuple():
            return [_printable(part) for part in value]
        case _:
            return value
