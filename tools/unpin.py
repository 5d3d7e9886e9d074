"""Take the upper limits and exact pins out of pyproject.toml: `make unpinned`, then `make lock`.

What the newest versions of everything break, whether or not we let them in, is seen once a week
(.github/workflows/test.yml) and not on the day when somebody raises a limit.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A requirement: "keras>=3.13.2,<3.16".
_REQUIREMENT = re.compile(r'"[\w-]+[>=]=[^"]*"')
# Tests ask for a range with two ends; no package has come so far.
NO_LIMIT = "<9999"


def unpinned(project: str) -> str:
    """Return the text of a pyproject.toml whose requirements have only their lowest versions."""

    def without_limit(found: re.Match[str]) -> str:
        requirement, semicolon, marker = found[0].partition(";")
        requirement = re.sub(r"<(?!=)[\d.]+", NO_LIMIT, requirement.replace("==", ">="))
        return requirement + semicolon + marker

    start, head, requirements = project.partition("\ndependencies = [")
    requirements, tool, rest = requirements.partition("\n[tool.")
    return start + head + _REQUIREMENT.sub(without_limit, requirements) + tool + rest


def main() -> None:
    """Change the file in place."""
    path = ROOT / "pyproject.toml"
    path.write_text(unpinned(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
