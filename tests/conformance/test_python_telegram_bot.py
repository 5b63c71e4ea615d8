"""python-telegram-bot reads the local Telegram's answers and finds nothing in them it does not know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import telegram as ptb
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from sandbox.files import MEGABYTE, UploadedFile
from sandbox.pictures import sample_picture

FORUM = -1001000000001


@pytest.fixture
async def bot(served: Any) -> AsyncIterator[ptb.Bot]:
    async with client(served.url, served.token) as bot:
        yield bot


def client(url: str, token: str) -> ptb.Bot:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    return ptb.Bot(token, f"{url}/bot", f"{url}/file/bot", request=request, get_updates_request=request)


def unknown_fields(thing: Any) -> Iterator[str]:
    """Yields every field, however deep, that python-telegram-bot could not place."""
    if isinstance(thing, ptb.TelegramObject):
        yield from (f"{type(thing).__name__}.{name}" for name in thing.api_kwargs)
        for name in thing.__slots__:
            yield from unknown_fields(getattr(thing, name, None))
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from unknown_fields(item)


async def test_me(bot: ptb.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot, me.can_join_groups) == (42, "nastavnik_local_bot", True, True)
    assert list(unknown_fields(me)) == []


async def test_every_kind_of_update(eventful: Any, bot: ptb.Bot) -> None:
    updates: Any = await bot.get_updates(allowed_updates=ptb.Update.ALL_TYPES)
    assert list(unknown_fields(updates)) == []
    (
        start,
        text,
        edited,
        sticker,
        document,
        photo,
        voice,
        contact,
        location,
        command,
        press,
        late,
        *members,
    ) = updates

    assert start.message.text == "/start invite"
    assert start.message.parse_entities(["bot_command"]).popitem()[1] == "/start"
    assert start.effective_user.full_name == "Анна Светлова"
    assert text.message.parse_entities(["mention"]).popitem()[1] == "@anna_svetlova"
    assert (edited.edited_message.text, edited.edited_message.message_id) == (
        "Добрый день",
        text.message.message_id,
    )
    assert sticker.message.sticker.emoji == "👋"
    assert document.message.document.file_name == "План урока.txt"
    assert (photo.message.photo[-1].width, photo.message.photo[-1].height) == (320, 200)
    assert voice.message.voice.mime_type == "audio/ogg"
    assert contact.message.contact.user_id == eventful.person_id
    assert location.message.location.latitude == pytest.approx(57.153, abs=0.001)
    assert (command.message.chat.type, command.message.chat.title) == ("supergroup", "Учительская")
    assert press.callback_query.data == "yes"
    assert press.callback_query.message.reply_markup.inline_keyboard[0][0].callback_data == "yes"
    assert not late.callback_query.message.is_accessible
    assert [update.my_chat_member.new_chat_member.status for update in members] == ["kicked", "member"]


async def test_conversation(eventful: Any, bot: ptb.Bot) -> None:
    telegram, person = eventful.telegram, eventful.person_id
    button = ptb.InlineKeyboardButton("Приду", callback_data="yes")
    sent = await bot.send_message(
        person, "<b>Завтра</b> 🎓 <i>встреча</i>", "HTML", reply_markup=ptb.InlineKeyboardMarkup([[button]])
    )
    assert sent.text_html == "<b>Завтра</b> 🎓 <i>встреча</i>"
    query_id = telegram.presses(person, sent.message_id, "yes")
    assert await bot.answer_callback_query(query_id, "Записали", show_alert=True)
    assert telegram.toasts(person)[-1]["text"] == "Записали"
    edited = await bot.edit_message_text("Ждём вас", person, sent.message_id)
    assert isinstance(edited, ptb.Message)
    assert (edited.text, edited.reply_markup) == ("Ждём вас", None)
    assert edited.edit_date is not None
    assert await bot.delete_message(person, sent.message_id)
    assert await bot.send_chat_action(person, "typing")
    assert (await bot.get_chat(eventful.group_id)).title == "Учительская"
    assert (await bot.get_chat_member(eventful.group_id, person)).status == "member"
    assert await bot.set_my_commands([("start", "Начать")])
    assert [command.description for command in await bot.get_my_commands()] == ["Начать"]
    assert telegram.refused == []


async def test_files(eventful: Any, bot: ptb.Bot) -> None:
    content = bytes(range(256)) * 100
    sent = await bot.send_document(eventful.person_id, content, caption="Отчёт", filename="Отчёт.bin")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == (
        "Отчёт.bin",
        len(content),
        "Отчёт",
    )
    file = await bot.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == content
    again = await bot.send_document(eventful.person_id, sent.document.file_id)
    assert again.document == sent.document
    assert list(unknown_fields([sent, file, again])) == []


async def test_photos(eventful: Any, bot: ptb.Bot) -> None:
    telegram, content = eventful.telegram, sample_picture(1280, 720)
    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Поделиться", switch_inline_query="цифра")]])
    sent = await bot.send_photo(eventful.person_id, content, "<b>Афиша</b>", parse_mode="HTML", reply_markup=markup)
    assert (sent.caption_html, sent.reply_markup) == ("<b>Афиша</b>", markup)
    assert [(size.width, size.height) for size in sent.photo] == [(90, 51), (1280, 720)]
    again = await bot.send_photo(eventful.person_id, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    assert bytes(await (await bot.get_file(again.photo[-1])).download_as_bytearray()) == content
    edited = await bot.edit_message_caption(eventful.person_id, sent.message_id, caption="Мест нет")
    assert isinstance(edited, ptb.Message)
    assert list(unknown_fields([sent, again, edited])) == []
    film = telegram.sends(eventful.person_id, "document", file=UploadedFile("a.mp4", b"1", "", 21 * MEGABYTE))
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(film["document"]["file_id"])


async def test_albums_and_polls(served: Any, bot: ptb.Bot) -> None:
    telegram, person = served.telegram, served.person_id
    telegram.starts(person)
    photos = [UploadedFile(f"{number}.png", sample_picture(320 + number)) for number in range(2)]
    telegram.sends_album(person, photos, captions=["Класс"])
    telegram.sends_poll(person, "Когда?", ["Среда", "Четверг"], several=True, origin="channel")
    _, first, second, poll = await bot.get_updates()
    assert list(unknown_fields([first, second])) == []
    assert first.message.media_group_id == second.message.media_group_id
    assert (first.message.caption, second.message.caption) == ("Класс", None)
    assert [option.text for option in poll.message.poll.options] == ["Среда", "Четверг"]
    assert poll.message.forward_origin.chat.title == "Новости образования"

    album = await bot.send_media_group(
        person, [ptb.InputMediaPhoto(sample_picture(), caption="Афиша"), ptb.InputMediaPhoto(first.message.photo[-1])]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert album[1].photo == first.message.photo
    asked = await bot.send_poll(person, "Придёте?", ["да", "нет"], is_anonymous=False)
    assert (asked.poll.question, asked.poll.is_anonymous, asked.poll.total_voter_count) == ("Придёте?", False, 0)
    copies = await bot.forward_messages(person, person, [message.message_id for message in album])
    assert await bot.delete_messages(person, [copy.message_id for copy in copies])
    assert telegram.chat(person)[-1]["poll"]["question"] == "Придёте?"


async def test_topics(served: Any, bot: ptb.Bot) -> None:
    telegram, person = served.telegram, served.person_id
    telegram.add_group(FORUM, "Координаторы", [person], forum=True, bot_rights=["can_manage_topics"])
    topic = await bot.create_forum_topic(FORUM, "Анна")
    sent = await bot.send_message(FORUM, "Письмо", message_thread_id=topic.message_thread_id)
    telegram.says(person, "Отвечу", chat_id=FORUM, topic_id=topic.message_thread_id)
    assert await bot.edit_forum_topic(FORUM, topic.message_thread_id, "Анна Светлова")
    assert await bot.close_forum_topic(FORUM, topic.message_thread_id)
    assert await bot.reopen_forum_topic(FORUM, topic.message_thread_id)
    updates = await bot.get_updates()
    assert list(unknown_fields([topic, sent, *updates])) == []
    assert {update.message.message_thread_id for update in updates} == {topic.message_thread_id}
    assert updates[0].message.forum_topic_created.name == "Анна"
    assert updates[1].message.reply_to_message.forum_topic_created.name == "Анна"
    me = await bot.get_chat_member(FORUM, bot.id)
    assert (me.status, me.can_manage_topics, me.can_delete_messages) == ("administrator", True, False)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(FORUM, "Куда?", message_thread_id=5)


async def test_inline_mode(served: Any, bot: ptb.Bot) -> None:
    telegram, person = served.telegram, served.person_id
    assert (await bot.get_me()).supports_inline_queries
    telegram.starts(person)
    query_id = telegram.asks_inline(person, "цифра")
    _, asked = await bot.get_updates()
    assert asked.inline_query is not None
    assert (asked.inline_query.query, asked.inline_query.chat_type) == ("цифра", "sender")
    text = ptb.InputTextMessageContent("<b>Разговор</b> о цифре", "HTML")
    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Приду", callback_data="yes")]])
    article = ptb.InlineQueryResultArticle("event:7", "Разговор", text, markup, description="чт, 15:00")
    button = ptb.InlineQueryResultsButton("Все встречи", start_parameter="events")
    assert await bot.answer_inline_query(query_id, [article], cache_time=0, is_personal=True, button=button)
    sent = telegram.chooses_inline(person, query_id, "event:7")
    telegram.presses(person, sent["message_id"], "yes")
    message, press = await bot.get_updates(asked.update_id + 1)
    assert list(unknown_fields([asked, message, press])) == []
    assert message.message is not None
    assert message.message.via_bot == bot.bot
    assert message.message.text_html == "<b>Разговор</b> о цифре"
    assert press.callback_query is not None
    name = press.callback_query.inline_message_id
    assert await bot.edit_message_text("Идут: Анна", inline_message_id=name) is True
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query_id, [])


async def test_refusals(eventful: Any, bot: ptb.Bot) -> None:
    telegram, person = eventful.telegram, eventful.person_id
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(777, "Привет")
    with pytest.raises(BadRequest, match="find end tag"):
        await bot.send_message(person, "<b>Привет", "HTML")
    telegram.fault(retry_after=35)
    with pytest.raises(RetryAfter, match="35"):
        await bot.send_message(person, "Привет")
    telegram.blocks_bot(person)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(person, "Привет")
    await bot.set_webhook("https://club.example/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()
    with pytest.raises(InvalidToken):
        await client(eventful.url, "43:OTHER").initialize()
