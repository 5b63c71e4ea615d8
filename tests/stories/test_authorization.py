"""Who may do what: every handler of every router tried by everybody, on their own things and on others'.

The table is `rules.py`. A handler it does not name fails here: whoever adds one says for whom it is.
"""

from collections import Counter, defaultdict

from db.engine import Sessions
from tests.stories.conftest import BEGINNING
from tests.stories.everything import given_everything
from tests.stories.forms_begun import ONLY_AWAITED, forms_begun
from tests.stories.matrix import FAULT, PASSED_BY, UNTRIED, Door, attempt, doors
from tests.stories.rules import PATTERNS, RULES, WITHOUT_SAMPLE, Who

# what keeps a person away from what is not theirs
REFUSALS = {
    "ConsentNeeded": "c",
    "ProfileNeeded": "p",
    "NotAllowed": "n",
    "NotFound": "f",
    "NoSeat": "f",
    # the card lets its owner lead no groups
    "GroupsNotLed": "n",
    # before the end of an evening nobody is told who met whom
    "WishesClosed": "f",
    "FeedbackNotAsked": "f",
    PASSED_BY: ".",
}
# «-»: refused, one way or another
REFUSED = set("cpnf.")


def who_may(door: Door) -> Who | None:
    """None: nobody has said; the first test below tells of it."""
    rules = RULES.get(door.router, {})
    named = {name: who for who, names in rules.items() for name in names.split()}
    own = named.get(f"{door.handler_name}!") if door.sure else None
    return own or named.get(door.handler_name)


def test_every_handler_has_one_rule() -> None:
    there = {door.name for door in doors()}
    ruled = Counter(
        f"{router}:{name}" for router, rules in RULES.items() for names in rules.values() for name in names.split()
    )
    assert there - ruled.keys() == set(), "say in tests/stories/rules.py who may"
    there |= {f"{door.name}!" for door in doors() if door.sure}
    assert ruled.keys() - there == set(), "rules for what is gone"
    assert [name for name, count in ruled.items() if count > 1] == []
    assert there >= WITHOUT_SAMPLE


def test_a_table_of_rules_can_be_broken() -> None:
    """Else the test below would prove nothing."""
    assert not fits("+", "n")
    assert not fits("n", "+")
    assert not fits("-", "+")
    assert not fits("+", "f")
    assert not fits("o", "+")
    assert not fits("*", "f")
    assert fits("-", "f")


def test_every_form_is_begun() -> None:
    """Else its handlers would be tried with nothing to act on, and refuse everybody alike."""
    forms = forms_begun(defaultdict(lambda: 1), BEGINNING)
    awaiting = {door.awaited.partition(":")[0] for door in doors() if door.awaited}
    assert awaiting - forms.keys() - ONLY_AWAITED == set(), "begin the form in tests/stories/forms_begun.py"
    assert ONLY_AWAITED - awaiting == set(), "there is no such form any more"


async def test_everybody_may_what_the_rules_say(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        world = await given_everything(session, BEGINNING)
    wrong, meddled, acted = [], set[str](), set[str]()
    for door in doors():
        who = who_may(door)
        if door.kind in UNTRIED or who is None:
            continue
        expected = PATTERNS[who]
        found = ""
        for name, actor in world.people.items():
            tried = await attempt(door, actor, world, sessions, BEGINNING)
            found += _sign(tried.outcome)
            acted |= tried.written
            if _tells_only(door, who) and name not in ("mentee", "mentor"):
                meddled |= {f"{door.name} by {name} writes {table}" for table in tried.written - {"conversation"}}
        ways = zip(expected, found, strict=True)
        if not all(fits(may, came, loose=door.name in WITHOUT_SAMPLE) for may, came in ways):
            wrong.append(f"{door.name} by {door.way}: {found} instead of {expected}")
    assert not wrong, "\n".join(wrong)
    assert {"mentor_group", "letter_message", "relay_message", "member"} <= acted, "who may has acted"
    assert not meddled, "what is not theirs must stay as it is:\n" + "\n".join(sorted(meddled))


def _tells_only(door: Door, who: Who) -> bool:
    """Whether others may come in too, with what is not theirs in the form: they are told, and nothing is written."""
    return who in (Who.OWN_FORM, Who.MEMBER_FORM) or door.name == "relay:send_pending"


def _sign(outcome: str) -> str:
    """As in `rules.PATTERNS`; «!» is a fault, which nobody may meet."""
    if outcome.startswith(FAULT):
        return "!"
    return "o" if outcome == "Outdated" else REFUSALS.get(outcome, "+")


def fits(may: str, came: str, *, loose: bool = False) -> bool:
    """Whether what came is what the rule says; `loose`: there is nothing of theirs to find for the ones who may."""
    match may:
        case "+":
            return came in "+o" or (loose and came in "f.")
        case "-":
            return came in REFUSED
        case "*":
            return came in "+o"
        case _:
            return came == may or (loose and came == ".")
