"""The cell stepper: one LSTM, one sequence, and every number inside the cell, step by step."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import traitlets

from helpers.cells import LSTMTrace, split_gates, trace_lstm
from helpers.checks.arguments import whole_number
from helpers.checks.arrays import Array
from helpers.counting import GATES
from helpers.figures.cell import cell_picture, cell_places
from helpers.figures.palette import GATE_COLOURS, PALE
from helpers.figures.stills import bars_over_time
from helpers.text.numbers import DECIMALS, MINUS, decimals, packed, subscript
from helpers.text.refusals import refusal
from helpers.text.tables import html_table
from helpers.widgets.shared.lesson_widget import LessonWidget
from helpers.widgets.shared.traits import OneOf, WholeNumber

BLOCKS = tuple(GATES["LSTM"])
STAGES = 4
# What can still be read from the back row: a unit is a line of the picture, a feature a number that
# enters, a timestep a bar of the small pictures.
LARGEST = {"units": 8, "features": 8, "timesteps": 60}


class CellStepper(LessonWidget, files="cell_stepper"):
    """An LSTM taken through a sequence: what enters, the four blocks, the memory c, the output h.

    Parameters
    ----------
    layer
        a built `keras.layers.LSTM` of at most 8 units on at most 8 features.
    x
        one sequence, (timesteps, features), of at most 60 steps.
    initial_state
        h and c before the first step; zeros if None.
    step
        from 1 to the number of timesteps, in the order in which the cell reads.
    unit
        from 1 to the number of units.
    stage
        1 what enters, 2 the four blocks, 3 the new memory, 4 the output.
    block
        "input", "forget", "candidate" or "output": the one that is looked at closely.

    The last four are traits: they can be read, set and observed while the widget is shown. A wrong
    value raises a TypeError or ValueError, and the widget keeps the last good one. `trace` holds
    the values; row `step - 1` is the one that is shown.
    """

    step = traitlets.TraitType(1).tag(sync=True)
    unit = traitlets.TraitType(1).tag(sync=True)
    stage = WholeNumber(1, largest=STAGES).tag(sync=True)
    block = OneOf(BLOCKS[0], BLOCKS).tag(sync=True)

    cell = traitlets.Dict(read_only=True).tag(sync=True)
    # The course's picture of the cell, and where the numbers of a step stand in it.
    picture = traitlets.Unicode(read_only=True).tag(sync=True)
    places = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self, layer: Any, x: Any, *, initial_state: Sequence[Any] | None = None, **traits: Any
    ):
        """Trace `layer` over `x`, once; everything that is shown later comes from that trace."""
        self.trace = trace_lstm(layer, x, initial_state)
        (timesteps, features), units = self.trace.inputs.shape, self.trace.hidden_state.shape[1]
        self._sizes = {"units": units, "features": features, "timesteps": timesteps}
        for size, of in {"units": "layer", "features": "layer", "timesteps": "x"}.items():
            if self._sizes[size] > LARGEST[size]:
                raise ValueError(
                    refusal(
                        "at_most_seen",
                        of=of,
                        largest=LARGEST[size],
                        size=size,
                        given=self._sizes[size],
                    )
                )
        self._blocks = _blocks(layer.cell, self.trace)
        self._activation = _name(layer.cell.activation)
        self._squashed = _squashed(layer.cell, self.trace)
        super().__init__(**traits)

    @traitlets.validate("step")
    def _validate_step(self, proposal: dict[str, Any]) -> int:
        return whole_number("step", proposal["value"], largest=self._sizes["timesteps"])

    @traitlets.validate("unit")
    def _validate_unit(self, proposal: dict[str, Any]) -> int:
        return whole_number("unit", proposal["value"], largest=self._sizes["units"])

    @traitlets.default("picture")
    def _default_picture(self) -> str:
        return cell_picture().svg

    @traitlets.default("places")
    def _default_places(self) -> dict[str, list[float]]:
        return cell_places()

    @traitlets.default("cell")
    def _default_cell(self) -> dict[str, Any]:
        trace = self.trace
        return self._sizes | {
            "positions": [int(position) + 1 for position in trace.positions],
            "entering": _rows(_entering(trace)),
            "blocks": [block.packed() for block in self._blocks],
            "activation": self._activation,
            "c_prev": _rows(trace.previous_cell_state),
            "c": _rows(trace.cell_state),
            "squashed": _rows(self._squashed),
            "h": _rows(trace.hidden_state),
        }

    @property
    def formulas(self) -> dict[str, str]:
        """The formulas of the chosen unit at the chosen step, with their numbers filled in.

        Those of the four blocks by name, then those of "c" and "h".
        """
        words, t, unit, trace = self.words, self.step - 1, self.unit - 1, self.trace
        formulas = {}
        for block in self._blocks:
            weights = {f"w{k}": weight for k, weight in enumerate(block.weights[:, unit])}
            entering = {f"v{k}": value for k, value in enumerate(_entering(trace)[t])}
            bias = {} if block.bias is None else {"bias": block.bias[unit]}
            terms = [
                words["formulas"]["term"].format(weight=f"{{{w}}}", entering=f"{{{v}}}")
                for w, v in zip(weights, entering, strict=True)
            ]
            template = words["formulas"]["block"].format(
                name=words["symbols"][block.gate],
                activation=self._activation_name(block.activation),
                terms=" + ".join([*terms, *(f"{{{name}}}" for name in bias)]),
                sum="{sum}",
                value="{value}",
            )
            results = {"sum": block.sums[t, unit], "value": block.values[t, unit]}
            formulas[block.gate] = _filled(template, weights | entering | bias | results)
        numbers = {block.gate: block.values[t, unit] for block in self._blocks} | {
            "c_prev": trace.previous_cell_state[t, unit],
            "c": trace.cell_state[t, unit],
            "squashed": self._squashed[t, unit],
            "h": trace.hidden_state[t, unit],
        }
        activation = self._activation_name(self._activation)
        for name in ("c", "h"):
            template = words["formulas"][name].replace("{activation}", activation)
            formulas[name] = _filled(template, numbers)
        return formulas

    def _activation_name(self, activation: str) -> str:
        return self.words["activations"].get(activation, activation)

    def __repr__(self) -> str:
        """Return the sizes, and what is chosen."""
        sizes = ", ".join(f"{number} {name}" for name, number in self._sizes.items())
        names = ("step", "unit", "stage", "block")
        chosen = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"CellStepper(<LSTM: {sizes}>, {chosen})"

    def still_html(self) -> str:
        """Return the picture that stands above the table."""
        unit, symbols = self.unit - 1, self.words["symbols"]
        memory = {"c": self.trace.cell_state, "h": self.trace.hidden_state}
        rows = [
            (symbols[block.gate], block.values[:, unit], GATE_COLOURS[block.gate])
            for block in self._blocks
        ]
        rows += [(symbols[name], values[:, unit], PALE) for name, values in memory.items()]
        return bars_over_time(rows, (), self.words["still"].format(unit=self.unit))

    def fallback_html(self) -> str:
        """Return tables of the step that is shown, and of the chosen unit at every step.

        Two decimals are enough to follow the sums. More of them could differ from one CPU to the
        next, because activations in float32 do in their last bits.
        """
        return "\n".join(
            [self._table_of_entering(), self._table_of_step(), *self._tables_of_unit()]
        )

    def _table_of_entering(self) -> str:
        names = [
            f"{letter}{subscript(number)}"
            for letter, size in (("x", "features"), ("h", "units"))
            for number in range(1, self._sizes[size] + 1)
        ]
        words = self.words["table"]
        return html_table(
            words["entering"].format(step=self.step, steps=self._sizes["timesteps"]),
            [words["name"], *names],
            [[words["value"], *map(decimals, _entering(self.trace)[self.step - 1])]],
        )

    def _table_of_step(self) -> str:
        words, t = self.words, self.step - 1
        return html_table(
            words["table"]["step"].format(step=self.step, steps=self._sizes["timesteps"]),
            [words["unit"], *(words["symbols"][name] for name in (*BLOCKS, "c_prev", "c", "h"))],
            [
                [str(unit + 1), *self._numbers(t, unit, before=True)]
                for unit in range(self._sizes["units"])
            ],
        )

    def _tables_of_unit(self) -> list[str]:
        words, unit = self.words, self.unit - 1
        formulas = [[words["table"]["of"][name], text] for name, text in self.formulas.items()]
        steps = [
            [str(t + 1), *self._numbers(t, unit, before=False)]
            for t in range(self._sizes["timesteps"])
        ]
        return [
            html_table(
                words["table"]["formulas"].format(unit=self.unit, step=self.step),
                [words["table"]["part"], words["table"]["formula"]],
                formulas,
                left=(0, 1),
            ),
            html_table(
                words["table"]["through_time"].format(unit=self.unit),
                [words["step"], *(words["symbols"][name] for name in (*BLOCKS, "c", "h"))],
                steps,
            ),
        ]

    def _numbers(self, t: int, unit: int, *, before: bool) -> list[str]:
        trace = self.trace
        arrays = [block.values for block in self._blocks]
        arrays += [trace.previous_cell_state] if before else []
        return [
            decimals(array[t, unit]) for array in (*arrays, trace.cell_state, trace.hidden_state)
        ]


@dataclass(frozen=True, eq=False)
class _Block:
    """One block of the cell: its weights, and what it computed at every step.

    `weights` has a row for each number of [x, h] and a column for each unit.
    """

    gate: str
    activation: str
    weights: Array
    bias: Array | None
    sums: Array
    values: Array

    def packed(self) -> dict[str, Any]:
        """Return the block as it is sent to the browser."""
        arrays = {name: _rows(getattr(self, name)) for name in ("weights", "sums", "values")}
        bias = None if self.bias is None else packed(self.bias, DECIMALS)
        return {"gate": self.gate, "activation": self.activation, "bias": bias} | arrays


def _blocks(cell: Any, trace: LSTMTrace) -> list[_Block]:
    joined = np.vstack([_numpy(cell.kernel), _numpy(cell.recurrent_kernel)]).astype(float)
    bias = _numpy(cell.bias).astype(float) if cell.use_bias else None
    sums = split_gates(_entering(trace) @ joined + (0 if bias is None else bias))
    weights = split_gates(joined)
    biases = dict.fromkeys(BLOCKS) if bias is None else split_gates(bias)
    values = {
        "input": trace.input_gate,
        "forget": trace.forget_gate,
        "candidate": trace.candidate,
        "output": trace.output_gate,
    }
    return [
        _Block(
            gate=gate,
            activation=_name(cell.activation if gate == "candidate" else cell.recurrent_activation),
            weights=weights[gate],
            bias=biases[gate],
            sums=sums[gate],
            values=values[gate],
        )
        for gate in BLOCKS
    ]


def _entering(trace: LSTMTrace) -> Array:
    """Return [x, h] of every step: x, joined with the h of the step before."""
    return np.hstack([trace.inputs, trace.previous_hidden_state])


def _squashed(cell: Any, trace: LSTMTrace) -> Array:
    """Return what the activation makes of c, tanh(c) in an LSTM as Keras makes it."""
    return _numpy(cell.activation(trace.cell_state.astype(cell.compute_dtype))).astype(float)


def _numpy(tensor: Any) -> Array:
    from keras import ops

    return ops.convert_to_numpy(tensor)


def _name(activation: Any) -> str:
    return getattr(activation, "__name__", type(activation).__name__)


def _rows(array: Array) -> list[str]:
    return [packed(row, DECIMALS) for row in array]


def _filled(template: str, numbers: dict[str, float]) -> str:
    """Put numbers where a template has their names; a negative one after a sign in parentheses."""

    def number(name: re.Match[str]) -> str:
        text = decimals(numbers[name[1]])
        after_sign = template[: name.start()].endswith(("+ ", "× "))
        return f"({text})" if after_sign and text.startswith(MINUS) else text

    return re.sub(r"\{(\w+)\}", number, template)
