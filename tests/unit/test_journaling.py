"""Every act of a coordinator stands in the journal, and every act of the journal has words: read from the sources."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from screens.people import journal_acts

ROOT = Path(__file__).parents[2]
ACT = re.compile(r"[a-z_]+\.[a-z_]+")
RECORD = ("services.journal", "record")
# writes that are no acts, each with the reason
EXCUSED = {"services.events.code_words.word": "the club's key is made at its first use, whoever that is"}
_WRITING_CALLS = {"add", "add_all", "merge", "flush"}
_WRITING_STATEMENTS = {"insert", "insert_into", "update", "delete"}


@dataclass
class Function:
    """What one function of services calls, by module and name, and whether it writes by itself."""

    calls: set[tuple[str, str]] = field(default_factory=set)
    writes: bool = False
    asks_for_coordinator: bool = False


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [
        (".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(path.read_text()))
        for path in sorted((ROOT / "services").rglob("*.py"))
    ]


@cache
def functions() -> dict[tuple[str, str], Function]:
    return {
        (module, node.name): _read(module, node, _imports(tree))
        for module, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _imports(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """By local name: where a name of another module of services comes from; a module has no name of its own."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("services"):
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
    return found


def _read(module: str, node: ast.AST, imports: dict[str, tuple[str, str]]) -> Function:
    found = Function()
    for one in ast.walk(node):
        if isinstance(one, ast.Assign | ast.AugAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            flat = [part for target in targets for part in getattr(target, "elts", [target])]
            found.writes |= any(isinstance(part, ast.Attribute) for part in flat)
        if not isinstance(one, ast.Call):
            continue
        if isinstance(one.func, ast.Name):
            name = one.func.id
            found.writes |= name in _WRITING_STATEMENTS
            found.calls.add(imports.get(name, (module, name)))
        elif isinstance(one.func, ast.Attribute) and isinstance(one.func.value, ast.Name):
            owner, name = one.func.value.id, one.func.attr
            found.writes |= owner == "session" and name in {*_WRITING_CALLS, "delete"}
            found.asks_for_coordinator |= (owner, name) == ("actor", "coordinator")
            if owner in imports:
                package, submodule = imports[owner]
                found.calls.add((f"{package}.{submodule}", name))
    return found


def reaches(start: tuple[str, str], seen: set[tuple[str, str]] | None = None) -> set[tuple[str, str]]:
    """The function and all it calls, however deep."""
    seen = set() if seen is None else seen
    if start not in seen:
        seen.add(start)
        for call in functions()[start].calls if start in functions() else ():
            reaches(call, seen)
    return seen


def acts_of_coordinators() -> dict[str, set[tuple[str, str]]]:
    """Public functions that ask for a coordinator and write something, each with all they call."""
    found = {}
    for module, name in functions():
        if name.startswith("_"):
            continue
        reached = reaches((module, name))
        known = [functions()[one] for one in reached if one in functions() and one != RECORD]
        if any(one.asks_for_coordinator for one in known) and any(one.writes for one in known):
            found[f"{module}.{name}"] = reached
    return found


def test_the_walk_finds_what_it_is_for() -> None:
    assert {"services.events.event_changes.call_off", "services.people.roles.give"} <= acts_of_coordinators().keys()


def test_every_act_of_a_coordinator_is_recorded() -> None:
    silent = {name for name, reached in acts_of_coordinators().items() if RECORD not in reached}
    assert silent - EXCUSED.keys() == set(), "record it in the journal, or excuse it with a reason"
    assert EXCUSED.keys() - silent == set(), "excused for nothing"


def acts_in_sources() -> set[str]:
    """Codes handed to the journal: whole ones, and «area.» of those put together from two."""
    found: set[str] = set()
    for _, tree in modules():
        if not any(isinstance(node, ast.ImportFrom) and _takes_journal(node) for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACT.fullmatch(node.value):
                found.add(node.value)
    return found


def _takes_journal(node: ast.ImportFrom) -> bool:
    return node.module == "services" and any(alias.name == "journal" for alias in node.names)


def test_every_act_has_words() -> None:
    found = acts_in_sources()
    assert {"event.moved", "role.granted", "member.erased"} <= found
    assert found - journal_acts.ACTS.keys() == set(), "screens/people/journal_acts.py must say what was done"


def test_acts_put_together_from_two_have_words() -> None:
    """The callers of these name the second half."""
    assert {"roster.exported", "roster.printed"} <= journal_acts.ACTS.keys()
    source = "\n".join(path.read_text() for path in sorted((ROOT / "services/mailing").glob("announcement*.py")))
    named = set(re.findall(r'note\(\s*session, [a-z_]+(?:\(\))?, [a-z_]+, "([a-z_]+)"', source))
    assert {f"announcement.{act}" for act in named} - journal_acts.ACTS.keys() == set()
