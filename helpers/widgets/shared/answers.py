"""What is right, and why all else is not: for readers without widgets."""

from html import escape

from helpers.questions.kinds import ChoiceQuestion, NumberQuestion


def answer_html(question: NumberQuestion | ChoiceQuestion) -> str:
    """Return the right answer, and what is said of each other one."""
    if isinstance(question, NumberQuestion):
        right = _said("b", f"{question.answer:,}", question.explanation)
        others = [_said("i", f"{wrong:,}", why) for wrong, why in question.mistakes.items()]
    else:
        (choice,) = (choice for choice in question.choices if choice.right)
        right = _said("b", choice.text, choice.feedback)
        others = [
            _said("i", choice.text, choice.feedback)
            for choice in question.choices
            if not choice.right
        ]
    items = "".join(f"<li>{other}</li>" for other in others)
    return f"<p>{right}</p>\n" + (f"<ul>{items}</ul>\n" if items else "")


def _said(element: str, answer: str, why: str) -> str:
    between = "" if answer.endswith((".", "!", "?")) else " ·"
    return f"<{element}>{escape(answer)}</{element}>{between} {escape(why)}"
