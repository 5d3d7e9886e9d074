"""Questions about a count, and the mistakes that a wrong number gives away.

Each mistake that learners make is carried out on the blocks of the layer, and the number that comes
out is the number that gives the mistake away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.checks.arguments import described, whole_number
from helpers.counting import KERAS, Block, ParameterCount, Size, bias_block
from helpers.questions.kinds import NumberQuestion
from helpers.text.words import counted, words


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
    if not isinstance(count, ParameterCount):
        raise TypeError(
            "count must be a ParameterCount, such as lstm_parameters(10, 3), "
            f"not {count!r} of type {type(count).__name__}"
        )
    for name, value in (("timesteps", timesteps), ("batch", batch)):
        if value is not None:
            whole_number(name, value)
    if also is not None and not isinstance(also, Mapping):
        raise TypeError(
            f"also must be a dict from a wrong number to what led to it, not {described(also)}"
        )
    task = _Task(count, timesteps, batch)
    mistakes = dict(also or {})
    for wrong, reason in _mistakes(task):
        if wrong != count.total:
            mistakes.setdefault(wrong, reason)
    explanation = _said("explanation", formula=count.formula)
    return NumberQuestion(prompt or _prompt(task), count.total, explanation, mistakes)


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


def _said(mistake: str, **values: Any) -> str:
    return words("mistakes")[mistake].format(**values)


def _mistakes(task: _Task) -> Iterator[tuple[int, str]]:
    """Carry out each mistake that fits the layer; yield the number and what to say."""
    yield from _mistakes_about_blocks(task.count)
    yield from _mistakes_about_bias(task.count)
    yield from _mistakes_about_sizes(task)


def _mistakes_about_blocks(count: ParameterCount) -> Iterator[tuple[int, str]]:
    gates = tuple(count.gates or ())
    if len(gates) == 4:
        three = _without(count, lambda block: block.gate == gates[-1])
        yield three.total, _said("three_blocks")
        yield _without(three, _is_bias).total, _said("three_blocks_no_bias")
    if len(gates) == 3:
        four = replace(count, blocks=(*count.blocks, *_copies(count.blocks, gates[0])))
        yield four.total, _said("four_blocks")
    if len(gates) > 1:
        one = _without(count, lambda block: block.gate != gates[0])
        yield one.total, _said("one_block", blocks=len(gates))
    if gates:
        blind = _without(count, lambda block: block.role == "recurrent_kernel")
        yield blind.total, _said("no_recurrent_kernel")
    if count.directions == 2:
        yield replace(count, directions=1).total, _said("one_direction")


def _mistakes_about_bias(count: ParameterCount) -> Iterator[tuple[int, str]]:
    bias = [block for block in count.blocks if _is_bias(block)]
    if not bias:
        width = count.blocks[0].columns
        added = [replace(bias_block(gate), columns=width) for gate in count.gates or (None,)]
        with_bias = replace(count, blocks=(*count.blocks, *added))
        yield with_bias.total, _said("bias_where_none")
        return
    yield _without(count, _is_bias).total, _said("no_bias")
    if bias[0].rows.times == 2:
        library = count.convention
        reason = (
            _said("one_bias_of_two", library=library.title, biases=library.second_bias)
            if library.second_bias
            else _said("one_bias_of_gru")
        )
        yield _with_bias_rows(count, 1).total, reason
    elif count.gates:
        yield _with_bias_rows(count, 2).total, _said("second_bias")
    else:
        per_input = _with_bias_rows(count, 0).total + count.sizes["features"]
        yield per_input, _said("bias_for_each_input")


def _mistakes_about_sizes(task: _Task) -> Iterator[tuple[int, str]]:
    count, timesteps, batch = task.count, task.timesteps, task.batch
    if timesteps is not None:
        yield count.total * timesteps, _said("times_timesteps")
    if batch is not None:
        yield count.total * batch, _said("times_batch")
    if "features" not in count.sizes:
        return
    units, features = count.sizes["units"], count.sizes["features"]
    sizes = {name: _counted(name, count.sizes[name]) for name in ("units", "features")}
    yield _with_sizes(count, units=features, features=units).total, _said("swapped", **sizes)
    if timesteps is not None:
        as_units = _with_sizes(count, units=timesteps, features=features)
        yield as_units.total, _said("timesteps_as_units")
        as_features = _with_sizes(count, units=units, features=timesteps)
        yield as_features.total, _said("timesteps_as_features")


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
