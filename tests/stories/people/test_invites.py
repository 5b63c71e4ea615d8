"""A coordinator's one-time link, from the chat's side."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import AuditEntry, Invite, MemberRole
from domain.vocabulary import Role
from services.people import invites
from tests.services.given_people import rows_about_people
from tests.stories.conftest import Club


async def invite(club: Club) -> str:
    async with club.sessions.begin() as session:
        return await invites.create(session, Role.COORDINATOR, club.now)


async def coordinators(club: Club) -> int:
    async with club.sessions.begin() as session:
        query = select(func.count()).select_from(MemberRole).where(MemberRole.role == Role.COORDINATOR)
        return await session.scalar(query) or 0


async def unused(club: Club) -> int:
    async with club.sessions.begin() as session:
        query = select(func.count()).select_from(Invite).where(Invite.used_at.is_(None))
        return await session.scalar(query) or 0


async def test_a_stranger_consents_and_becomes_a_coordinator(club: Club) -> None:
    maria = club.maria
    await maria.starts(f"i_{await invite(club)}")
    assert "Согласие на обработку персональных данных" in maria.sees
    async with club.sessions.begin() as session:
        assert await rows_about_people(session) == {"invite": 1, "audit_entry": 1}, "only the invitation itself"

    await maria.taps("Даю согласие", times=2)
    assert maria.sees.startswith("Вы уже координатор"), "the second tap finds the work done"
    assert await coordinators(club) == 1
    async with club.sessions.begin() as session:
        acts = (await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id))).all()
    assert acts == ["invite.created", "invite.redeemed"]

    await maria.taps("Продолжить")
    assert maria.sees.startswith("Шаг 1 из 7")


async def test_a_member_becomes_a_coordinator_at_once(club: Club) -> None:
    maria = club.maria
    await maria.joins(name="Озерова Мария Львовна")
    await maria.starts(f"i_{await invite(club)}")
    assert maria.sees == "Теперь вы координатор клуба."
    assert "🛠 Рабочий стол" in maria.buttons

    await maria.says("/profile")
    assert "Роль: Молодой педагог, Координатор" in maria.sees


async def test_who_declines_leaves_the_link_unused(club: Club) -> None:
    maria = club.maria
    await maria.starts(f"i_{await invite(club)}")
    await maria.taps("Не сейчас")

    assert await unused(club) == 1
    async with club.sessions.begin() as session:
        assert set(await rows_about_people(session)) == {"invite", "audit_entry"}


async def test_used_expired_and_wrong_links_answer_alike(club: Club) -> None:
    anna, maria, vera = club.anna, club.maria, club.stranger()
    await anna.joins()
    await maria.joins(name="Озерова Мария Львовна")
    used = await invite(club)
    await maria.starts(f"i_{used}")
    expired = await invite(club)
    club.telegram.clock.advance(timedelta(hours=48))

    answers = set()
    for payload in (used, expired, "A" * 22, "", "_" * 62, used[:-1]):
        await anna.starts(f"i_{payload}")
        answers.add(anna.sees)
        await vera.starts(f"i_{payload}")
        answers.add(vera.sees)

    assert len(answers) == 1
    assert answers.pop().startswith("Эта ссылка не подошла")
    assert await coordinators(club) == 1


async def test_a_link_that_expires_over_the_consent_leaves_nothing_behind(club: Club) -> None:
    maria = club.maria
    await maria.starts(f"i_{await invite(club)}")
    club.telegram.clock.advance(timedelta(hours=48))
    await maria.taps("Даю согласие")

    assert maria.sees.startswith("Эта ссылка не подошла")
    async with club.sessions.begin() as session:
        assert set(await rows_about_people(session)) == {"invite", "audit_entry"}


async def test_a_coordinator_does_not_burn_a_link(club: Club) -> None:
    maria, pavel = club.maria, club.pavel
    await maria.joins(name="Озерова Мария Львовна")
    await maria.starts(f"i_{await invite(club)}")
    second = await invite(club)
    await maria.starts(f"i_{second}")
    assert maria.sees.startswith("Вы уже координатор")

    await pavel.joins(name="Громов Павел Ильич")
    await pavel.starts(f"i_{second}")
    assert pavel.sees == "Теперь вы координатор клуба."


@pytest.mark.parametrize("payload", ["i_", "i_%00", "i_A B", "i_" + "я" * 40])
async def test_garbage_behind_the_sign_of_a_link(club: Club, payload: str) -> None:
    """Typed by hand: Telegram itself would not carry such a payload."""
    anna = club.anna
    await anna.starts()
    await anna.says(f"/start {payload}")

    assert anna.sees.startswith("Эта ссылка не подошла")


async def test_joining_in_progress_is_only_suspended_by_a_link(club: Club) -> None:
    maria = club.maria
    await maria.starts()
    await maria.taps("Вступить")
    await maria.taps("Даю согласие")
    await maria.taps("Наставник")
    await maria.starts(f"i_{await invite(club)}")
    assert maria.sees.startswith("Теперь вы координатор клуба. Права уже действуют")
    await maria.taps("Продолжить")

    assert maria.sees.startswith("Шаг 2 из 7")
