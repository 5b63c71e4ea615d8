"""Servers of a drill's own, which it may stop and kill: a cluster of PostgreSQL, a Redis."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A cluster of PostgreSQL under a folder of its own; `url` is that of its empty database."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"postgresql+asyncpg://postgres@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "-A", "trust", "-U", "postgres", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def restart_at_once(self) -> None:
        """As after a power cut: nobody is told, nothing is written first."""
        self.stop("immediate")
        self.start()

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        where = _PROGRAMS[-1].with_name(program)
        # it will not be run by root
        as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_whom, where, "-D", self._folder / "data", *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            # a server that lives on must not hold a pipe of ours
            stdout=(self._folder / "said").open("a"),
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        assert done.returncode == 0, (self._folder / "said").read_text()


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """Gone at the end of the block. Skips where there is no PostgreSQL to be had."""
    if not _PROGRAMS:
        pytest.skip("PostgreSQL's own programs are not installed")
    # not pytest's folder: another user has to reach it
    folder = Path(tempfile.mkdtemp(prefix="drill-postgres-"))
    try:
        if os.geteuid() == 0:
            try:
                user = pwd.getpwnam("postgres")
            except KeyError:
                pytest.skip("there is no user postgres, and root may not run PostgreSQL")
            os.chown(folder, user.pw_uid, user.pw_gid)
        (folder / "said").touch(mode=0o666)
        cluster = Cluster(folder)
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class OwnRedis:
    """A Redis that keeps nothing on disk, at `url`."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self._command = [program, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """`folder` on a disk of so many megabytes. Skips for whoever may not mount one."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk can't be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
