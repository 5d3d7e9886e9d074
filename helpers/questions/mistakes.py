"""Questions about a count, and the mistakes that a wrong number gives away.

Each mistake that learners make is carried out on the blocks of the layer, and the number that comes
out is the number that gives the mistake away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.checks.arguments import described, whole_number
from helpers.counting import KERAS, Block, ParameterCount, Size, bias_block
from helpers.questions.kinds import NumberQuestion


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
    return NumberQuestion(prompt or _prompt(task), count.total, f"{count.formula}.", mistakes)


def _prompt(task: _Task) -> str:
    count = task.count
    name = f"Bidirectional({count.layer})" if count.directions == 2 else count.layer
    article = "An" if name.startswith(("LSTM", "Embedding")) else "A"
    sizes = {size: _counted(size, number) for size, number in count.sizes.items()}
    if count.layer == "Embedding":
        does = "knows {input_dim} and gives each a vector of {output_dim}"
    else:
        does = "has {units} and reads {features}"
    sentences = [f"{article} {name} layer {does.format(**sizes)}."]
    if task.timesteps is not None:
        sentences.append(f"Its sequences are {_counted('timesteps', task.timesteps)} long.")
    if task.batch is not None:
        sentences.append(f"It is trained on batches of {_counted('samples', task.batch)}.")
    library = "" if count.convention == KERAS else f" in {count.convention.title}"
    return " ".join([*sentences, f"How many parameters does it have{library}?"])


def _counted(name: str, number: int) -> str:
    """Return a number with what it counts: "1 unit", "300 units"."""
    noun = {"input_dim": "words", "output_dim": "numbers"}.get(name, name)
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


def _mistakes(task: _Task) -> Iterator[tuple[int, str]]:
    """Carry out each mistake that fits the layer; yield the number and what to say."""
    yield from _mistakes_about_blocks(task.count)
    yield from _mistakes_about_bias(task.count)
    yield from _mistakes_about_sizes(task)


def _mistakes_about_blocks(count: ParameterCount) -> Iterator[tuple[int, str]]:
    gates = tuple(count.gates or ())
    if len(gates) == 4:
        three = _without(count, lambda block: block.gate == gates[-1])
        yield (
            three.total,
            (
                "You counted three blocks. There are three gates, but the candidate has weights of "
                "the same size, so four blocks."
            ),
        )
        yield (
            _without(three, _is_bias).total,
            ("You counted three blocks, and no bias. There are four blocks, and each has a bias."),
        )
    if len(gates) == 3:
        four = replace(count, blocks=(*count.blocks, *_copies(count.blocks, gates[0])))
        yield four.total, "You counted four blocks, as in an LSTM. A GRU has three."
    if len(gates) > 1:
        one = _without(count, lambda block: block.gate != gates[0])
        yield one.total, f"That is one block. The layer has {len(gates)} of this size."
    if gates:
        blind = _without(count, lambda block: block.role == "recurrent_kernel")
        yield (
            blind.total,
            (
                "You counted only the weights that meet the input x. A recurrent layer also has "
                "weights that meet its own output of the step before: units × units in each block."
            ),
        )
    if count.directions == 2:
        yield (
            replace(count, directions=1).total,
            ("That is one direction. Bidirectional holds two layers of the same size."),
        )


def _mistakes_about_bias(count: ParameterCount) -> Iterator[tuple[int, str]]:
    bias = [block for block in count.blocks if _is_bias(block)]
    if not bias:
        width = count.blocks[0].columns
        added = [replace(bias_block(gate), columns=width) for gate in count.gates or (None,)]
        with_bias = replace(count, blocks=(*count.blocks, *added))
        yield with_bias.total, "You counted a bias. This layer has none."
        return
    yield _without(count, _is_bias).total, "You forgot the bias: one more number for each unit."
    if bias[0].rows.times == 2:
        reason = (
            f"You counted one bias. {library.title} keeps two: {library.second_bias}."
            if (library := count.convention).second_bias
            else "You counted one bias. With reset_after=True, the default, the GRU of Keras has "
            "two: one for the input and one for the recurrent part."
        )
        yield _with_bias_rows(count, 1).total, reason
    elif count.gates:
        yield (
            _with_bias_rows(count, 2).total,
            ("You counted a second bias. PyTorch keeps two of them in each block, Keras one."),
        )
    else:
        per_input = _with_bias_rows(count, 0).total + count.sizes["features"]
        yield per_input, "You counted one bias for each input. There is one for each unit."


def _mistakes_about_sizes(task: _Task) -> Iterator[tuple[int, str]]:
    count, timesteps, batch = task.count, task.timesteps, task.batch
    if timesteps is not None:
        yield (
            count.total * timesteps,
            (
                "You multiplied by the timesteps. The same weights are used at every step, so the "
                "length of the sequence does not count."
            ),
        )
    if batch is not None:
        yield (
            count.total * batch,
            ("You multiplied by the batch size. All samples of a batch share the same weights."),
        )
    if "features" not in count.sizes:
        return
    units, features = count.sizes["units"], count.sizes["features"]
    yield (
        _with_sizes(count, units=features, features=units).total,
        (
            f"You swapped units and features. The layer has {_counted('units', units)} and reads "
            f"{_counted('features', features)}."
        ),
    )
    if timesteps is not None:
        yield (
            _with_sizes(count, units=timesteps, features=features).total,
            (
                "You took the timesteps for the units. Units are the width of the layer's memory; "
                "timesteps are the length of the sequence."
            ),
        )
        yield (
            _with_sizes(count, units=units, features=timesteps).total,
            (
                "You took the timesteps for the features. Features are the numbers that enter "
                "at one step; timesteps are the number of steps."
            ),
        )


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
