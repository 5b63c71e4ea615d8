"""One process serves a SQLite database at a time: a lock beside the file goes with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServed(Exception):
    """Another process serves this database."""


@contextmanager
def serving_alone(database: Path) -> Iterator[None]:
    """Nobody else may serve `database` for the time of the block. Raises AlreadyServed, OSError.

    Who only reads it, or writes a line and goes (`backup`, `invite`, `release`), asks for no lock and is not stopped.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    # the file stays: taking it away would let two processes lock two files of one name. It is only read: who puts a
    # copy back may be another user than who serves it
    lock = os.open(database.with_name(f"{database.name}.lock"), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed from None
        yield
    finally:
        os.close(lock)
