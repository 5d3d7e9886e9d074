"""Which questions each lesson asks, in their order.

The end of a lesson says what is right: not below the question, where a reader without widgets would
see it before thinking. GitHub shows what `<details>` folds.
"""

from helpers.questions.bank import QUESTIONS
from helpers.questions.kinds import ChoiceQuestion, NumberQuestion
from helpers.questions.recall import RECALLS

# By the name of the lesson, as in `helpers.questions.summaries`.
ASKED: dict[str, tuple[str, ...]] = {
    "tensors": ("text_shape", "swapped_axes"),
    "be_the_gate": (
        "again_axes",
        "again_batch",
        "forget_gate_at_one",
        "both_gates_open",
        "content_by_sigmoid",
        "memory_above_one",
    ),
    "one_gate": ("again_hold", "again_features", "one_gate"),
    "four_gates": ("again_gate", "again_swapped", "lstm_total", "bidirectional_total"),
    "one_cell_many_steps": (
        "again_four",
        "again_above_one",
        "length_parameters",
        "length_work",
        "units_drawn",
        "batch_size",
        "hundred_factors",
        "new_lstm_keeps",
    ),
    "return_sequences": (
        "again_longer",
        "again_h_enters",
        "default_output",
        "return_state_order",
        "which_equals_which",
        "stacked_without_sequences",
        "after_bidirectional",
        "backward_half",
    ),
    "clinic": ("again_default_output", "again_bias", "stateful_batch"),
    "one_to_one": ("again_ndim", "again_candidate", "one_to_one_dense", "one_to_one_total"),
    "many_to_one": (
        "again_one_step",
        "again_batch_count",
        "many_to_one_lstm",
        "many_to_one_dense",
        "when_answered",
        "units_room",
    ),
    "many_to_many": (
        "again_vector",
        "again_last_step",
        "time_distributed_dense",
        "dense_on_steps",
        "reversed_step_by_step",
        "why_two_fifths",
    ),
    "a_whole_model": (
        "again_time_distributed",
        "again_total",
        "embedding_count",
        "lstm_after_embedding",
        "dense_after_lstm",
        "missing_dense",
        "missing_lstm",
        "missing_after_bidirectional",
        "missing_units",
    ),
    "inside_the_cell": (
        "again_embedding",
        "again_replace",
        "new_c_on_paper",
        "forget_gate_between_flags",
    ),
    "padding": (
        "again_trained_gates",
        "again_none_axis",
        "padding_ignored",
        "mask_shortens",
        "mask_lost",
    ),
    "state": (
        "again_mask",
        "again_order",
        "state_between_calls",
        "stateful_epochs",
        "dropout_parameters",
    ),
    "other_cells": (
        "again_carry",
        "again_update",
        "gru_total",
        "gru_states",
        "pytorch_total",
        "peephole_total",
    ),
    "forecast": (
        "again_gru",
        "again_window_shape",
        "forecast_split",
        "forecast_scaling",
        "forecast_lower_loss",
    ),
}


def questions_of(lesson: str) -> list[NumberQuestion | ChoiceQuestion]:
    """Return what the lesson of this name asks, in its order."""
    return [
        RECALLS[name].question if name in RECALLS else QUESTIONS[name] for name in ASKED[lesson]
    ]
