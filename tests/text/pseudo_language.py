"""A language that cannot be mistaken: every text of the catalogue in brackets, ⟦as here⟧."""

import json
import re
from pathlib import Path
from typing import Any

from helpers.text.words import EDITIONS

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


def english(text: str) -> list[str]:
    """The words of `text` that stand outside of all brackets."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return re.findall(r"[A-Za-z]{2,}", text)
