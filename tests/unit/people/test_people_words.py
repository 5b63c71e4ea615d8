"""Sentences about people put together of parts: right cases, no zeros, nothing said of nobody."""

from datetime import UTC, datetime

import pytest

from domain.paging import Page
from domain.people.members_desk import Contact, HistoryPair, Look, MemberHistory, MemberLine, Only, People
from domain.people.mydata import Holdings
from domain.people.organizations_desk import Look as DirectoryLook
from domain.people.organizations_desk import Organizations
from domain.people.organizations_import import Added, ImportPlan
from domain.vocabulary import Municipality, OrgType, PairStatus, Role
from screens.kit import Screen
from screens.people import (
    journal_acts,
    member_history,
    members_desk,
    mydata,
    mydata_file,
    organizations_desk,
    organizations_import,
    organizations_typed,
    roles,
)

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
NOBODY = Page(0, 1, 5)
LINE = MemberLine(1, "Светлова Анна", None, Contact.UNREACHABLE, NOW, joined=True)


def listed(only: Only, *lines: MemberLine) -> str:
    return members_desk.people(People(Look((), only, 0), lines, NOBODY, len(lines))).text.replace("\u00a0", " ")


@pytest.mark.parametrize("only", Only)
def test_only_a_lack_of_trouble_is_good_news(only: Only) -> None:
    trouble = only in (Only.UNREACHABLE, Only.BLOCKED, Only.UNFINISHED)
    assert ("и хорошо" in listed(only)) is trouble


def test_nothing_is_said_of_people_who_are_not_there() -> None:
    assert "Эти люди" in listed(Only.UNREACHABLE, LINE)
    assert "Эти люди" not in listed(Only.UNREACHABLE)


def test_a_label_inside_a_sentence_keeps_its_capitals() -> None:
    assert "администрация ОО: 0" in listed(Only.ADMIN)
    assert "без Telegram: 0" in listed(Only.NO_TELEGRAM)
    assert "вы в клубе: наставник, администрация ОО." in roles.told((Role.MENTOR, Role.ADMIN_TEAM)).text


def test_names_of_a_history_stay_in_the_nominative() -> None:
    pairs = (
        HistoryPair(1, "Лебедева Ирина Павловна", True, PairStatus.ACTIVE, NOW),
        HistoryPair(2, None, False, PairStatus.STOPPED, NOW),
    )
    told = member_history.history(MemberHistory(1, "Светлова Анна", (), (), (), pairs)).text.replace("\u00a0", " ")
    assert "• наставляемый: Лебедева Ирина Павловна, с 7 октября" in told
    assert "• наставник: больше не в клубе, с 7 октября 2026 года, остановлена" in told


def test_what_did_not_happen_is_not_counted() -> None:
    added = Added(2, "Школа № 901", OrgType.SCHOOL, Municipality.TYUMEN)
    done = organizations_import.applied(ImportPlan((added,), (), 3, ()), written=True)
    assert isinstance(done, Screen)
    assert done.text.replace("\u00a0", " ") == "Готово: 1 новая организация."


def test_one_person_is_not_everybody() -> None:
    assert organizations_typed.settled(1).endswith("из этой организации. Напишем об этом.")
    assert organizations_typed.settled(5).endswith("Напишем об этом каждому.")


def test_one_certificate_has_one_number() -> None:
    held = Holdings(**dict.fromkeys(Holdings.__dataclass_fields__, 0) | {"consented_at": NOW, "certificates": 1})
    told = mydata.confirm(held, withdraw=False, now=NOW).text.replace("\u00a0", " ")
    assert "• 1 сертификат: номер останется в реестре без имени" in told


def test_typed_quotes_nest() -> None:
    view = Organizations(DirectoryLook(("«маяк»",)), (), NOBODY, 0, guessed=False, waiting=0, archived=0)
    assert "· «„маяк“»: 0" in organizations_desk.organizations(view).text


def test_acts_of_the_export_are_said_in_words() -> None:
    _, labels = mydata_file.SECTIONS["audit_entry"]
    _, say = labels["act"]
    assert callable(say)
    assert [say(act) for act in journal_acts.ACTS] == list(journal_acts.ACTS.values())
