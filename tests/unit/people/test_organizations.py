"""Which organisations an answer may mean: the number exactly, then the name by likeness."""

import pytest

from content import load_organizations
from domain.errors import InvalidAnswer
from domain.people.organizations import OrganizationView, candidates, number_in, read_organization
from domain.vocabulary import Municipality, OrgType

DIRECTORY = [
    OrganizationView(number, text.name, text.type, text.municipality)
    for number, text in enumerate(load_organizations(), start=1)
]


def found(query: str, town: Municipality | None = Municipality.TYUMEN) -> list[str]:
    return [view.name for view in candidates(query, DIRECTORY, town)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("школа 901", "901"),
        ("МАОУ СОШ №901", "901"),
        ("901", "901"),
        ("шк. N901", "901"),
        ("СОШ-901", "901"),
        ("шк901", "901"),
        ("школа № 7", "7"),
        ("школа № 007", "7"),
        ("школа", None),
        ("0", None),
        ("школа 123456", None),
        ("школа ٣", None),
    ],
)
def test_number(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("query", ["школа 901", "МАОУ СОШ №901", "901", "шк. N901", "Школа № 901 города Тюмени"])
def test_number_is_matched_exactly(query: str) -> None:
    assert found(query) == ["Школа № 901"]


@pytest.mark.parametrize("query", ["школа 90", "школа 9010", "школа 999", "детский сад 1"])
def test_unknown_number_gives_no_neighbour(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("маяк", "Центр дополнительного образования «Маяк»"),
        ("ЦДО Маяк", "Центр дополнительного образования «Маяк»"),
        ("дом творчества арбита", "Дом творчества «Орбита»"),
        ("детский сад Росинко", "Детский сад № 911 «Росинка»"),
        ("садик 999 росинка", "Детский сад № 911 «Росинка»"),
        ("колледж технологий", "Колледж технологий № 932"),
        ("агротехнический", "Агротехнический колледж № 955"),
    ],
)
def test_name_is_matched_by_likeness(query: str, name: str) -> None:
    assert found(query)[0] == name


def test_people_of_a_town_see_its_organisations_first() -> None:
    tyumen, yalutorovsk = "Педагогический колледж № 931", "Педагогический колледж № 966"

    assert found("педагогический колледж", Municipality.TYUMEN) == [tyumen, yalutorovsk]
    assert found("педагогический колледж", Municipality.YALUTOROVSK) == [yalutorovsk, tyumen]


def test_the_type_named_comes_first_when_numbers_are_equal() -> None:
    twins = [
        OrganizationView(1, "Школа № 5", OrgType.SCHOOL, Municipality.TYUMEN),
        OrganizationView(2, "Детский сад № 5 «Ёлочка»", OrgType.KINDERGARTEN, Municipality.TYUMEN),
    ]

    assert [one.id for one in candidates("сад 5", twins, Municipality.TYUMEN)] == [2, 1]
    assert [one.id for one in candidates("сош 5", twins, Municipality.TYUMEN)] == [1, 2]
    assert [one.id for one in candidates("елочка", twins, Municipality.TYUMEN)] == [2]


def test_at_most_five() -> None:
    many = [OrganizationView(n, f"Школа № 5 «{n}»", OrgType.SCHOOL, Municipality.TYUMEN) for n in range(1, 9)]

    assert len(candidates("школа 5", many, Municipality.TYUMEN)) == 5


@pytest.mark.parametrize("typed", ["школа", "Детский сад", "МАОУ СОШ города", "🏫🏫", "я" * 5000])
def test_too_little_or_too_much_to_search_by(typed: str) -> None:
    with pytest.raises(InvalidAnswer, match="Например: «школа 901»"):
        read_organization(typed)


def test_a_name_of_its_own_is_enough() -> None:
    assert read_organization(" Музей  «Садко» ") == "Музей «Садко»"
