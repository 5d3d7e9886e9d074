"""Change the code in one place at a time, and see whether a test fails: `make mutants`.

    python -m tools.mutants                          # every room below
    python -m tools.mutants counting questions       # only these
    python -m tools.mutants counting --sample 100    # a hundred of a room, drawn by --seed
    python -m tools.mutants counting --minutes 10    # as many of them as ten minutes allow
    python -m tools.mutants counting --again lived   # those that an earlier run printed, in a file

A mutant that no test notices is printed, and the exit status is 1 if fewer than 95 of 100 are
noticed. Those that live for a reason stand in tests/mutants.md, and are left out of that share; if
such a line stands for another number of places than it says, it is printed, and the status is 1.
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from tools.forked_tests import ROOT, import_what_is_slow, measure, outcome
from tools.mutations import Mutant, mutants_of

KNOWN = ROOT / "tests" / "mutants.md"
# helpers/ROOM is what is changed, and the tests of tests/ROOM must notice it.
ROOMS = ("counting", "questions", "cells", "conversion", "training", "figures")
# Of a picture, one pixel more or less is no fault, and a test could only repeat the number.
PICTURES = ("figures",)
LEAST_NOTICED = 0.95
# "- `what is printed, without the line's number` (2 places): the reason"; one place if not said.
_KNOWN = re.compile(r"- `(?P<change>.+?)`(?: \((?P<places>\d+) places\))?: ")
# The number of the line, in what is printed of a mutant.
_LINE = re.compile(r":\d+: ")


def main() -> int:
    """Try the mutants that the command line asks for; return 1 if too many live."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rooms", nargs="*", choices=[[], *ROOMS], default=[])
    parser.add_argument("--sample", type=int, help="try so many of each room")
    parser.add_argument("--seed", type=int, default=0, help="which ones, and in which order")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="the most for a room")
    parser.add_argument("--again", type=Path, help="a file with what an earlier run printed")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    import_what_is_slow()
    enough = [_room(room, arguments) for room in arguments.rooms or ROOMS]
    return 0 if all(enough) else 1


def _room(room: str, arguments: argparse.Namespace) -> bool:
    code = ROOT / "helpers" / room
    measured = measure(ROOT / "tests" / room, code)
    if measured is None:
        print(f"{room}: its tests fail without any change")
        return False
    every = [
        mutant
        for path in sorted(code.rglob("*.py"))
        for mutant in mutants_of(path, numbers=room not in PICTURES)
    ]
    known = _known(_lines(KNOWN), f"helpers/{room}/")
    places = Counter(map(_without_line, every))
    wrong = {change for change, said in known.items() if places[change] != said}
    for change in sorted(wrong):
        print(
            f"tests/mutants.md: `{change}` is of {known[change]} places there, not {places[change]}"
        )
    chosen = [mutant for mutant in every if _without_line(mutant) not in known.keys() - wrong]
    excepted = len(every) - len(chosen)
    if arguments.again is not None:
        lived = {_LINE.sub(": ", line, count=1) for line in _lines(arguments.again)}
        chosen = [mutant for mutant in chosen if _without_line(mutant) in lived]
    size = len(chosen) if arguments.sample is None else min(arguments.sample, len(chosen))
    if size < len(chosen) or arguments.minutes < float("inf"):
        # In an order that is drawn, so that whatever time allows is a sample of all.
        chosen = random.Random(arguments.seed).sample(chosen, size)
    end = time.monotonic() + 60 * arguments.minutes
    outcomes = Counter()
    for mutant in chosen:
        if time.monotonic() > end:
            break
        became = outcome(mutant, measured)
        outcomes[became] += 1
        if became == "lived":
            print(_line(mutant), flush=True)
        if sys.stderr.isatty() or outcomes.total() % 20 == 0:
            print(f"  {room}: {outcomes.total()} of {len(chosen)}", file=sys.stderr, flush=True)
    tried = outcomes.total()
    died = tried - outcomes["lived"]
    share = died / tried if tried else 1
    print(
        f"{room}: {died} of {tried} mutants noticed, {share:.1%}, {outcomes['stopped']} of them "
        f"because they took too long or crashed; the room has {len(every)}, of which {excepted} "
        "live for a reason (tests/mutants.md)",
        flush=True,
    )
    return share >= LEAST_NOTICED and not wrong


def _known(lines: list[str], folder: str) -> dict[str, int]:
    """Return what lives for a reason in a room, and in how many places it stands there."""
    found = [match for line in lines if (match := _KNOWN.match(line))]
    return {
        match["change"]: int(match["places"] or 1)
        for match in found
        if match["change"].startswith(folder)
    }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _line(mutant: Mutant) -> str:
    return f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}"


def _without_line(mutant: Mutant) -> str:
    """Return what stays the same when lines are added above."""
    return f"{mutant.path.relative_to(ROOT)}: {mutant.change}"


if __name__ == "__main__":
    sys.exit(main())
