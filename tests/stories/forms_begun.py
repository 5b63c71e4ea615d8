"""Forms in the middle, for the matrix of who may do what: whoever has begun one may have lost the right meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.events import event_draft, event_plan
from domain.events.event_changes import Change
from domain.events.event_changes import Draft as ChangeDraft
from domain.events.event_questions import Asking, SetUp, SetUpStep
from domain.events.newcomers import Newcomer
from domain.events.roster import Look as RosterLook
from domain.events.roster_marks import MarkFile
from domain.events.speed import LimitDraft
from domain.mailing import announcement_buttons
from domain.mailing.announcement_run import Correcting
from domain.mailing.announcement_sending import Awaited, Awaiting
from domain.mailing.announcements import Target
from domain.mailing.audience_choice import Search
from domain.mailing.composing import Composing
from domain.mailing.letters import Writing
from domain.mentoring import card_form, meeting_notes, pair_feedback, relay, request_form
from domain.mentoring.blocks import BlockDraft
from domain.mentoring.cards import NoteDraft
from domain.mentoring.goals import GoalDraft
from domain.mentoring.handover import Handing
from domain.mentoring.inbox import Reply, Typing
from domain.mentoring.manual_pair import Draft as PairDraft
from domain.mentoring.meetings import MeetingDraft, PlaceDraft
from domain.mentoring.mentor_group_form import GroupDraft, GroupEdit
from domain.mentoring.mentor_group_form import Step as GroupStep
from domain.mentoring.mentor_group_talk import CallDraft, GroupWriting
from domain.mentoring.mentor_load import Look
from domain.mentoring.past_meetings import PastDraft
from domain.mentoring.queue import Picks
from domain.mentoring.relay import Outgoing, RelayKind
from domain.mentoring.request_views import Answering
from domain.people import members_desk
from domain.people.blocking import Closing
from domain.people.corrections import Correction
from domain.people.enrolling import begun
from domain.people.joining import Answers, Step
from domain.people.merging import Seeking
from domain.people.organizations_desk import OrganizationForm
from domain.people.organizations_merging import Seeking as SeekingOrganization
from domain.people.organizations_typed import Settling
from domain.people.partners import PartnerDraft, PartnerField
from domain.tips import proposals
from domain.tips.reactions import Searching, Trying
from domain.vocabulary import Attendance, Direction, MentoringForm, QuestionKind, Role
from handlers import drafts
from handlers.events import presence

Forms = Mapping[str, drafts.Form]

# of these nothing is kept but that words are awaited
ONLY_AWAITED = {
    drafts.MENTOR_PAUSE,
    drafts.SCHOOL_ADMINS,
    drafts.DESK_PAIRS,
    drafts.CLAIMS,
    drafts.ORGANIZATIONS,
    drafts.ORGANIZATIONS_IMPORT,
    drafts.CERTIFICATE_NAMES,
    # those who join are tried by a form of their own: nobody else is in the middle of it
    drafts.JOINING,
    # about oneself
    drafts.PROFILE,
    drafts.TIP_SEARCH,
}
_NEWCOMER = Answers(
    role=Role.MENTOR, full_name="Вешняя Зоя Фёдоровна", organization_text="Школа у реки", position="учитель истории"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form keeps without a class of its own."""

    value: Any

    def dump(self) -> Any:
        return self.value

    @classmethod
    def load(cls, dumped: Any) -> "Kept":
        return cls(dumped)


def forms_begun(ids: Mapping[str, int], now: datetime) -> Forms:
    """By router, or by handler where it needs another: the same for everybody, about the mentee's and the mentor's."""
    of_mentoring = _of_mentoring(ids, now) | _of_pairs(ids, now) | _of_groups(ids, now)
    return _of_events(ids, now) | of_mentoring | _of_desk(ids, now)


def _of_events(ids: Mapping[str, int], now: datetime) -> dict[str, drafts.Form]:
    event_id = ids["event_id"]
    plan = event_plan.EventPlan(title="Знакомимся")
    edited = event_draft.Draft(plan=plan, event_id=event_id, edited=event_plan.Step.TITLE)
    return {
        drafts.SPEED: LimitDraft(ids["speed_desk.event_id"]),
        drafts.EVENT_ANSWERS: Asking(event_id, ids["question_id"]),
        drafts.EVENT_CHANGES: ChangeDraft(Change.CALL_OFF, event_id, note="Холодно", shown=now),
        drafts.EVENT_QUESTIONS: SetUp(event_id, SetUpStep.TEXT, QuestionKind.TEXT),
        drafts.EVENT_PLAN: event_draft.Draft(),
        drafts.EVENT_EDIT: edited,
        drafts.ROSTER: RosterLook(event_id),
        drafts.ROSTER_FILES: MarkFile(event_id),
        drafts.NEWCOMERS: Newcomer(event_id, consented=True, distinct=True, answers=_NEWCOMER),
        drafts.FEEDBACK: Kept(ids["feedback.event_id"]),
        presence.KEY: Kept({"word": event_id, "door": event_id}),
    }


