"""TextTensor: what it shows, for many settings, against Python's numbers."""

from helpers import TextTensor
from tests.browser.steps import drawn

LINES = [
    f"{start} fairest creatures we desire increase that thereby beauty's rose"[: 20 + 7 * length]
    for start, length in [("from", 1), ("thou", 3), ("but", 6), ("his", 0), ("self-substantial", 4)]
] * 10
WIDGET = ".gbg-text-tensor"
SETTINGS = [(50, 10, 300), (1, 1, 1), (6, 5, 2), (7, 10, 40), (8, 11, 64), (50, 30, 1024)]


def set_sizes(page, samples, timesteps, features):
    for name, value in {"samples": samples, "timesteps": timesteps, "features": features}.items():
        page.get_by_label(f"{name}, typed as a number").fill(str(value))
    drawn(page)


def shape(page):
    return tuple(int(text) for text in page.locator(".gbg-dimension b").all_inner_texts())


def leftovers(page):
    texts = page.locator(".gbg-leftovers [data-leftover] span").all_inner_texts()
    return [int(text.split()[0].replace(",", "")) for text in texts]


def chosen(page):
    drawn(page)
    return page.locator(".gbg-chosen-word").inner_text()


def test_shows_what_python_counts(show_widgets):
    page = show_widgets(TextTensor(LINES))
    rows = page.locator(".gbg-row-name").all_inner_texts()
    assert rows == ["line 1", "line 2", "line 3", "line 4", "line 5", "⋮", "line 50"]
    cell = page.locator("button.gbg-word[data-line='49'][data-word='0']")
    assert cell.inner_text() == "self-substantial"
    for setting in SETTINGS:
        set_sizes(page, *setting)
        python = TextTensor(LINES, setting[1], setting[2], samples=setting[0])
        assert shape(page) == python.shape
        lengths = [len(line) for line in python.tokens[: setting[0]]]
        padded = sum(max(0, setting[1] - length) for length in lengths)
        cut = sum(max(0, length - setting[1]) for length in lengths)
        assert leftovers(page) == [padded, cut]
        code = page.locator(f"{WIDGET} .gbg-code code").inner_text()
        assert code == f"keras.Input({python.shape[1:]})"
        assert f"(None, {setting[1]}, {setting[2]})" in page.locator(".gbg-keras p").inner_text()
        for name, size in zip(("sample", "timestep", "feature"), python.shape, strict=True):
            label = f"{size:,} {name}{'' if size == 1 else 's'}"
            assert page.locator(f".gbg-side-label[data-axis={name}s]").inner_text() == label
        assert page.locator("button.gbg-word:visible").count() <= setting[0] * setting[1]
        assert_grid(page, python)


GRID = """root => {
    const all = selector => [...root.querySelectorAll(selector)].filter(n => n.checkVisibility());
    const [chosen, ...more] = all('button.gbg-word[aria-pressed=true]');
    const [inner, outer] = [all('.gbg-thread')[0], chosen].map(n => n.getBoundingClientRect());
    return {
        numbers: all('.gbg-word-number').map(n => n.textContent).filter(text => text !== ''),
        words: all('button.gbg-word').map(n => [
            Number(n.dataset.line), Number(n.dataset.word), n.textContent,
            n.matches('.gbg-padding')]),
        cut: all('.gbg-cut').map(n => n.textContent).filter(text => text !== ''),
        chosen: 1 + more.length,
        strip: all('.gbg-strip .gbg-matrix').map(n => n.getBoundingClientRect().width),
        room: root.clientWidth - 2 * parseFloat(getComputedStyle(root).paddingLeft),
        thread: (inner.left + inner.right) / 2 - (outer.left + outer.right) / 2,
    };
}"""


def assert_grid(page, widget):
    """Assert that the cells hold the words of their places, and what is no cell what is cut."""
    shown = page.locator(WIDGET).evaluate(GRID)
    samples, timesteps, features = widget.shape
    numbers = shown["numbers"]
    assert (numbers[0], numbers[-1]) == ("1", f"{timesteps}")
    assert numbers == [f"{n}" for n in range(1, timesteps + 1)] or numbers[-2] == "…"
    for line, word, text, padded in shown["words"]:
        tokens = widget.tokens[line]
        assert text == (tokens[word] if word < len(tokens) else "")
        assert padded == (word >= len(tokens))
    if timesteps < 5 and samples < 7:
        cut = [word for tokens in widget.tokens[:samples] for word in tokens[timesteps:]]
        assert shown["cut"] == cut
    # Cells of 22 pixels: all of them, or as many as there is room for, a gap and the last one.
    cells = [round(width / 22) for width in shown["strip"]]
    if len(cells) == 1:
        assert cells == [features]
    else:
        assert cells[1] == 1
        assert sum(shown["strip"]) + 22 <= shown["room"] - 38 < sum(shown["strip"]) + 44
    assert shown["chosen"] == 1
    assert abs(shown["thread"]) < 2


def test_mouse_keyboard_and_sliders_choose_a_word(show_widgets):
    page = show_widgets(TextTensor(LINES))
    page.locator("button.gbg-word[data-line='1'][data-word='2']").hover()
    assert chosen(page) == "line 2, word 3: “creatures”"
    page.get_by_role("slider", name="timesteps").focus()
    lit = page.locator(f"{WIDGET} .gbg-on").evaluate_all("all => all.map(n => n.dataset.axis)")
    assert lit == ["timesteps"] * page.locator(f"{WIDGET} [data-axis=timesteps]").count()
    page.locator("button.gbg-word[tabindex='0']").focus()
    assert page.locator(f"{WIDGET} .gbg-on").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert chosen(page) == "line 3, word 2: “fairest”"
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    assert chosen(page) == "line 50, word 2: “fairest”"
    page.get_by_label("samples, typed as a number").fill("4")
    assert chosen(page).startswith("line 4, word 2")

    height = page.locator(WIDGET).bounding_box()["height"]
    for name in ("samples", "timesteps", "features"):
        slider = page.get_by_role("slider", name=name)
        before = shape(page)
        slider.press("Home")
        slider.press("ArrowRight")
        drawn(page)
        assert shape(page) != before
        assert page.locator(WIDGET).bounding_box()["height"] == height
    assert shape(page) == (2, 2, 2)


def test_axe_finds_nothing_and_nothing_overflows(show_widgets, violations_in_both_themes):
    page = show_widgets(TextTensor(LINES), viewport={"width": 640, "height": 720})
    set_sizes(page, 50, 10, 300)
    assert violations_in_both_themes(page, WIDGET) == []
    set_sizes(page, 1, 1, 1)
    page.locator("button.gbg-word").first.focus()
    assert violations_in_both_themes(page, WIDGET) == []
    assert page.locator(WIDGET).evaluate("node => node.scrollWidth - node.clientWidth") == 0
