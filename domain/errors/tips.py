"""Rules of tips."""

from domain.errors.shared import ClubError


class TipMoved(ClubError):
    """The tip is not as the person saw it: published, returned, mended or taken back by somebody meanwhile."""


class TipsFull(ClubError):
    """As many tips of the author wait for a coordinator as may."""
