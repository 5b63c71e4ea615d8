"""Rounds of matching go on by themselves: worked out in a process of their own, sent one request after another."""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime

import structlog

from db.engine import Session, Sessions
from domain.actors import Actor
from domain.mentoring import rounds
from domain.mentoring.rounds import Placed, Problem
from domain.vocabulary import RoundState
from screens.kit import PAGE_SIZE, Screen
from screens.mentoring import rounds as screens
from services.mentoring import matching, round_work
from services.mentoring import rounds as services
from services.mentoring.round_work import Work

log = structlog.get_logger()

Solve = Callable[[Problem], Awaitable[tuple[Placed, ...]]]


async def solve_apart(problem: Problem) -> tuple[Placed, ...]:
    """`domain.rounds.solve` in a new process: it shares no lock with the bot, and its memory returns with its end."""
    executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        placed = await asyncio.get_running_loop().run_in_executor(executor, rounds.solve, problem)
        # its end is waited for, so that its memory is back before anything else is begun
        await asyncio.to_thread(executor.shutdown)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return placed


async def go_on(sessions: Sessions, clock: Callable[[], datetime], solve: Solve = solve_apart) -> None:
    """Take the newest round as far as it goes without a person. Call often: a coordinator looks on."""
    async with sessions.begin() as session:
        work = await round_work.pending(session)
    if work is None:
        return
    if work.state is RoundState.COMPUTING:
        await _compute(sessions, clock, work, solve)
    else:
        await _send(sessions, clock, work)


async def _compute(sessions: Sessions, clock: Callable[[], datetime], work: Work, solve: Solve) -> None:
    try:
        placed = await solve(await _problem(sessions, work, clock()))
    except Exception:
        log.exception("a round was not worked out", round_id=work.round_id)
        async with sessions.begin() as session:
            await round_work.fail(session, work)
        return
    async with sessions.begin() as session:
        await round_work.store(session, work, placed, clock())


async def _problem(sessions: Sessions, work: Work, now: datetime) -> Problem:
    async with sessions.begin() as session:
        candidates = await matching.candidates(session, now)
        forbidden = await round_work.forbidden(session, work)
    waiting: list[rounds.Waiting] = []
    while True:
        # a transaction for each part, so that people's presses go in between
        async with sessions.begin() as session:
            part = await round_work.waiting(session, work, waiting[-1].request_id if waiting else 0, now)
        if not part:
            return Problem(candidates, tuple(waiting), forbidden)
        waiting += part


async def _send(sessions: Sessions, clock: Callable[[], datetime], work: Work) -> None:
    going_on = True
    while going_on:
        try:
            async with sessions.begin() as session:
                going_on = await round_work.send_next(session, work, clock())
        except Exception:
            # one request must not hold up the others
            log.exception("a request of a round was not sent", round_id=work.round_id)
            async with sessions.begin() as session:
                going_on = await round_work.give_up(session, work)


async def draw_progress(session: Session, actor: Actor, round_id: int, now: datetime) -> Screen:
    return screens.overview(await services.overview(session, actor, 0, PAGE_SIZE, now))


DRAWERS = {screens.LIVE_ROUND: draw_progress}
