"""What may stand between a mentor and a request or a pair; coordinators are told by name."""

from enum import StrEnum


class Bar(StrEnum):
    """One thing that stands between the two; each has its words in `screens/mentoring/matching.py`."""

    NO_CARD = "NO_CARD"
    SELF = "SELF"
    PAUSED = "PAUSED"
    APART = "APART"
    SAME_ORGANIZATION = "SAME_ORGANIZATION"
    TOGETHER = "TOGETHER"
    FULL = "FULL"
    FORM = "FORM"
    WAY = "WAY"
    DECLINED = "DECLINED"
    SILENT = "SILENT"
    ASKED = "ASKED"
    # of a round alone: others wanted the same places
    OUTBID = "OUTBID"


# a mentor is not asked in spite of these
NOT_ASKED = frozenset({Bar.NO_CARD, Bar.SELF, Bar.PAUSED, Bar.APART, Bar.SAME_ORGANIZATION, Bar.TOGETHER, Bar.FULL})
# and no pair is made by hand: a pause, or the mentee's wish for another school, a coordinator may overrule
NOT_PAIRED = NOT_ASKED - {Bar.PAUSED, Bar.SAME_ORGANIZATION}
