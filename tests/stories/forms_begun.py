"""Forms in the middle, for the matrix of who may do what: whoever has begun one may have lost the right meanwhile."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.events.speed import LimitDraft
from domain.mentoring.handover import Handing
from domain.mentoring.manual_pair import Draft as PairDraft
from domain.mentoring.meetings import MeetingDraft, PlaceDraft
from domain.mentoring.mentor_group_form import GroupDraft, GroupEdit
from domain.mentoring.mentor_group_form import Step as GroupStep
from domain.mentoring.mentor_group_talk import CallDraft, GroupWriting
from domain.mentoring.mentor_load import Look
from domain.mentoring.past_meetings import PastDraft
from domain.mentoring.relay import Outgoing, RelayKind
from domain.mentoring.request_views import Answering
from domain.vocabulary import Attendance, Direction, MentoringForm
from handlers import drafts

Forms = Mapping[str, drafts.Form]


def forms_begun(ids: Mapping[str, int], now: datetime) -> Forms:
    """By router: the same form for everybody, about what is the mentee's and the mentor's."""
    pair_id, group_id, meeting_id = ids["pair_id"], ids["group_id"], ids["meeting_id"]
    tomorrow = now + timedelta(days=1)
    return {
        drafts.SPEED: LimitDraft(ids["speed_desk.event_id"]),
        drafts.MY_REQUESTS: Answering(ids["request_id"], now),
        drafts.MENTOR_LOAD: Look(member_id=ids["mentor_id"]),
        drafts.MANUAL_PAIR: PairDraft(
            mentee_id=ids["mentee_id"],
            apart=True,
            form=MentoringForm.ONE_TO_ONE,
            directions=(Direction.METHODICAL,),
            themed=True,
            mentor_id=ids["mentor_id"],
        ),
        drafts.HANDOVER: Handing(pair_id),
        drafts.MENTOR_GROUP: GroupDraft(GroupStep.SUMMARY, "Тихий старт", Direction.METHODICAL, "Разбираем уроки.", 3),
        drafts.GROUP_EDIT: GroupEdit(group_id, GroupStep.TITLE),
        drafts.GROUP_TALK: GroupWriting(group_id, (Outgoing(RelayKind.TEXT, "Жду"),)),
        drafts.GROUP_CALL: CallDraft(group_id, at=tomorrow, way=Attendance.ONLINE, placed=True),
        drafts.MEETINGS: MeetingDraft(pair_id, meeting_id, options=(tomorrow,), way=Attendance.ONLINE),
        drafts.MEETING_PLACE: PlaceDraft(meeting_id, Attendance.OFFLINE),
        drafts.PAST_MEETINGS: PastDraft(pair_id, now),
    }
