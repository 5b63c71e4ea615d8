"""Audiences: what a tap means, and how a choice reads."""

import pytest

from domain.errors import InvalidAnswer, NotFound
from domain.mailing.audience import AtEvent, Audience, AudienceCount, Pairing
from domain.mailing.audience_choice import (
    MOST_ORGANIZATIONS,
    AudienceView,
    Criterion,
    Described,
    EventChoices,
    chosen,
    cleared,
)
from domain.paging import page_of
from domain.people.organizations import OrganizationView
from domain.vocabulary import Direction, Municipality, OrgType, Role
from screens.kit import LABEL_LIMIT, Screen
from screens.mailing import audience as screens
from screens.mailing.audience_words import counted, in_words

SCHOOL = OrganizationView(7, "Школа <№ 901>", OrgType.SCHOOL, Municipality.TYUMEN)
FULL = Audience(
    roles=frozenset({Role.MENTOR, Role.YOUNG_TEACHER}),
    municipalities=frozenset({Municipality.TOBOLSK, Municipality.TYUMEN}),
    organizations=frozenset({SCHOOL.id}),
    directions=frozenset({Direction.DIGITAL}),
    event_id=3,
    at_event=frozenset({AtEvent.ATTENDED, AtEvent.NO_SHOW}),
    pairing=Pairing.NONE,
    silent_weeks=4,
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_choice_reads_as_plain_russian() -> None:
    assert in_words(Described(Audience(), (), None)) == "весь клуб"
    assert plain(in_words(Described(FULL, (SCHOOL,), "Урок <1>"))) == (
        "молодые педагоги и наставники из Тюмени и Тобольска, организация: Школа &lt;№ 901&gt;, "
        "кому интересна тема «Цифра», кто был или кто записался и не пришёл на «Урок &lt;1&gt;», "
        "кто сейчас без пары, кто не заходил в бот 4 недели и дольше"
    )
    gone = Audience(organizations=frozenset({1}), event_id=5)
    assert "которых больше нет" in in_words(Described(gone, (), None))
    assert "которое удалили" in in_words(Described(gone, (), None))


def test_the_count_names_who_is_left_out() -> None:
    assert plain(counted(AudienceCount(312, 14, 5))) == "312 человек получат; недоступны 14; без Telegram 5."
    assert plain(counted(AudienceCount(1, 0, 0))) == "1 человек получит."
    assert "Уберите одно из условий" in counted(AudienceCount(0, 0, 0))


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        (Criterion.ROLES, "MENTOR"),
        (Criterion.MUNICIPALITIES, "TYUMEN"),
        (Criterion.ORGANIZATIONS, "7"),
        (Criterion.DIRECTIONS, "DIGITAL"),
        (Criterion.EVENT, "3"),
        (Criterion.AT_EVENT, "waiting"),
        (Criterion.PAIRING, "none"),
        (Criterion.SILENT, "8"),
    ],
)
def test_a_tap_means_what_was_drawn_however_often(criterion: Criterion, value: str) -> None:
    once = chosen(Audience(), criterion, value, on=True)
    assert once != Audience()
    assert chosen(once, criterion, value, on=True) == once
    assert chosen(chosen(once, criterion, value, on=False), criterion, value, on=False) == Audience()
    assert cleared(once, criterion) == Audience()
    assert Audience.load(once.dump()) == once


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        (Criterion.ROLES, "KING"),
        (Criterion.ORGANIZATIONS, "-1"),
        (Criterion.ORGANIZATIONS, "9" * 19),
        (Criterion.EVENT, "²"),
        (Criterion.SILENT, "5"),
        (Criterion.PAIRING, ""),
    ],
)
def test_a_forged_value_is_nothing(criterion: Criterion, value: str) -> None:
    with pytest.raises(NotFound):
        chosen(Audience(), criterion, value, on=True)


def test_what_can_not_be_chosen_is_said() -> None:
    many = Audience(organizations=frozenset(range(1, MOST_ORGANIZATIONS + 1)))
    with pytest.raises(InvalidAnswer, match="уберите"):
        chosen(many, Criterion.ORGANIZATIONS, "99", on=True)
    with pytest.raises(InvalidAnswer, match="Хотя бы одна"):
        chosen(Audience(event_id=3), Criterion.AT_EVENT, "registered", on=False)


def test_every_screen_fits_a_phone_and_has_a_way_back() -> None:
    big = 2**63 - 1
    views = [
        AudienceView(big, Described(audience, (SCHOOL,) * len(audience.organizations), "Урок"), AudienceCount(1, 2, 3))
        for audience in (Audience(), FULL)
    ]
    shown: list[Screen] = []
    for view in views:
        shown += [screens.summary(view), *(screens.criterion(view, one) for one in Criterion)]
        shown += [screens.organizations(view, ()), screens.organizations(view, (SCHOOL,), "нет")]
    shown.append(screens.events(big, EventChoices((), page_of(0, 0, 5), past=True)))
    for screen in shown:
        buttons = [one for row in screen.rows for one in row]
        assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
        assert all(one.data and len(one.data.encode()) <= 64 for one in buttons)
        assert buttons[-1].text in ("← К объявлению", "← Кому", "Готово")
