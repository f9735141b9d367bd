"""The jobs of every room of the intake; the worker imports this one file."""

from importlib import import_module
from importlib.util import find_spec

ROOMS = ("ask", "phone", "mailbox", "vault", "desk")

for room in ROOMS:
    if find_spec(f"intake.{room}.sweeps"):
        import_module(f"intake.{room}.sweeps")
