"""What an LSTM returns for each setting of its switches: names, shapes, meanings and the code.

All of it is data with names of sizes in braces, so that a view can fill them in; the tests run the
code of every setting in Keras and compare. Pure Python, without Keras.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from helpers.counting import BATCH, MERGE_MODES, Size, symbolic_output_shapes

SECOND_UNITS = Size("second_units")
# Beyond this a line of code is broken, so that it fits beside the switches.
_LONGEST_LINE = 76


@dataclass(frozen=True)
class Switches:
    """The switches of the first layer. `merge_mode` counts only with `bidirectional`."""

    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    bidirectional: bool = False
    merge_mode: str | None = "concat"

    @property
    def separate(self) -> bool:
        """Whether the two directions come out as two tensors."""
        return self.bidirectional and self.merge_mode is None

    @property
    def joined_into_one(self) -> bool:
        """Whether the numbers of the two directions are mixed, so that neither can be read off."""
        return self.bidirectional and self.merge_mode in ("sum", "ave", "mul")


@dataclass(frozen=True)
class Half:
    """One direction's part of a tensor.

    `reads` is "forward" or "backward". `complete_at` is the end of the time axis, "first" or
    "last", at which this direction has read the whole sequence.
    """

    reads: str
    complete_at: str = "last"


@dataclass(frozen=True)
class Tensor:
    """A tensor that a layer returns.

    Parameters
    ----------
    name
        its variable in the code.
    shape
        symbolic, as in `helpers.counting`.
    kind
        "h" or "c".
    meaning
        key of the words that say what it is.
    halves, joined
        what it is made of, and how: None, "concat", "sum", "ave" or "mul".
    equals
        code that gives the same numbers from the other tensors, where there is such code.
    """

    name: str
    shape: tuple[Size, ...]
    kind: str
    meaning: str
    halves: tuple[Half, ...]
    joined: str | None = None
    equals: str | None = None


@dataclass(frozen=True)
class Refusal:
    """What Keras says to a setting that it cannot build: the line that raises, and how.

    `message` is Keras's own text, or the beginning of it where the rest lists internal objects;
    `{shape}` in it stands for `shape`. `cure` is the key of the words that say how to mend it.
    """

    line: str
    error: str
    message: str
    cure: str
    shape: tuple[Size, ...] = ()


@dataclass(frozen=True)
class Returned:
    """What comes out of one setting of the switches, with a second layer or without."""

    code: tuple[str, ...]
    tensors: tuple[Tensor, ...] = ()
    refusal: Refusal | None = None
    note: str | None = None


def all_switches() -> Iterator[Switches]:
    """Yield every setting once; without Bidirectional the merge mode makes no difference."""
    for sequences, state, backwards in product((False, True), repeat=3):
        yield Switches(sequences, state, backwards)
        for mode in MERGE_MODES:
            yield Switches(sequences, state, backwards, bidirectional=True, merge_mode=mode)


def returned(switches: Switches, second_layer: bool = False) -> Returned:
    """Return what comes out, or what Keras refuses, for one setting."""
    first = () if _first_refusal(switches) else _first_tensors(switches)
    refusal = _first_refusal(switches) or (_second_refusal(switches) if second_layer else None)
    second = (_second_tensor(),) if second_layer and not refusal else ()
    return Returned(_code(switches, second_layer), first + second, refusal, _note(switches))


def _first_tensors(switches: Switches) -> tuple[Tensor, ...]:
    shapes = symbolic_output_shapes(
        return_sequences=switches.return_sequences,
        return_state=switches.return_state,
        bidirectional=switches.bidirectional,
        merge_mode=switches.merge_mode,
    )
    outputs = _outputs(switches)
    described = [*outputs, *_states(switches)] if switches.return_state else outputs
    return tuple(
        Tensor(shape=shape, **tensor) for shape, tensor in zip(shapes, described, strict=True)
    )


def _outputs(switches: Switches) -> list[dict]:
    extent = "every" if switches.return_sequences else "last"
    forward, backward = _halves(switches)
    if switches.separate:
        return [
            {
                "name": half.reads,
                "kind": "h",
                "meaning": f"{half.reads}_{extent}",
                "halves": (half,),
            }
            for half in (forward, backward)
        ]
    if switches.bidirectional:
        return [
            {
                "name": "output",
                "kind": "h",
                "meaning": f"{switches.merge_mode}_{extent}",
                "halves": (forward, backward),
                "joined": switches.merge_mode,
                "equals": _merged_states(switches),
            }
        ]
    order = "_reversed" if switches.go_backwards else ""
    half = backward if switches.go_backwards else forward
    return [{"name": "output", "kind": "h", "meaning": f"{extent}{order}", "halves": (half,)}]


def _halves(switches: Switches) -> tuple[Half, Half]:
    # Bidirectional turns the backward half round, so that index t belongs to timestep t;
    # go_backwards alone leaves it as it was read.
    turned = switches.bidirectional and switches.return_sequences
    return Half("forward"), Half("backward", "first" if turned else "last")


def _merged_states(switches: Switches) -> str | None:
    if switches.return_sequences or not switches.return_state:
        return None
    return {
        "sum": "forward_h + backward_h",
        "ave": "(forward_h + backward_h) / 2",
        "mul": "forward_h * backward_h",
    }.get(switches.merge_mode)


def _states(switches: Switches) -> list[dict]:
    forward, backward = _halves(switches)
    if not switches.bidirectional:
        half = backward if switches.go_backwards else forward
        order = "_reversed" if switches.go_backwards else ""
        return [
            {
                "name": kind,
                "kind": kind,
                "meaning": f"{kind}{order}",
                "halves": (half,),
                "equals": _equal_to_h(switches, half) if kind == "h" else None,
            }
            for kind in ("h", "c")
        ]
    return [
        {
            "name": f"{half.reads}_{kind}",
            "kind": kind,
            "meaning": f"{half.reads}_{kind}",
            "halves": (half,),
            "equals": _equal_to_h(switches, half) if kind == "h" else None,
        }
        for half in (forward, backward)
        for kind in ("h", "c")
    ]


def _equal_to_h(switches: Switches, half: Half) -> str | None:
    """Return the code that finds the final h of one direction in the output, if it is there."""
    index = {"first": "0", "last": "-1"}[half.complete_at]
    places = [":", index] if switches.return_sequences else [":"]
    name = half.reads if switches.separate else "output"
    if switches.bidirectional and not switches.separate:
        if switches.joined_into_one:
            return None
        places.append({"forward": ":{units}", "backward": "{units}:"}[half.reads])
    return name if places == [":"] else f"{name}[{', '.join(places)}]"


def _second_tensor() -> Tensor:
    return Tensor("second", (BATCH, SECOND_UNITS), "h", "second", (Half("forward"),))


def _note(switches: Switches) -> str | None:
    if not switches.return_sequences:
        return None
    if switches.bidirectional:
        return None if switches.go_backwards else "index_trap"
    return "reversed" if switches.go_backwards else None


def _code(switches: Switches, second_layer: bool) -> tuple[str, ...]:
    names = [tensor.name for tensor in _first_tensors(switches)]
    lines = [
        "import keras",
        "x = keras.Input(({timesteps}, {features}), batch_size={batch})",
        *_first_layer_lines(switches, ", ".join(names)),
    ]
    if second_layer:
        names.append("second")
        lines.append(_second_layer_line(switches))
    return (*lines, *_print_lines(names))


def _first_layer_lines(switches: Switches, names: str) -> list[str]:
    chosen = ("return_sequences", "return_state", "go_backwards")
    options = [f"{name}=True" for name in chosen if getattr(switches, name)]
    arguments = ", ".join(["{units}", *options])
    if not switches.bidirectional:
        return _call_lines(f"{names} = keras.layers.LSTM(", arguments, ")(x)")
    return [
        *_call_lines("lstm = keras.layers.LSTM(", arguments, ")"),
        _bidirectional_line(switches),
        f"{names} = both(x)",
    ]


def _bidirectional_line(switches: Switches) -> str:
    mode = "None" if switches.merge_mode is None else f'"{switches.merge_mode}"'
    return f"both = keras.layers.Bidirectional(lstm, merge_mode={mode})"


def _second_layer_line(switches: Switches) -> str:
    given = "[forward, backward]" if switches.separate else "output"
    return f"second = keras.layers.LSTM({{second_units}})({given})"


def _call_lines(start: str, arguments: str, end: str) -> list[str]:
    line = f"{start}{arguments}{end}"
    return [line] if len(line) <= _LONGEST_LINE else [start, f"    {arguments}", end]


def _print_lines(names: list[str]) -> list[str]:
    line = f"print({', '.join(f'{name}.shape' for name in names)})"
    if len(line) <= _LONGEST_LINE:
        return [line]
    return [f"for tensor in ({', '.join(names)}):", "    print(tensor.shape)"]


def _first_refusal(switches: Switches) -> Refusal | None:
    if not (switches.bidirectional and switches.go_backwards):
        return None
    return Refusal(
        line=_bidirectional_line(switches),
        error="ValueError",
        message=(
            "Forward layer and backward layer should have different `go_backwards` value. "
            "Received: forward_layer.go_backwards True, backward_layer.go_backwards=True"
        ),
        cure="both_backwards",
    )


def _second_refusal(switches: Switches) -> Refusal | None:
    line = _second_layer_line(switches)
    if switches.separate:
        message = 'Layer "lstm_1" expects 1 input(s), but it received 2 input tensors.'
        return Refusal(line, "ValueError", message, cure="two_tensors")
    if switches.return_sequences:
        return None
    message = (
        "Input 0 with name 'None' of layer 'lstm_1' is incompatible with the layer: "
        "expected ndim=3, found ndim=2. Full shape received: {shape}"
    )
    given = _first_tensors(switches)[0].shape
    return Refusal(line, "ValueError", message, cure="no_sequence", shape=given)
