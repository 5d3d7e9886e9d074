"""What interactives show before anybody moves them, as still pictures.

Each function returns an image in HTML. A widget leaves it above its table, for readers on GitHub,
in print or wherever widgets are switched off. `alt` is the picture in words.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from helpers.counting import ParameterCount
from helpers.figures.palette import (
    BLUE,
    GATE_COLOURS,
    GREEN,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    VERMILION,
)
from helpers.figures.svg import arrow, box, dot, grid, line, picture, polygon, text
from helpers.text.numbers import power_of_ten, subscript
from helpers.text.words import words

_ROLE_SHADES = {"kernel": 0.75, "recurrent_kernel": 0.4, "bias": 0.15}
_LARGEST_GRID = 12  # cells along an axis that can still be counted
_LINE_COLOURS = (ORANGE, GREEN, VERMILION, BLUE, PURPLE, SKY)
_SMALLEST_CELL = 6  # pixels; smaller ones are no longer seen as cells


def gate_cards(count: ParameterCount, alt: str) -> str:
    """Draw the blocks of a layer to scale, gate beside gate, each with its sum, above the total.

    Rows of the kernel stand on rows of the recurrent kernel; the bias is one row below them.
    """
    features, units = count.sizes["features"], count.sizes["units"]
    cell = min(22.0, 150 / (features + units + 1))
    left, top, step = 20.0, 44.0, max(units * cell, 130) + 40
    nodes = []
    for name, gate in count.gates.items():
        colour = GATE_COLOURS[name]
        label = words("cell_picture")["blocks"][name]
        nodes.append(text(left, 26, f"{label['letter']}  {label['name']}", "b"))
        y = top
        for role, rows in (("kernel", features), ("recurrent_kernel", units), ("bias", 1)):
            if getattr(gate, role):
                shade = _ROLE_SHADES[role]
                if cell < _SMALLEST_CELL:
                    nodes.append(box(left, y, units * cell, rows * cell, colour, shade))
                else:
                    nodes.append(grid(left, y, (units, rows), cell, colour, shade))
                y += rows * cell + 6
        nodes.append(text(left, y + 20, f"{gate.total:,}"))
        left += step
    bottom = top + (features + units + 1) * cell + 12 + 60
    nodes.append(text(20, bottom, count.formula, "b"))
    return picture(left, bottom + 16, alt, *nodes)


def unrolled_cell(timesteps: int, alt: str) -> str:
    """Draw the same cell once for each step, h and c going on from one to the next."""
    shown = list(range(1, timesteps + 1))
    if timesteps > 7:
        shown = [1, 2, 3, 0, timesteps - 1, timesteps]  # 0 stands for those left out
    width, gap, top = 64, 36, 60
    nodes = []
    for place, step in enumerate(shown):
        x = 20 + place * (width + gap)
        middle = x + width / 2
        if place:
            nodes.append(arrow((x - gap, top + 18), (x - 2, top + 18)))
            nodes.append(arrow((x - gap, top + 40), (x - 2, top + 40)))
        if not step:
            nodes.append(text(middle, top + 34, "…", "m b"))
            continue
        for k, colour in enumerate(GATE_COLOURS.values()):
            nodes.append(box(x + k * width / 4, top, width / 4, 58, colour, 0.5))
        nodes.append(arrow((middle, top + 96), (middle, top + 62)))
        nodes.append(text(middle, top + 114, f"x{subscript(step)}", "m"))
        nodes.append(arrow((middle, top - 2), (middle, top - 26)))
        nodes.append(text(middle, top - 34, f"h{subscript(step)}", "m"))
    return picture(20 + len(shown) * (width + gap), top + 128, alt, *nodes)


def tensors(shapes: Sequence[tuple[str, tuple[int | None, ...]]], alt: str) -> str:
    """Draw one sample of each tensor: a row for each timestep, a column for each number."""
    left, lowest = 20.0, 0.0
    nodes = []
    for place, (name, shape) in enumerate(shapes):
        sizes = [size or 1 for size in shape[1:]]
        rows, columns = sizes if len(sizes) == 2 else (1, sizes[0])
        rows, columns = min(rows, _LARGEST_GRID), min(columns, _LARGEST_GRID)
        label = f"{name}  ({', '.join('None' if size is None else f'{size:,}' for size in shape)})"
        colour = PALE if place == 0 else GATE_COLOURS["output"]
        nodes.append(text(left, 24, label, "b"))
        nodes.append(grid(left, 40, (columns, rows), 18, colour, 0.35))
        lowest = max(lowest, 40 + rows * 18)
        left += max(columns * 18, 8.5 * len(label)) + 40
    return picture(left, lowest + 16, alt, *nodes)


def text_tensor(sizes: Mapping[str, int], alt: str) -> str:
    """Draw a tensor of three axes as a box, with the name and the size of each edge."""
    samples, timesteps, features = sizes.values()
    height, width, depth = 150, 190, 70
    x, y = 150, 100
    front = box(x, y, width, height, GATE_COLOURS["output"], 0.2)
    top = [(x, y), (x + depth, y - depth), (x + width + depth, y - depth), (x + width, y)]
    side = [top[2], (x + width + depth, y + height - depth), (x + width, y + height)]
    names = list(sizes)
    return picture(
        x + width + depth + 190,
        y + height + 44,
        alt,
        front,
        line(*top, colour=GATE_COLOURS["output"]),
        line(*side, colour=GATE_COLOURS["output"]),
        text(x - 12, y + height / 2, f"{samples:,} {names[0]}", "e b"),
        text(x + width / 2, y + height + 26, f"{timesteps:,} {names[1]}", "m b"),
        text(x + width + depth + 14, y + 6, f"{features:,} {names[2]}", "b"),
    )


def activation_curves(at: float, names: Mapping[str, str], alt: str) -> str:
    """Draw σ and tanh from −6 to 6, with a dot on each at one sum."""
    functions = {"sigmoid": lambda z: 1 / (1 + math.exp(-z)), "tanh": math.tanh}
    colours = (GATE_COLOURS["forget"], GATE_COLOURS["candidate"])
    nodes = []
    for place, ((name, function), colour) in enumerate(
        zip(functions.items(), colours, strict=True)
    ):
        left, zero, scale = 60 + place * 380, 110, 70

        curve = [(left + (k + 24) * 6.25, zero - scale * function(k / 4)) for k in range(-24, 25)]
        for bound in (-1, 0, 1):
            y = zero - scale * bound
            nodes.append(line((left, y), (left + 300, y), width=1))
            nodes.append(text(left - 8, y + 5, f"{bound}".replace("-", "−"), "e"))
        nodes.append(line(*curve, colour=colour, width=3))
        nodes.append(dot(left + (at + 6) * 25, zero - scale * function(at), INK, 6))
        nodes.append(text(left, 24, names[name], "b"))
    return picture(760, 196, alt, *nodes)


def bars_over_time(
    rows: Iterable[tuple[str, Sequence[float], str]],
    marks: Sequence[int],
    alt: str,
    words: Sequence[str] = (),
) -> str:
    """Draw rows of bars, a bar for each step: (name, values, colour). Values lie in −1 … 1.

    `marks` are the steps, counted from 0, above which a flag stands. Below each step stands its
    word, or its number where there are no `words`.
    """
    nodes, top, width, height, columns = [], 36.0, 62 if words else 44, 56, 0
    rows = list(rows)
    left = 40 + 9 * max(len(name) for name, *_ in rows)
    for name, values, colour in rows:
        columns = max(columns, len(values))
        lowest = -1 if min(values) < 0 else 0
        zero = top + height * (1 if lowest == 0 else 0.5)
        unit = height / (1 - lowest)
        nodes.append(text(20, top + height / 2 + 5, name, "b"))
        nodes.append(line((left, zero), (left + columns * width, zero), width=1))
        for step, value in enumerate(values):
            # The last bits of a trained value differ between processors; two decimals do not.
            size = unit * max(-1, min(round(float(value), 2), 1))
            y = zero - max(size, 0)
            nodes.append(box(left + 8 + step * width, y, width - 16, abs(size), colour, 0.6))
        top += height + 18
    for step in marks:
        x = left + step * width + width / 2
        nodes.append(line((x, 30), (x, 8), (x + 14, 14), (x, 20), colour=GATE_COLOURS["forget"]))
    nodes += [
        text(left + step * width + width / 2, top + 6, words[step] if words else f"{step + 1}", "m")
        for step in range(columns)
    ]
    return picture(left + 20 + columns * width, top + 18, alt, *nodes)


def shares_on_a_log_scale(
    lines: Mapping[str, Sequence[tuple[int, float]]], lowest: int, alt: str
) -> str:
    """Draw lines of (x, share) over powers of ten, from 1 down to 10 to the power of `lowest`."""
    left, top, width, height = 70, 20, 420, 240
    right = max(x for points in lines.values() for x, _ in points)
    nodes = []
    for exponent in range(0, lowest - 1, -3):
        y = top + height * exponent / lowest
        nodes.append(line((left, y), (left + width, y), width=1))
        nodes.append(text(left - 8, y + 5, power_of_ten(exponent), "e"))
    for x in (0, right):
        nodes.append(text(left + width * x / right, top + height + 22, str(x), "m"))
    for place, (name, points) in enumerate(lines.items()):
        colour = _LINE_COLOURS[place % len(_LINE_COLOURS)]
        places = [
            (left + width * x / right, top + height * max(math.log10(share), lowest) / lowest)
            for x, share in points
        ]
        nodes += [line(*places, colour=colour, width=3), *(dot(x, y, colour, 4) for x, y in places)]
        nodes.append(line((520, 40 + 26 * place), (544, 40 + 26 * place), colour=colour, width=4))
        nodes.append(text(552, 45 + 26 * place, name))
    return picture(820, top + height + 36, alt, *nodes)


def errors_by_units(
    lines: Mapping[str, Sequence[float]], units: Sequence[int], to_beat: float, alt: str
) -> str:
    """Draw errors over the number of units, a line each, on a scale of powers; dashed: to beat."""
    left, top, width, height = 60, 24, 420, 240
    every = [to_beat, *(error for errors in lines.values() for error in errors)]
    low, high = math.log(min(every)), math.log(max(every))

    def place(column: float, error: float) -> tuple[float, float]:
        share = (high - math.log(error)) / (high - low)
        return left + width * column / (len(units) - 1), top + height * share

    dashed = line(place(0, to_beat), place(len(units) - 1, to_beat), colour=INK)
    nodes = [dashed.replace("/>", ' stroke-dasharray="8 5"/>')]
    nodes.append(text(left - 8, place(0, to_beat)[1] + 5, f"{to_beat:.2f}", "e"))
    for column, count in enumerate(units):
        nodes.append(text(place(column, to_beat)[0], top + height + 24, f"LSTM({count})", "m"))
    for row, (name, errors) in enumerate(lines.items()):
        colour = _LINE_COLOURS[row % len(_LINE_COLOURS)]
        places = [place(column, error) for column, error in enumerate(errors)]
        nodes += [line(*places, colour=colour, width=3), *(dot(x, y, colour, 4) for x, y in places)]
        nodes.append(line((520, 40 + 26 * row), (544, 40 + 26 * row), colour=colour, width=4))
        nodes.append(text(552, 45 + 26 * row, name))
    return picture(680, top + height + 40, alt, *nodes)


def ends_of_seeds(
    runs: Sequence[tuple[str, float]], labels: Mapping[str, str], axis: str, alt: str
) -> str:
    """Draw a point for each run, (kind, power of ten of its error), over powers of ten.

    Each kind of `labels` has its own colour and form, and its number of runs behind its label.
    """
    left, top, width, height = 30, 60, 640, 150
    lowest = min(-6, math.floor(min(power for _, power in runs)))
    forms = {
        kind: (form, colour)
        for kind, form, colour in zip(
            labels, (dot, _diamond, _square), (GREEN, ORANGE, VERMILION), strict=True
        )
    }

    def place(power: float) -> float:
        return left + width * (power - lowest) / -lowest

    nodes, x = [], left
    for kind, (form, colour) in forms.items():
        label = f"{labels[kind]}: {sum(found == kind for found, _ in runs)}"
        nodes += [form(x, 21, colour), text(x + 12, 26, label)]
        x += 40 + 8.5 * len(label)
    for power in range(0, lowest - 1, -math.ceil(-lowest / 6)):
        nodes.append(line((place(power), top), (place(power), top + height), width=1))
        nodes.append(text(place(power), top + height + 22, power_of_ten(power), "m"))
    for run, (kind, power) in enumerate(runs):
        form, colour = forms[kind]
        # Spread evenly upwards, as in the view.
        share = run * 0.618 % 1
        nodes.append(form(place(min(power, 0)), top + 8 + share * (height - 16), colour))
    nodes.append(text(left, top + height + 46, axis))
    return picture(left + width + 30, top + height + 58, alt, *nodes)


def _diamond(x: float, y: float, colour: str) -> str:
    return polygon(((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)), colour)


def _square(x: float, y: float, colour: str) -> str:
    return polygon(((x - 5, y - 5), (x + 5, y - 5), (x + 5, y + 5), (x - 5, y + 5)), colour)


def padded_line(tokens: Sequence[str], places: int, behind: bool, masked: bool, alt: str) -> str:
    """Draw the words of a line and its padding, each in a box; a masked place has a dashed one."""
    pads = ["0"] * places
    row = [*tokens, *pads] if behind else [*pads, *tokens]
    nodes, left = [], 20.0
    for place, content in enumerate(row):
        is_word = (place < len(tokens)) if behind else (place >= places)
        width = 10 * len(content) + 22
        outline = box(left, 40, width, 44, GATE_COLOURS["output"] if is_word else PALE, 0.2)
        if masked and not is_word:
            outline = outline.replace("/>", ' stroke-dasharray="4 4"/>')
        nodes += [outline, text(left + width / 2, 67, content, "m b")]
        nodes.append(text(left + width / 2, 106, f"{place + 1}", "m"))
        left += width + 8
    return picture(left + 12, 120, alt, *nodes)


def shares_as_bars(shares: Sequence[float], alt: str) -> str:
    """Draw a bar for each share of 1, under the number of its place, counted from 1."""
    nodes, height = [], 140
    for place, share in enumerate(shares, start=1):
        x = 20 + 64 * (place - 1)
        size = height * min(round(share, 1), 1)  # no more than the table says
        nodes.append(box(x, 20, 44, height, PALE, 0.08))
        nodes.append(box(x, 20 + height - size, 44, size, GATE_COLOURS["output"], 0.7))
        nodes.append(text(x + 22, height + 44, str(place), "m"))
    return picture(40 + 64 * len(shares), height + 60, alt, *nodes)
