"""What words tell of a need: the theme, the subject, the age of the pupils."""

import re

from domain.lemmas import lemmas
from domain.vocabulary import OrgType, Stage

# words of every need and every card: they bring nobody together
_COMMON = frozenset(
    {
        *("хотеть", "мочь", "нужно", "нужный", "надо", "помощь", "помочь", "помогать", "быть", "знать", "понимать"),
        *("делать", "сделать", "работа", "работать", "урок", "класс", "школа", "ребёнок", "ученик", "год", "день"),
        *("человек", "учитель", "наставник", "педагог", "молодой", "вопрос", "научить", "учить", "рассказать", "опыт"),
    }
)
_TEACHERS = frozenset({"учитель", "учительница", "преподаватель", "преподавательница", "педагог"})
# «английский язык» and «русский язык» share a word and are two subjects
_NO_SUBJECT = frozenset(
    {*_TEACHERS, *_COMMON, "язык", "предмет", "высший", "первый", "категория"}
    | {"начальный", "дополнительный", "образование"}
)
_STAGES_OF_ORGANIZATIONS = {
    OrgType.KINDERGARTEN: Stage.PRESCHOOL,
    OrgType.ADDITIONAL_ED: Stage.ADDITIONAL,
    OrgType.COLLEGE: Stage.VOCATIONAL,
}
# «в 5 «Б» классе», «7–9 классы», «11-й класс»
_CLASSES = re.compile(r"(?<!\d)(\d{1,2})(?:\D{1,4}(\d{1,2}))?\D{0,6}?\bкласс", re.IGNORECASE)
# «в седьмых классах», «пятый „А“ класс»
_ORDINALS = ("перв", "втор", "треть", "четвёрт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат")
_ORDINAL_CLASSES = re.compile(rf"\b({'|'.join(_ORDINALS)})[а-яё]{{1,3}}\W.{{0,4}}?\bкласс")
_STAGE_WORDS = {
    "воспитатель": Stage.PRESCHOOL,
    "дошкольник": Stage.PRESCHOOL,
    "дошкольный": Stage.PRESCHOOL,
    "начальный": Stage.PRIMARY,
    "огэ": Stage.BASIC,
    "старшеклассник": Stage.SENIOR,
    "егэ": Stage.SENIOR,
    "колледж": Stage.VOCATIONAL,
    "кружок": Stage.ADDITIONAL,
}


def words_of(text_lemmas: str) -> frozenset[str]:
    """The words of a need or a card, given by lemmas, that can bring two together."""
    return frozenset(text_lemmas.split()) - _COMMON


def subject_of(position: str | None) -> frozenset[str]:
    """What a teacher teaches, by lemmas: «учитель химии» gives «химия». Empty for who teaches no subject."""
    found = frozenset(lemmas(position or "").split())
    return found - _NO_SUBJECT if found & _TEACHERS else frozenset()


def subject_words(subject: str) -> frozenset[str]:
    """A card's subject by lemmas."""
    return frozenset(lemmas(subject).split()) - _NO_SUBJECT


def stages_of(need: str, need_lemmas: str, position: str | None, organization: OrgType | None) -> frozenset[Stage]:
    """Whom the mentee teaches: told by the classes of the need, else by words of it, the position, the organisation."""
    numbers = [int(number) for pair in _CLASSES.findall(need) for number in pair if number]
    named = _ORDINAL_CLASSES.findall(need.lower().replace("четверт", "четвёрт"))
    numbers += [_ORDINALS.index(name) + 1 for name in named]
    told = frozenset(stage for number in numbers if (stage := _stage_of_class(number)) is not None)
    for found in (need_lemmas, lemmas(position or "")):
        told = told or frozenset(_STAGE_WORDS[word] for word in found.split() if word in _STAGE_WORDS)
    if not told and organization in _STAGES_OF_ORGANIZATIONS:
        return frozenset({_STAGES_OF_ORGANIZATIONS[organization]})
    return told


def _stage_of_class(number: int) -> Stage | None:
    if 1 <= number <= 4:
        return Stage.PRIMARY
    if 5 <= number <= 9:
        return Stage.BASIC
    return Stage.SENIOR if number in (10, 11) else None
