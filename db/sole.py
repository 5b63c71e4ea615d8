"""One process serves a SQLite database at a time: a lock beside the file goes with its process, however that ends."""

import fcntl
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
    # the file stays: taking it away would let two processes lock two files of one name
    with database.with_name(f"{database.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed from None
        yield
