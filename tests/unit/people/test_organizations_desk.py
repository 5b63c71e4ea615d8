"""The directory's search and names: what is found, in which order, what is no name."""

import pytest

from domain.errors import InvalidAnswer
from domain.people.members_desk import read_query
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import LONGEST_NAME, find, in_order, plain, read_name
from domain.people.organizations_import import read_town, read_type
from domain.people.organizations_typed import sign_of
from domain.vocabulary import Municipality, OrgType
from screens.people.organizations_desk import say

NAMES = {
    1: ("Школа № 12", OrgType.SCHOOL),
    2: ("Школа № 123", OrgType.SCHOOL),
    3: ("Гимназия № 12 «Ёлочка»", OrgType.SCHOOL),
    4: ("Детский сад № 7 «Росинка»", OrgType.KINDERGARTEN),
    5: ("Центр «Маяк»", OrgType.ADDITIONAL_ED),
    6: ("Школа № 2", OrgType.SCHOOL),
    7: ("Дом науки", OrgType.OTHER),
}
DIRECTORY = [OrganizationView(one, name, kind, Municipality.TYUMEN) for one, (name, kind) in NAMES.items()]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12", [3, 1]),
        ("012", [3, 1]),
        ("№ 12", [3, 1]),
        ("школа 12", [3, 1]),
        ("ШКОЛА 123", [2]),
        ("ёлоч", [3]),
        ("ЕЛОЧКА", [3]),
        ("детсад 7", [4]),
        ("мая", [5]),
        ("наук дом", [7]),
        ("", [4, 3, 7, 5, 6, 1, 2]),
        ("!!!", [4, 3, 7, 5, 6, 1, 2]),
    ],
)
def test_a_search_by_words_and_numbers(typed: str, found: list[int]) -> None:
    views, guessed = find(read_query(typed), DIRECTORY)
    assert sorted(view.id for view in views) == sorted(found)
    assert not guessed


def test_what_is_called_otherwise_is_guessed() -> None:
    assert find(read_query("маякъ"), DIRECTORY) == ([DIRECTORY[4]], True)
    assert find(read_query("школа 999"), DIRECTORY) == ([], True)
    assert find(read_query("9" * 100), DIRECTORY)[0] == []


def test_names_stand_in_the_order_of_their_numbers() -> None:
    names = ["Школа № 10", "школа № 9", "Ёж", "Школа № 9 А", "Енот", "7 школа", "Школа"]
    assert sorted(names, key=in_order) == [
        *("7 школа", "Ёж", "Енот", "Школа", "школа № 9", "Школа № 9 А", "Школа № 10"),
    ]


@pytest.mark.parametrize("typed", ["", "🙂", "—", "=HYPERLINK(1)", "+7", "@школа", "-12", "я" * (LONGEST_NAME + 1)])
def test_what_is_no_name(typed: str) -> None:
    with pytest.raises(InvalidAnswer):
        read_name(typed)


def test_names_that_are_one_to_the_eye() -> None:
    assert plain("Школа №901") == plain("школа № 901") == plain("ШКОЛА 901") == plain("школа901")
    assert plain("Школа № 901") != plain("Школа № 902")
    assert sign_of("Школа  у реки") == sign_of("школа у РЕКИ!") != sign_of("школа у озера")


def test_whatever_is_written_into_a_table_is_read_back() -> None:
    assert [read_type(say(one)) for one in OrgType] == list(OrgType)
    assert [read_town(say(one)) for one in Municipality] == list(Municipality)
    assert read_type("МАДОУ") is OrgType.KINDERGARTEN
    assert read_type("лицей") is OrgType.SCHOOL
    assert read_type("что-то") is None
    assert read_town("г. Тюмень") is Municipality.TYUMEN
    assert read_town("Ишим") is None
