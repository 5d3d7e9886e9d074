"""What the lessons are said back with, by the name of the lesson.

The sentences and what belongs into their gaps stand in helpers/text/en/summaries.json.
"""

from typing import Any

from helpers.questions.gaps import Gap, Summary
from helpers.text.words import words


def _part(part: str | dict[str, Any]) -> str | Gap:
    if isinstance(part, str):
        return part
    return Gap(part["right"], {wrong["filling"]: wrong["said"] for wrong in part["wrong"]})


SUMMARIES: dict[str, Summary] = {
    name: Summary([[_part(part) for part in line] for line in said["lines"]], said["ours"])
    for name, said in words("summaries").items()
}
