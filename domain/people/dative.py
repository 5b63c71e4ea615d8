"""A name in the dative: «выдан Светловой Анне Игоревне». A guess that the person confirms, or writes better."""

from collections.abc import Iterator
from functools import cache

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from domain.errors import InvalidAnswer
from domain.typed import clean

LONGEST = 120
# «Заяц» → «Зайцу», «Пётр» → «Петру»: words of a name keep their beginning and change a little in length
_MOST_CHANGED = 3

_FEMININE = ("вна", "чна", "кызы", "гызы")
_MASCULINE = ("вич", "ьич", "мич", "кич", "тич", "оглы", "улы")
_PARTICLES = ("оглы", "улы", "кызы", "гызы")


def guess(full_name: str) -> str | None:
    """The dative of «Фамилия Имя Отчество» or «Имя Отчество Фамилия»; None when the gender can't be told.

    Gender is told by the patronymic alone: «Женя Коваленко» would be a guess about a person.
    """
    words = full_name.split()
    parts = _parts(words)
    if parts is None:
        return None
    gender = _gender(words[parts.index(NamePart.MIDDLENAME)] if NamePart.MIDDLENAME in parts else words[-1])
    return " ".join(_declined(word, part, gender) for word, part in zip(words, parts, strict=True))


def read(text: str, full_name: str) -> str:
    """The dative as the person wrote it. Raises InvalidAnswer for what is not this very name in another case."""
    typed = clean(text)
    said, own = typed.split(), full_name.split()
    if len(said) != len(own) or not all(map(_same_word, said, own)):
        raise InvalidAnswer(f"Напишите имя из анкеты в дательном падеже: {full_name} — кому?")
    if len(typed) > LONGEST:
        raise InvalidAnswer(f"Получилось длинно, поместится до {LONGEST} знаков.")
    return " ".join(map(_capitalized, said, own))


def _parts(words: list[str]) -> list[NamePart | None] | None:
    """What each word is; None of a word: it is not declined."""
    match [word.lower() for word in words]:
        # first: a surname may look like a patronymic («Анна Сергеевна Павлович»), a first name never does
        case [_, patronymic, _] if patronymic.endswith(_FEMININE + _MASCULINE):
            return [NamePart.FIRSTNAME, NamePart.MIDDLENAME, NamePart.LASTNAME]
        case [_, _, patronymic] if patronymic.endswith(_FEMININE + _MASCULINE):
            return [NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME]
        case [_, _, _, particle] if particle in _PARTICLES:
            return [NamePart.LASTNAME, NamePart.FIRSTNAME, None, None]
    return None


def _gender(patronymic: str) -> Gender:
    return Gender.FEMALE if patronymic.lower().endswith(_FEMININE) else Gender.MALE


def _declined(word: str, part: NamePart | None, gender: Gender) -> str:
    if part is None:
        return word
    # the rules know small letters only
    declined = str(_maker().make(part, gender, Case.DATIVE, word.title() if word.isupper() else word))
    return declined.upper() if word.isupper() else declined


@cache
def _maker() -> PetrovichDeclinationMaker:
    # reads its rules from a file, so once
    return PetrovichDeclinationMaker()


def _same_word(said: str, own: str) -> bool:
    """Whether `said` can be `own` in another case."""
    said, own = _plain(said), _plain(own)
    common = sum(1 for _ in _common(said, own))
    return common >= max(1, len(own) // 2) and abs(len(said) - len(own)) <= _MOST_CHANGED


def _capitalized(said: str, own: str) -> str:
    """«анне-марии» typed in a hurry, with capitals where `own` has them."""
    parts, models = said.split("-"), own.split("-")
    if len(parts) != len(models):
        return said
    pairs = zip(parts, models, strict=True)
    return "-".join(part[:1].upper() + part[1:] if model[:1].isupper() else part for part, model in pairs)


def _common(one: str, other: str) -> Iterator[str]:
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return
        yield mine


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е")
