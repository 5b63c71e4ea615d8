"""One pace for several processes: slots are given out by a script in Redis, which runs it for one at a time.

When Redis is away, each process keeps a slower pace of its own: better late than refused by Telegram.
"""

import time

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.sending import FloodLimit
from scheduler.pace import CATCH_UP_SECONDS, LATE_TIMER, PER_SECOND, RESERVE, LocalSlots

log = structlog.get_logger()

# as many processes as this may send while Redis is away, and still not go beyond what Telegram bears
_AWAY_SHARE = 4
_LOOK_AGAIN_SECONDS = 2.0
_ANSWER_SECONDS = 1.0
# it is away, or whatever answers at its address makes no sense
_NO_REDIS = (RedisError, OSError, ValueError, TypeError)

# the generic cell rate algorithm, twice: «all» is when the next message may leave, «own» when the next that nobody
# waits for. Spacing is counted in Redis's own time, so that clocks of machines need not agree.
_TAKE = """
local pause = redis.call('PTTL', KEYS[2])
if pause > 0 then return {1, tostring(pause / 1000)} end
local t = redis.call('TIME')
local now = t[1] + t[2] / 1000000
local all = tonumber(redis.call('HGET', KEYS[1], 'all') or '0')
local own = tonumber(redis.call('HGET', KEYS[1], 'own') or '0')
local free = all
if ARGV[1] == '0' and own > all then free = own end
if free > now then return {0, tostring(free - now)} end
redis.call('HSET', KEYS[1], 'all', string.format('%.6f', math.max(all, now - ARGV[4]) + ARGV[2]))
if ARGV[1] == '0' then
  redis.call('HSET', KEYS[1], 'own', string.format('%.6f', math.max(own, now - ARGV[5]) + ARGV[3]))
end
redis.call('PEXPIRE', KEYS[1], 60000)
return {0, '0'}
"""

# of two pauses the one that ends later holds
_TELL = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
"""


class SharedSlots:
    """Slots given out by the Redis at `url` to all processes of one bot. `close` it at the end."""

    def __init__(self, url: str, bot_id: int, per_second: float = PER_SECOND, reserve: float = RESERVE) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS, decode_responses=True
        )
        self._pace, self._pause = (f"nastavnik:{bot_id}:{name}" for name in ("pace", "pause"))
        self._spacing = [1 / (per_second + reserve), 1 / per_second, LATE_TIMER, CATCH_UP_SECONDS]
        self._take, self._tell = (self._redis.register_script(one) for one in (_TAKE, _TELL))
        self._alone = LocalSlots(per_second / _AWAY_SHARE, reserve / _AWAY_SHARE, time.monotonic)
        # Redis is not asked again before this moment
        self._away_until = 0.0

    async def take(self, *, reply: bool) -> float:
        """As `Slots.take`. Raises FloodLimit when Telegram has asked another process for silence."""
        if time.monotonic() < self._away_until:
            return await self._alone.take(reply=reply)
        try:
            told, after = await self._take([self._pace, self._pause], [int(reply), *self._spacing])
            silent, wait = int(told), float(after)
        except _NO_REDIS as error:
            self._lost(error)
            return await self._alone.take(reply=reply)
        self._found()
        if silent:
            raise FloodLimit(wait)
        return wait

    async def tell(self, seconds: float) -> None:
        """Telegram has asked for silence: the other processes keep it, too."""
        try:
            await self._tell([self._pause], [max(int(seconds * 1000), 1)])
        except _NO_REDIS as error:
            self._lost(error)

    async def close(self) -> None:
        await self._redis.aclose()

    def _lost(self, error: Exception) -> None:
        if not self._away_until:
            log.warning("Redis is away: each process keeps a slower pace of its own", reason=type(error).__name__)
        self._away_until = time.monotonic() + _LOOK_AGAIN_SECONDS

    def _found(self) -> None:
        if self._away_until:
            log.info("Redis is back: the pace is shared again")
        self._away_until = 0.0
