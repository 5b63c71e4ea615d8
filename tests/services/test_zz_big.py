import asyncio, time, os
from datetime import timedelta
async def test_big(sessions, now):
    from services import presence
    from tests.services.given_presence import given_hall
    from tests.services.given_events import STARTS_AT
    async with sessions.begin() as s:
        hall = await given_hall(s, now, offline=0, online=0)
        from db.models import Member, Registration
        ms=[Member(telegram_id=50000+i, full_name=f"M {i}", created_at=now, joined_at=now) for i in range(2000)]
        s.add_all(ms); await s.flush()
        s.add_all([Registration(event_id=hall.event_id, member_id=m.id, status="REGISTERED", attendance="OFFLINE", arrival=i, created_at=now, changed_at=now) for i,m in enumerate(ms)])
    t=STARTS_AT+timedelta(hours=1)
    for f in (lambda s: presence.board(s,hall.coordinator,hall.event_id,t), lambda s: presence.close(s,hall.coordinator,hall.event_id,1,t), lambda s: presence.board(s,hall.coordinator,hall.event_id,t), lambda s: presence.reopen(s,hall.coordinator,hall.event_id,1,t,t)):
        a=time.perf_counter()
        async with sessions.begin() as s: r=await f(s)
        print(round((time.perf_counter()-a)*1000), r)
