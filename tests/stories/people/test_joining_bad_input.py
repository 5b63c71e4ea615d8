"""Answers that can't be accepted: a clear sentence, the same question again, nothing half-saved."""

from sqlalchemy import select

from db.models import Conversation, Member
from tests.stories import walk
from tests.stories.conftest import Club
from tests.stories.phones import Phone


async def refused(club: Club, person: Phone, answers: list[str], step: str) -> None:
    """Each of `answers` is met with a warning and the question of `step` again; the draft stays as it was."""
    before = await conversation(club)
    for answer in answers:
        await person.says(answer)
        assert person.sees.startswith("⚠️ "), answer[:20]
        assert step in person.sees, answer[:20]
        assert await conversation(club) == before


async def conversation(club: Club) -> object:
    async with club.sessions.begin() as session:
        return (await session.scalars(select(Conversation.data))).one()


async def test_bad_answers_at_every_question(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await refused(club, anna, ["координатор", "🎉🎉", "я" * 4096, "<b>"], "Шаг 1 из 7")
    await anna.says("Наставник")
    await refused(
        club,
        anna,
        ["Анна", "🎉 🎉🎉", "\u202e\u200f", "Анна Светлова 7", "Анна Светлова " * 300],
        "Шаг 2 из 7",
    )
    await anna.says("Светлова Анна Игоревна")
    await refused(club, anna, ["Атлантида", "🎉", "т" * 4096], "Шаг 3 из 7")
    await anna.says("другой")
    await refused(club, anna, ["🎉", "123", "т" * 4096, "другой"], "Шаг 3 из 7")
    await anna.says("Ишим")
    await refused(club, anna, ["школа", "🎉", "ш" * 4096, "<&>"], "Шаг 4 из 7")
    await anna.says("Сельская школа")
    await refused(club, anna, ["🎉", "школа"], "Шаг 4 из 7")
    await anna.taps("Оставить так")
    await refused(club, anna, ["🎉", "123", "у" * 4096], "Шаг 5 из 7")
    await anna.says("химия")
    await refused(club, anna, ["2027", "1949", "24", "в том году", "20240", "🎉"], "Шаг 6 из 7")
    await anna.says("2026")
    await refused(club, anna, ["вязание", "цифра, вязание", "🎉", "ц" * 4096], "Шаг 7 из 7")
    await anna.says("нет")
    await refused(club, anna, ["да"], "Всё верно?")

    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Member.full_name))).one() is None, "nothing is half-saved"


async def test_five_thousand_signs_come_as_two_messages(club: Club) -> None:
    """Telegram splits a longer text by itself; each part is refused on its own."""
    anna = club.anna
    await walk.consent(anna)
    await anna.says("Наставник")
    await refused(club, anna, ["Анна " * 800, "Анна " * 200], "Шаг 2 из 7")


async def test_markup_and_quotes_are_text_like_any_other(club: Club) -> None:
    anna = club.anna
    name = '<b>Светлова</b> & "Анна" О\'Нил'
    await anna.joins(
        name=f"\u202e{name}\u200f", municipality="<Ишим> & K°", organization="</b>Школа<br>", position="<a href='x'>"
    )
    await anna.says("/profile")

    for text in (name, "<Ишим> & K°", "</b>Школа<br>", "<a href='x'>"):
        assert text in anna.sees
    async with club.sessions.begin() as session:
        assert (await session.scalars(select(Member.full_name))).one() == name


async def test_what_is_not_words_leaves_the_question_open(club: Club) -> None:
    anna = club.anna
    await walk.consent(anna)
    await anna.says("Наставник")
    before = await conversation(club)
    for kind in ("sticker", "voice", "document"):
        await anna.sends(kind)
    await anna.says("/nosuchcommand")
    await anna.edits("Светлова Анна")

    assert await conversation(club) == before
    await anna.says("Светлова Анна")
    assert anna.sees.startswith("Шаг 3 из 7")
