"""Whether a failure is the database's own: it is away, locked or full, and the same may go well a little later."""

import socket
import sqlite3

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

# SQLite's words for «locked», «full», «the disk fails», «takes no writes», «can't be opened»; the lower byte of its
# longer codes
_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
# PostgreSQL's: the connection fails, resources are spent (53100 is a full disk), the server stops or starts, or takes
# no writes: it stands by for another one, or its disk is nearly full
_POSTGRES = ("08", "53", "57P", "25006")


def is_away(error: BaseException, *, connected: bool = False) -> bool:
    """Whether the database failed, and not what it was asked: asking again later may help.

    Once `connected`, a plain failure of the system (a file that is not there, a time-out) may be anybody's.
    """
    if isinstance(error, NoConnectionFree):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _says_so(error.orig)
    if isinstance(error, asyncpg.PostgresError):
        return _says_so(error)
    if connected:
        return False
    # a connection that can't be made fails in the driver's and the system's own words; one that tried several
    # addresses in a plain OSError
    return isinstance(error, ConnectionError | TimeoutError | socket.gaierror) or type(error) is OSError


def _says_so(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in _SQLITE
    return str(getattr(error, "sqlstate", None) or "").startswith(_POSTGRES)
