"""Rules that can break, by name. One table in `screens/errors.py` turns each into words and a next step.

A module for each area, all of them one namespace: whoever raises or catches need not know where a rule lives.
"""

# ruff: noqa: F403 (whatever an area names is named here: one place to add an error)

from domain.errors.events import *
from domain.errors.mailing import *
from domain.errors.mentoring import *
from domain.errors.people import *
from domain.errors.shared import *
from domain.errors.tips import *
