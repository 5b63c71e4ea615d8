"""Pictures of counted answers: bars that read on a phone, on a paper of their own in light and dark themes."""

from collections.abc import Mapping
from typing import Any

from documents import typst
from domain.charts import Chart, Panel

# the template's page is 360 points wide: about three pixels a point of a phone
_PIXELS_AN_INCH = 216


def draw(chart: Chart) -> bytes:
    """A PNG, 1080 pixels wide and as high as its panels need; narrow ones come first, in one row.

    Holds the thread for tens of milliseconds.
    """
    data = {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "narrow": [_panel(panel) for panel in chart.panels if panel.narrow],
        "wide": [_panel(panel) for panel in chart.panels if not panel.narrow],
    }
    return typst.png("chart.typ", data, _PIXELS_AN_INCH)


def _panel(panel: Panel) -> Mapping[str, Any]:
    total = sum(bar.count for bar in panel.bars)
    return {
        "name": panel.name,
        "note": panel.note,
        "bars": [
            {"label": bar.label, "count": bar.count, "share": bar.count / total if total else 0} for bar in panel.bars
        ],
    }
