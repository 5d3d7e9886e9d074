"""Questions about a count, and the mistakes that a wrong number gives away.

Each mistake that learners make is carried out on the blocks of the layer, and the number that comes
out is the number that gives the mistake away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.checks.arguments import mapping, of_type, text, whole_number, whole_numbers
from helpers.counting import KERAS, Block, ParameterCount, Size, bias_block
from helpers.questions.kinds import NumberQuestion
from helpers.text.words import counted, words


@dataclass(frozen=True)
class Mistake:
    """A way to count wrongly, the number that it comes to, and what to say to who did it.

    `kind` names it, whatever the layer and its sizes: "no_bias".
    """

    kind: str
    total: int
    reason: str


@dataclass(frozen=True)
class _Task:
    """What a question about a count is about."""

    count: ParameterCount
    timesteps: int | None
    batch: int | None


def count_question(
    count: ParameterCount,
    *,
    timesteps: int | None = None,
    batch: int | None = None,
    prompt: str | None = None,
    also: Mapping[int, str] | None = None,
) -> NumberQuestion:
    """Ask for the number of weights that `count` holds.

    Parameters
    ----------
    count
        the layer, counted: `lstm_parameters(units=10, features=3)`.
    timesteps, batch
        named in the question, where they belong to what a learner could mistake.
    prompt
        the question in words; left out, it is made from the sizes of the layer.
    also
        more mistakes, each wrong number with what led to it; they go before the others.
    """
    of_type("count", count, ParameterCount, "parameter_count")
    for name, value in (("timesteps", timesteps), ("batch", batch)):
        if value is not None:
            whole_number(name, value)
    if also is not None:
        mapping("also", also, "mistakes")
        whole_numbers("also", tuple(also), smallest=0)
    if prompt is not None:
        text("prompt", prompt)
    task = _Task(count, timesteps, batch)
    mistakes = dict(also or {})
    for mistake in _mistakes(task):
        if mistake.total != count.total:
            mistakes.setdefault(mistake.total, mistake.reason)
    explanation = _said("explanation", formula=count.formula)
    return NumberQuestion(prompt or _prompt(task), count.total, explanation, mistakes)


def count_mistakes(
    count: ParameterCount, *, timesteps: int | None = None, batch: int | None = None
) -> tuple[Mistake, ...]:
    """Return the mistakes that one can make in counting `count`, the likeliest first.

    Some may come to the right number, or two of them to one: then the sizes hide them.
    """
    return tuple(_mistakes(_Task(count, timesteps, batch)))


def _prompt(task: _Task) -> str:
    count, said = task.count, words("mistakes")["prompt"]
    embedding = count.layer == "Embedding"
    sizes = ("input_dim", "output_dim") if embedding else ("units", "features")
    sentences = [
        said["embedding" if embedding else "recurrent"].format(
            layer=_layer(count), **{name: _counted(name, count.sizes[name]) for name in sizes}
        )
    ]
    if task.timesteps is not None:
        sentences.append(said["timesteps"].format(timesteps=_counted("timesteps", task.timesteps)))
    if task.batch is not None:
        sentences.append(said["batch"].format(samples=_counted("samples", task.batch)))
    ask = said["ask"] if count.convention == KERAS else said["ask_in"]
    return " ".join([*sentences, ask.format(library=count.convention.title)])


def _layer(count: ParameterCount) -> str:
    """Return the layer with its article: "An LSTM layer"."""
    said = words("mistakes")["layers"]
    if count.directions == 2:
        return said["bidirectional"].format(layer=count.layer)
    return said.get(count.layer, said["other"]).format(layer=count.layer)


def _counted(name: str, number: int) -> str:
    """Return a number with what it counts: "1 unit", "300 units"."""
    return counted({"input_dim": "words", "output_dim": "numbers"}.get(name, name), number)


def _said(kind: str, **values: Any) -> str:
    return words("mistakes")[kind].format(**values)


def _mistake(kind: str, count: ParameterCount | int, **values: Any) -> Mistake:
    total = count if isinstance(count, int) else count.total
    return Mistake(kind, total, _said(kind, **values))


def _mistakes(task: _Task) -> Iterator[Mistake]:
    """Carry out each mistake that fits the layer."""
    yield from _mistakes_about_blocks(task.count)
    yield from _mistakes_about_directions(task.count)
    yield from _mistakes_about_bias(task.count)
    yield from _mistakes_about_sizes(task)


def _mistakes_about_blocks(count: ParameterCount) -> Iterator[Mistake]:
    gates = tuple(count.gates or ())
    has_bias = any(_is_bias(block) for block in count.blocks)
    if len(gates) == 4:
        three = _without(count, lambda block: block.gate == gates[-1])
        yield _mistake("three_blocks", three)
        yield _mistake("three_blocks_no_bias", _without(three, _is_bias))
        if has_bias:
            yield _mistake("a_gru", _with_bias_rows(three, 2))
    if len(gates) == 3:
        four = replace(count, blocks=(*count.blocks, *_copies(count.blocks, gates[0])))
        yield _mistake("four_blocks", four)
        if has_bias:
            yield _mistake("an_lstm", _with_bias_rows(four, 1))
    if len(gates) > 1:
        one = _without(count, lambda block: block.gate != gates[0])
        kind = "one_block" if count.directions == 1 else "one_block_of_each_direction"
        yield _mistake(kind, one, blocks=len(gates), both=2 * len(gates))
    if gates:
        several = len(gates) > 1
        blind = _without(count, lambda block: block.role == "recurrent_kernel")
        kind = "no_recurrent_kernel" if several else "no_recurrent_kernel_of_one_block"
        yield _mistake(kind, blind)
        deaf = _without(count, lambda block: block.role == "kernel")
        yield _mistake("no_kernel" if several else "no_kernel_of_one_block", deaf)


def _mistakes_about_directions(count: ParameterCount) -> Iterator[Mistake]:
    if count.directions == 1:
        return
    yield _mistake("one_direction", replace(count, directions=1))
    gates = tuple(count.gates or ())
    if len(gates) > 1:
        one = replace(_without(count, lambda block: block.gate != gates[0]), directions=1)
        yield _mistake("one_block_of_one_direction", one, blocks=len(gates), both=2 * len(gates))
    units = count.sizes["units"]
    wide = replace(_with_sizes(count, **{**count.sizes, "units": 2 * units}), directions=1)
    wide_units, narrow_units = _counted("units", 2 * units), _counted("units", units)
    yield _mistake("one_wide_layer", wide, layer=count.layer, wide=wide_units, narrow=narrow_units)


def _mistakes_about_bias(count: ParameterCount) -> Iterator[Mistake]:
    bias = [block for block in count.blocks if _is_bias(block)]
    if not bias:
        width = count.blocks[0].columns
        added = [replace(bias_block(gate), columns=width) for gate in count.gates or (None,)]
        yield _mistake("bias_where_none", replace(count, blocks=(*count.blocks, *added)))
        return
    gates, without = len(count.gates or ()), _without(count, _is_bias)
    yield _mistake("no_bias" if gates > 1 else "no_bias_of_one_block", without)
    if gates > 1:
        yield _mistake("one_bias_for_all_blocks", without.total + count.sizes["units"])
        yield _mistake("one_number_for_each_block", without.total + count.directions * gates)
    if bias[0].rows.times == 2:
        library, one = count.convention, _with_bias_rows(count, 1)
        if library.second_bias:
            names = {"library": library.title, "biases": library.second_bias}
            yield _mistake("one_bias_of_two", one, **names)
        else:
            yield _mistake("one_bias_of_gru", one)
    elif count.gates:
        yield _mistake("second_bias", _with_bias_rows(count, 2))
    else:
        yield _mistake("bias_for_each_input", without.total + count.sizes["features"])


def _mistakes_about_sizes(task: _Task) -> Iterator[Mistake]:
    count, timesteps, batch = task.count, task.timesteps, task.batch
    if timesteps is not None:
        yield _mistake("times_timesteps", count.total * timesteps)
        yield _mistake("plus_timesteps", count.total + timesteps)
    if batch is not None:
        yield _mistake("times_batch", count.total * batch)
    if "features" not in count.sizes:
        return
    units, features = count.sizes["units"], count.sizes["features"]
    sizes = {name: _counted(name, count.sizes[name]) for name in ("units", "features")}
    yield _mistake("swapped", _with_sizes(count, units=features, features=units), **sizes)
    if timesteps is not None:
        yield _mistake("timesteps_as_units", _with_sizes(count, units=timesteps, features=features))
        yield _mistake("timesteps_as_features", _with_sizes(count, units=units, features=timesteps))


def _is_bias(block: Block) -> bool:
    return block.role == "bias"


def _without(count: ParameterCount, unwanted: Callable[[Block], bool]) -> ParameterCount:
    return replace(count, blocks=tuple(block for block in count.blocks if not unwanted(block)))


def _copies(blocks: Sequence[Block], gate: str | None) -> list[Block]:
    return [block for block in blocks if block.gate == gate]


def _with_bias_rows(count: ParameterCount, rows: int) -> ParameterCount:
    blocks = (
        replace(block, rows=Size(None, rows)) if _is_bias(block) else block
        for block in count.blocks
    )
    return replace(count, blocks=tuple(blocks))


def _with_sizes(count: ParameterCount, **sizes: int) -> ParameterCount:
    return replace(count, sizes=sizes)
