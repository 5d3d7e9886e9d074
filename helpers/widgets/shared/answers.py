"""What is right, and why all else is not: for readers without widgets."""

from html import escape

from helpers.questions.kinds import ChoiceQuestion, NumberQuestion


def answer_html(question: NumberQuestion | ChoiceQuestion) -> str:
    """Return the right answer, and what is said of each other one."""
    if isinstance(question, NumberQuestion):
        right = f"<b>{question.answer:,}</b> · {escape(question.explanation)}"
        others = [f"{wrong:,} · {escape(why)}" for wrong, why in question.mistakes.items()]
    else:
        (choice,) = (choice for choice in question.choices if choice.right)
        right = f"<b>{escape(choice.text)}</b> · {escape(choice.feedback)}"
        others = [
            f"{escape(choice.text)} · {escape(choice.feedback)}"
            for choice in question.choices
            if not choice.right
        ]
    items = "".join(f"<li>{other}</li>" for other in others)
    return f"<p>{right}</p>\n" + (f"<ul>{items}</ul>\n" if items else "")
