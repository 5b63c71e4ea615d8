"""Words in their dictionary form: «детей» and «ребёнок» are one word for matching."""

import re
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer

from domain.typed import clean

# a longer «word» is a mistake of typing, not a word to look up
_LONGEST = 40
# prepositions, conjunctions, particles, pronouns, interjections: they tell nothing of a theme
_FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ"})
_WORD = re.compile(r"[^\W\d_]+")


def lemmas(text: str) -> str:
    """The words of `text` in their dictionary form, each once, in their order, joined by blanks.

    Function words, single letters and figures are left out. «Проверяю тетради, а детям скучно» gives
    «проверять тетрадь ребёнок скучно».
    """
    words = (word for word in _WORD.findall(clean(text).lower()) if 1 < len(word) <= _LONGEST and word.isalpha())
    found = map(lemma, words)
    return " ".join(dict.fromkeys(one for one in found if one))


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The dictionary form of one small-letter word; empty for a function word."""
    try:
        best = _analyzer().parse(word)[0]
    except ValueError:
        # a letter of some script so rare that Unicode has no name for it: pymorphy3 asks for the name
        return word
    return "" if best.tag.POS in _FUNCTION_WORDS else str(best.normal_form)


@cache
def _analyzer() -> MorphAnalyzer:
    # reads its dictionaries from files, so once
    return MorphAnalyzer()
