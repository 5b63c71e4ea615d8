"""Words of a finished pair's form: the questions short, as results name them, and the choices."""

from collections.abc import Mapping

from domain.mentoring.pair_feedback import RATED, Ask, Value

QUESTIONS_SHORT: Mapping[Ask, str] = {
    Ask.GOAL: "Цель достигнута",
    Ask.SAFE: "Безопасно говорить о неудачах",
    Ask.REGULAR: "Встречи были регулярными",
    Ask.PUPILS: "Ученики заметили перемены",
    Ask.HELPED: "Что помогло больше всего",
    Ask.CHANGE: "Что изменить",
    Ask.GO_ON: "Продолжить",
    Ask.QUOTE: "Можно процитировать без имени",
    Ask.PROGRESS: "Прогресс коллеги",
    Ask.LOAD: "Нагрузка была посильной",
    Ask.SUPPORT: "Поддержка организации",
    Ask.LEARNED: "Чему удалось научиться",
    Ask.BLOCKS: "Какие блоки сработали",
    Ask.AGAIN: "Взять ещё пару",
}
CHOICE_LABELS: Mapping[Ask, Mapping[str, str]] = {
    Ask.PUPILS: {"yes": "да", "rather": "скорее да", "early": "рано судить", "no": "нет"},
    Ask.GO_ON: {"yes": "да", "later": "да, но позже", "other": "с другим наставником", "no": "нет"},
    Ask.QUOTE: {"yes": "да", "no": "нет"},
    Ask.AGAIN: {"yes": "да", "later": "после паузы", "no": "нет"},
}


def answer(ask: Ask, value: Value) -> str:
    """«4 из 5», a choice, or the words themselves (plain text)."""
    if ask in RATED:
        return f"{value} из 5"
    return CHOICE_LABELS.get(ask, {}).get(str(value), str(value))
