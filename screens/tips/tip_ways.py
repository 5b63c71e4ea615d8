"""The ways to every room of tips: what the buttons of one screen open in another."""

from aiogram.filters.callback_data import CallbackData

from screens.kit import Button, RowId, button


class Library(CallbackData, prefix="tiplib"):
    """«Все лайфхаки»: the way to everything about tips."""


class OpenTip(CallbackData, prefix="tipopen"):
    """One published tip."""

    tip_id: RowId


class SearchTips(CallbackData, prefix="tipfind"):
    """Find tips by words; `anew` forgets the last search."""

    anew: bool = False


class Favourites(CallbackData, prefix="tipfavs"):
    """Tips one keeps."""

    page: int = 0


class BestTips(CallbackData, prefix="tipbest"):
    """The best of the month."""


class ProposeTip(CallbackData, prefix="tipnew"):
    """«Поделиться лайфхаком»; with `tip_id` one's own is mended and sent again; `anew` begins from a clean sheet."""

    tip_id: RowId | None = None
    anew: bool = False


class MyTips(CallbackData, prefix="tipmine"):
    """One's own tips."""

    page: int = 0


class OpenMyTip(CallbackData, prefix="tipown"):
    """One's own tip, in whatever state."""

    tip_id: RowId


class TipsToReview(CallbackData, prefix="tipq"):
    """The coordinators' queue; `published`: members' tips the club reads already."""

    page: int = 0
    published: bool = False


def to_library() -> Button:
    return button("📚 Все лайфхаки", Library())


def to_propose(label: str = "✍️ Поделиться лайфхаком") -> Button:
    return button(label, ProposeTip())


def to_my_tips(label: str = "Мои лайфхаки") -> Button:
    return button(label, MyTips())
