"""States and seasons of tips in words."""

from content.typography import NBSP
from domain.tips.proposals import Reason
from domain.vocabulary import Season, TipState

STATES = {
    TipState.PENDING: "у координатора",
    TipState.RETURNED: "вернулся на доработку",
    TipState.PUBLISHED: "опубликован",
    TipState.WITHDRAWN: "снят",
}
SIGNS = {TipState.PENDING: "⏳", TipState.RETURNED: "✏️", TipState.PUBLISHED: "✅", TipState.WITHDRAWN: "📥"}
SEASONS = {
    Season.SEPTEMBER: "К 1 сентября",
    Season.QUARTER_END: "Конец четверти",
    Season.PARENT_MEETING: "Родительские собрания",
    Season.NEW_YEAR: "Новый год",
    Season.EXAMS: "Экзамены",
}
ANY_SEASON = "В любое время"
_WELCOME = {
    Season.SEPTEMBER: f"к{NBSP}1{NBSP}сентября",
    Season.QUARTER_END: f"к{NBSP}концу четверти",
    Season.PARENT_MEETING: "перед родительским собранием",
    Season.NEW_YEAR: f"под Новый{NBSP}год",
    Season.EXAMS: f"к{NBSP}экзаменам",
}
REASONS = {
    Reason.TOO_GENERAL: "Добавьте пример",
    Reason.TOO_LONG: "Сделайте короче",
    Reason.ALREADY_THERE: "Такой уже есть",
    Reason.PERSONAL: "Уберите имена",
}
# what the author reads for each of them
REASON_WORDS = {
    Reason.TOO_GENERAL: "Добавьте, пожалуйста, пример: что именно сделать завтра в группе или классе.",
    Reason.TOO_LONG: "Мысль хорошая, но длинная. Оставьте один приём и два-три предложения.",
    Reason.ALREADY_THERE: "Похожий лайфхак в клубе уже есть. Расскажите, чем ваш отличается.",
    Reason.PERSONAL: "Уберите имена и приметы детей и коллег: лайфхак прочитает весь клуб.",
}


def welcome(season: Season | None) -> str:
    """When a tip is shown before all others."""
    return f"Покажем {_WELCOME[season]}" if season else "Покажем в любое время"
