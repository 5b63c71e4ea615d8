"""Finding an organisation by what a person types: the number exactly, then the name by likeness."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from domain.errors import InvalidAnswer
from domain.typed import folded, phrase
from domain.vocabulary import Municipality, OrgType

LONGEST = 200
MOST_CANDIDATES = 5
_EXAMPLE = "«школа 901» или «Маяк»"
# below it «Маяк» would be offered to whoever works at «Майский»
_ALIKE = 75

# stems, with room for an ending of up to three letters: «Школьник» is a name, «школе» is not
_TYPE_STEMS = {
    OrgType.SCHOOL: ("школ", "гимнази", "лице"),
    OrgType.KINDERGARTEN: ("детсад", "садик"),
    OrgType.ADDITIONAL_ED: ("центр", "творчеств", "дополнительн"),
    OrgType.COLLEGE: ("колледж", "техникум"),
}
_TYPE_WORDS = {
    OrgType.SCHOOL: {"шк", "сош", "оош"},
    OrgType.KINDERGARTEN: {"сад", "сада", "саду", "доу", "мадоу", "мбдоу", "дс"},
    OrgType.ADDITIONAL_ED: {"дом", "дома", "доме", "дворец", "ддт", "цдо"},
    OrgType.COLLEGE: {"спо"},
}
# words that many organisations share, so likeness must not rest on them
_COMMON_STEMS = (
    *("муниципальн", "автономн", "бюджетн", "учреждени", "образовани", "образовательн", "общеобразовательн"),
    *("средн", "детск", "город", "номер", "имени"),
)
_COMMON_WORDS = {"маоу", "мбоу", "мау", "мбу", "гапоу", "гау", "г", "no", "n", "им", "и", "в", "на", "с"}
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organisation of the directory."""

    id: int
    name: str
    type: OrgType
    municipality: Municipality


def read_organization(text: str) -> str:
    """A typed organisation, clean. Raises InvalidAnswer when neither a number nor a name is in it."""
    query = phrase(text, longest=LONGEST, example=_EXAMPLE)
    if number_in(query) is None and not _own_words(query):
        raise InvalidAnswer(f"Чтобы найти вашу организацию, нужен номер или название. Например: {_EXAMPLE}.")
    return query


def number_in(text: str) -> str | None:
    """The organisation's number: «МАОУ СОШ №901» → «901»; leading noughts mean nothing."""
    found = re.search(r"(?<!\d)0*([1-9]\d{0,3})(?!\d)", text, re.ASCII)
    return found[1] if found else None


def candidates(
    query: str, directory: Iterable[OrganizationView], municipality: Municipality | None
) -> tuple[OrganizationView, ...]:
    """Up to five organisations `query` may mean, the likeliest first; those of `municipality` before others.

    A number is matched exactly or not at all: № 902 is no answer to «школа 901».
    """
    number = number_in(query)
    known = list(directory)
    if number is not None and (exact := [one for one in known if number_in(one.name) == number]):
        scores = {one.id: 100.0 for one in exact}
    else:
        scores = {one.id: score for one in known if (score := _likeness(query, one.name)) >= _ALIKE}
    meant = type_of(query)

    def unlikeliness(one: OrganizationView) -> tuple[bool, bool, float]:
        return one.municipality != municipality, meant not in (None, one.type), -scores[one.id]

    return tuple(sorted((one for one in known if one.id in scores), key=unlikeliness)[:MOST_CANDIDATES])


def _likeness(query: str, name: str) -> float:
    """0–100 by the words of the organisation's own: «центр маяк» is like «Маяк», not like every centre."""
    own, asked = _own_words(name), _own_words(query)
    if not own or not asked:
        return 0.0
    return fuzz.token_set_ratio(" ".join(asked), " ".join(own))


def _own_words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d]+", folded(text))
    return [word for word in words if not _is_shared(word)]


def _is_shared(word: str) -> bool:
    """Whether many organisations have this word, so that it tells none of them."""
    common = word in _COMMON_WORDS or _has_stem(word, _COMMON_STEMS)
    return common or any(tells(word, one) for one in _TYPE_STEMS)


def tells(word: str, org_type: OrgType) -> bool:
    """Whether `word`, folded, says that an organisation is of this type."""
    return word in _TYPE_WORDS.get(org_type, ()) or _has_stem(word, _TYPE_STEMS.get(org_type, ()))


def _has_stem(word: str, stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stem) and len(word) <= len(stem) + _LONGEST_ENDING for stem in stems)


def type_of(query: str) -> OrgType | None:
    """The type that a name or a typed query tells, if it tells any."""
    words = re.findall(r"[^\W\d]+", folded(query))
    return next((one for one in _TYPE_STEMS if any(tells(word, one) for word in words)), None)
