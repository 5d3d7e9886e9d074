"""The README's commands, pictures, links and list of lessons are those of the repository."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LESSONS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def title(lesson: str) -> str:
    import nbformat

    notebook = nbformat.read(ROOT / "notebooks" / lesson, as_version=4)
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def test_every_lesson_is_listed_by_its_title_and_in_order():
    listed = re.findall(r"^\| \[(\d\d) ([^\]]+)\]\(notebooks/([^)]+)\)", README, re.MULTILINE)
    assert [file for _, _, file in listed] == LESSONS
    for number, name, file in listed:
        assert file.startswith(number)
        assert name == title(file)


def test_every_lesson_has_a_link_to_binder():
    links = re.findall(
        r"^\[(\d\d)\]: https://mybinder\.org/v2/gh/(\S+)\?urlpath=(\S+)$", README, re.M
    )
    assert [path for _, _, path in links] == [f"lab/tree/notebooks/{file}" for file in LESSONS]
    assert len({repository for _, repository, _ in links}) == 1


def test_files_and_pictures_exist():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(targets) > 5
    for target in targets:
        assert (ROOT / target).exists(), target


def test_commands_are_those_of_the_makefile():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    commands = re.findall(r"make ([a-z]+)", README)
    assert len(commands) > 5
    for command in commands:
        assert command in targets, command


def test_rooms_in_the_table_exist():
    table = README[README.index("| room | job |") :].split("\n\n")[0]
    rooms = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+?) \|", table, re.M)))
    assert len(rooms) > 8
    for name in rooms:
        assert (ROOT / "helpers" / name).is_dir(), name