def _of_mentoring(ids: Mapping[str, int], now: datetime) -> dict[str, drafts.Form]:
    """Cards, requests, the coordinators' view of them."""
    return {
        drafts.REQUEST: request_form.Draft(request_form.Step.WAY),
        drafts.MENTOR_CARD: card_form.Draft(),
        drafts.MY_REQUESTS: Answering(ids["request_id"], now),
        drafts.INBOX: Reply(ids["request_id"], Typing.QUESTION),
        drafts.QUEUE: Picks(ids["request_id"]),
        drafts.CARD_REVIEW: NoteDraft(ids["mentor_id"], 1),
        drafts.MENTOR_LOAD: Look(member_id=ids["mentor_id"]),
        drafts.MANUAL_PAIR: PairDraft(
            mentee_id=ids["mentee_id"],
            apart=True,
            form=MentoringForm.ONE_TO_ONE,
            directions=(Direction.METHODICAL,),
            themed=True,
            mentor_id=ids["mentor_id"],
        ),
        drafts.HANDOVER: Handing(ids["pair_id"]),
        drafts.BLOCKS: BlockDraft(ids["mentee_id"]),
    }


def _of_pairs(ids: Mapping[str, int], now: datetime) -> dict[str, drafts.Form]:
    pair_id, meeting_id, over_id = ids["pair_id"], ids["meeting_id"], ids["pair_feedback.pair_id"]
    tomorrow = now + timedelta(days=1)
    return {
        drafts.MEETINGS: MeetingDraft(pair_id, meeting_id, options=(tomorrow,), way=Attendance.ONLINE),
        drafts.MEETING_PLACE: PlaceDraft(meeting_id, Attendance.OFFLINE),
        drafts.MEETING_NOTES: meeting_notes.NoteDraft(ids["meeting_notes.meeting_id"], meeting_notes.Ask.DONE),
        drafts.PAST_MEETINGS: PastDraft(pair_id, now),
        drafts.PAIR_FEEDBACK: pair_feedback.TypedAnswer(over_id, pair_feedback.Ask.HELPED),
        drafts.THANKS: pair_feedback.ThanksDraft(over_id),
        drafts.GOALS: GoalDraft(pair_id, ids["goal_id"]),
        drafts.RELAY: relay.Writing(pair_id, now),
        "relay:send_pending": relay.Writing(pair_id, now, (Outgoing(RelayKind.TEXT, "Жду"),)),
    }


def _of_groups(ids: Mapping[str, int], now: datetime) -> dict[str, drafts.Form]:
    group_id, tomorrow = ids["group_id"], now + timedelta(days=1)
    return {
        drafts.MENTOR_GROUP: GroupDraft(GroupStep.SUMMARY, "Тихий старт", Direction.METHODICAL, "Разбираем уроки.", 3),
        drafts.GROUP_EDIT: GroupEdit(group_id, GroupStep.TITLE),
        drafts.GROUP_TALK: GroupWriting(group_id, (Outgoing(RelayKind.TEXT, "Жду"),)),
        drafts.GROUP_CALL: CallDraft(group_id, at=tomorrow, way=Attendance.ONLINE, placed=True),
    }


def _of_desk(ids: Mapping[str, int], now: datetime) -> dict[str, drafts.Form]:
    """People, letters, announcements, tips."""
    announcement_id, letter_id, mentee_id = ids["announcement_id"], ids["letter_id"], ids["mentee_id"]
    pending = (Outgoing(RelayKind.TEXT, "И ещё"),)
    return {
        drafts.PEOPLE: members_desk.Look(("светлова",)),
        drafts.PARTNERS: PartnerDraft(PartnerField.NAME, ids["partner_id"]),
        drafts.CORRECTIONS: Correction(mentee_id, Step.ORGANIZATION_PICK, Answers(organization_query="901")),
        drafts.BLOCKING: Closing(mentee_id, "спам"),
        drafts.MERGING: Seeking(mentee_id),
        drafts.ENROLLING: Newcomer(begun().event_id, consented=True, distinct=True, answers=_NEWCOMER),
        drafts.ORGANIZATION_FORM: OrganizationForm(ids["organization_id"]),
        drafts.ORGANIZATIONS_TYPED: Settling("школа у реки"),
        drafts.ORGANIZATIONS_MERGING: SeekingOrganization(ids["organization_id"]),
        drafts.LETTERS: Writing(letter_id, now),
        "letters:send_waiting": Writing(letter_id, now, pending),
        drafts.LETTERS_DESK: Writing(letter_id, now),
        "letters_desk:send_waiting": Writing(letter_id, now, pending),
        drafts.AUDIENCE: Search(announcement_id),
        drafts.COMPOSING: Composing(announcement_id),
        drafts.CORRECTING: Correcting(announcement_id, 1),
        drafts.ANNOUNCEMENT_BUTTONS: announcement_buttons.Asking(announcement_id, Target.LINK),
        drafts.ANNOUNCEMENT_SENDING: Awaiting(announcement_id, Awaited.REASON),
        drafts.TIP_PROPOSALS: proposals.Draft(),
        drafts.TIP_MODERATION: proposals.Mending(ids["tip_moderation.tip_id"], 0, proposals.Mended.NOTE),
        drafts.TIP_REACTIONS: Trying(ids["tip_id"]),
        drafts.TIP_SEARCH: Searching(),
    }
