"""The game: perfect play is f = 1, i = 0 between flags, and wrong settings are refused."""

import json
import math
import subprocess
from pathlib import Path

import pytest

from helpers import ActivationCurves, BeTheGate
from helpers.widgets.be_the_gate.be_the_gate import ROUNDS
from helpers.widgets.be_the_gate.rules import Setting, memories, score, wanted


def perfect(flags):
    """Return the play that keeps between flags and replaces at a flag."""
    return [Setting(0.0, 1.0) if flag else Setting(1.0, 0.0) for flag in flags]


@pytest.mark.parametrize("name", ROUNDS)
def test_perfect_play_is_worth_all_points_and_nothing_else_is_needed(name):
    row = ROUNDS[name]
    play = perfect(row.flags)
    assert memories(row.values, play) == wanted(row.values, row.flags)
    assert score(row.values, row.flags, play) == 100
    assert {(gates.forget, gates.input) for gates in play} == {(0.0, 1.0), (1.0, 0.0)}


@pytest.mark.parametrize("name", ["target", "story"])
@pytest.mark.parametrize("lazy", [(0.5, 0.5), (1, 1), (0, 1), (1, 0), (0, 0)])
def test_a_play_that_never_changes_misses_the_target(name, lazy):
    row = ROUNDS[name]
    assert score(row.values, row.flags, [Setting(*lazy)] * len(row.flags)) < row.target


@pytest.mark.parametrize("wrong", ["easy", "", None, 1, True])
def test_a_round_that_does_not_exist_is_refused(wrong):
    with pytest.raises((TypeError, ValueError), match="round"):
        BeTheGate(wrong)


@pytest.mark.parametrize("wrong", [[[2, 0]], [[0.5]], [["a", 1]], [[math.nan, 0]], [3]])
def test_settings_that_are_no_gates_are_refused(wrong):
    game = BeTheGate()
    with pytest.raises((TypeError, ValueError), match="settings"):
        game.settings = wrong
    assert game.settings == []


@pytest.mark.parametrize("wrong", [7, -7, math.inf, math.nan])
def test_a_sum_outside_the_picture_is_refused(wrong):
    with pytest.raises(ValueError, match="sum"):
        ActivationCurves(sum=wrong)


def test_the_page_plays_by_the_same_rules():
    row = ROUNDS["target"]
    play = [Setting(0.05 * step, 1 - 0.05 * step) for step in range(len(row.flags))]
    rules = Path(__file__).parents[2] / "helpers" / "widgets" / "be_the_gate" / "rules.js"
    gates = [{"f": setting.forget, "i": setting.input} for setting in play]
    given = json.dumps([row.values, row.flags, gates])
    code = f"""
        import {{ play, score, wanted }} from "{rules.as_uri()}";
        const [values, flags, gates] = {given};
        const held = play(values, gates).map(({{ c }}) => c);
        console.log(JSON.stringify([held, wanted(values, flags), score(values, flags, gates)]));
    """
    command = ["node", "--input-type=module", "-e", code]
    shown = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert shown[0] == pytest.approx(memories(row.values, play))
    assert shown[1:] == [wanted(row.values, row.flags), score(row.values, row.flags, play)]


@pytest.mark.parametrize("name", ROUNDS)
def test_readers_without_widgets_get_the_row_and_not_the_play(name):
    html = BeTheGate(name).fallback_html()
    assert html.count("<tr>") == 1 + len(ROUNDS[name].values)
    assert html.count("<td>____</td>") == 3 * len(ROUNDS[name].values)
    assert ("should hold" in html) == (name != "story")
