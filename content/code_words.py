"""Words by which those who take part online show that they are there."""

import re
from pathlib import Path

from content.reader import FOLDER, ContentError, read, require_unique

FILE = "code_words.toml"
# with fewer, five tries would hit the word too often
LEAST = 256
_WORD = re.compile(r"[а-яё]{4,8}")


def load_code_words(folder: Path = FOLDER) -> tuple[str, ...]:
    """All words in the order of the file, at least LEAST. Raises ContentError."""
    file = read(folder, FILE)
    words = file.texts("words", longest=8)
    file.close()
    for word in words:
        if not _WORD.fullmatch(word):
            raise ContentError(FILE, f"слово «{word}»", "нужно одно слово из 4–8 строчных русских букв")
    # typed answers are compared with «е» for «ё»
    require_unique(FILE, "текст", (word.replace("ё", "е") for word in words))
    if len(words) < LEAST:
        raise ContentError(FILE, "", f"слов {len(words)}, а нужно не меньше {LEAST}")
    return words
