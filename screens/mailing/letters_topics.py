"""Letters to coordinators in the coordinators' group: what is repeated in a person's topic, and short notes there."""

from content.typography import NBSP
from domain.mailing.letters import ToMirror, TopicAnswer
from screens import words
from screens.kit import Screen, esc, shorten
from screens.mailing.letters import NAME_SHOWN, author, full
from screens.passed_on import UNSENDABLE, Passed

_LONGEST_TITLE = 100


def title(name: str) -> str:
    """The name of a person's topic."""
    return shorten(words.named(name), _LONGEST_TITLE)


def mirrored(message: ToMirror) -> Passed:
    """A message as it stands in the topic: of the person, or of a coordinator who answered in the bot."""
    if message.words.from_desk:
        return full(message.words, f"↩️ <i>{author(message.words)} отвечает в боте</i>", ())
    till = f", ответить до{NBSP}{words.when(message.deadline_at)}" if message.deadline_at else ""
    return full(message.words, f"✉️ <b>{esc(shorten(words.named(message.name), NAME_SHOWN))}</b>{till}", ())


def passed(answer: TopicAnswer) -> Screen:
    """What becomes of what a coordinator has just written."""
    if not answer.reachable:
        return Screen("Сохранено, но сейчас до человека не дойдёт: он остановил бота или доступ ему закрыт.")
    if answer.waits_until is not None:
        return Screen(f"✓ Передам {words.when(answer.waits_until)}: сейчас тихие часы.")
    return Screen("✓ Передано.")


def closed() -> Screen:
    return Screen("Письмо закрыто, автору сообщим. Напишет ещё — откроется снова.")


def not_a_coordinator() -> Screen:
    return Screen(
        "Это сообщение автору письма не передано: отвечать здесь могут координаторы, которых знает бот. "
        "Попросите у коллег ссылку-приглашение."
    )


def anonymous() -> Screen:
    """An administrator who writes as the group itself: nobody knows who that is."""
    return Screen(
        "Это сообщение автору письма не передано: вы пишете от имени группы, и не видно, кто отвечает. "
        "Выключите анонимность в правах администратора и пришлите ответ ещё раз."
    )


def edited() -> Screen:
    return Screen("Правку автор письма не увидит: у него осталось то, что уже передано. Напишите новым сообщением.")


def unsendable(kind: str) -> Screen:
    """A sticker, a video…; `kind` is Telegram's content type."""
    return Screen(f"{UNSENDABLE.get(kind, 'Это')} передать не смогу: автору уйдут текст, фото, голосовые и файлы.")


def problem(hint: str) -> Screen:
    return Screen(f"⚠️ {esc(hint)}")
