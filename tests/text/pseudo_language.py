"""A language that cannot be mistaken: every text of the catalogue in brackets, ⟦as here⟧."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpers.text.words import EDITIONS

ROOT = Path(__file__).parent.parent.parent
# What no edition translates: the language's own name, letters of gates, signs.
KEPT = {"language", "letter", "activation"}


def write_edition(folder: Path) -> Path:
    """Write the edition into `folder`, which GATE_BY_GATE_LANGUAGE may then name."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (EDITIONS / "en").glob("*.json"):
        words = bracketed(json.loads(file.read_text(encoding="utf-8")))
        text = json.dumps(words, ensure_ascii=False)
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder


def bracketed(value: Any, key: str = "") -> Any:
    match value:
        case dict():
            return {name: bracketed(inner, name) for name, inner in value.items()}
        case list():
            return [bracketed(inner) for inner in value]
        case str() if key not in KEPT and re.search("[A-Za-z]{2}", value):
            return f"⟦{value}⟧"
    return value


@cache
def rendered_in_the_edition() -> dict[str, Any]:
    """Return what `tests.text.rendered` prints where the edition is in use, rendered once."""
    with TemporaryDirectory() as folder:
        edition = str(write_edition(Path(folder) / "xx"))
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "tests.text.rendered"],
            cwd=ROOT, env={**os.environ, "GATE_BY_GATE_LANGUAGE": edition},
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def english(text: str) -> list[str]:
    """The words of `text` that stand outside of all brackets."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return re.findall(r"[A-Za-z]{2,}", text)
