"""ONNX models: their recurrent nodes read, and models made of such nodes, with the package onnx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.checks.arguments import shown
from helpers.conversion.onnx import KINDS, OPERATORS
from helpers.conversion.results import NamedArrays
from helpers.text.refusals import refusal

if TYPE_CHECKING:
    import onnx

OPSET, IR_VERSION = 14, 8  # of 2021: any runtime reads them
# Where the weights stand among the inputs of a node: X, W, R, B, lengths, h, c, P.
PLACES = {"W": 1, "R": 2, "B": 3, "P": 7}


def onnx_model(nodes: Sequence[NamedArrays]) -> onnx.ModelProto:
    """Return an ONNX model of a stack of nodes, as `keras_to_onnx_nodes` gives them.

    It reads X (batch, timesteps, features), as Keras does, and returns Y (batch, timesteps, units),
    all steps of the last layer, twice as wide for a Bidirectional. `onnx.save(model, "x.onnx")`
    writes it. A layer with `go_backwards` returns its steps in the order of X.

    Raises
    ------
    TypeError
        if `nodes` is another thing.
    """
    from onnx import TensorProto, helper, numpy_helper

    if not isinstance(nodes, (list, tuple)) or not nodes:
        raise TypeError(refusal("nodes_written_list", given=shown(nodes)))
    for depth, node in enumerate(nodes):
        if not isinstance(node, NamedArrays):
            raise TypeError(refusal("node_written", depth=depth, given=shown(node)))
    steps = [helper.make_node("Transpose", ["X"], ["x0"], perm=[1, 0, 2])]
    arrays = {"merged": np.array([0, 0, -1])}
    for depth, node in enumerate(nodes):
        names = {name: f"{name}{depth}" for name in node}
        arrays |= {names[name]: array for name, array in node.items()}
        x, y, turned = (f"{name}{depth}" for name in ("x", "y", "turned"))
        steps += [
            helper.make_node(OPERATORS[node.kind], [x, *names.values()], [y], **node.options),
            # (timesteps, directions, batch, units) to (timesteps, batch, directions × units)
            helper.make_node("Transpose", [y], [turned], perm=[0, 2, 1, 3]),
            helper.make_node("Reshape", [turned, "merged"], [f"x{depth + 1}"]),
        ]
    steps.append(helper.make_node("Transpose", [f"x{len(nodes)}"], ["Y"], perm=[1, 0, 2]))
    features = nodes[0]["W"].shape[2]
    width = nodes[-1]["R"].shape[0] * nodes[-1]["R"].shape[2]
    number = TensorProto.FLOAT
    graph = helper.make_graph(
        steps,
        "recurrent",
        [helper.make_tensor_value_info("X", number, ["batch", "timesteps", features])],
        [helper.make_tensor_value_info("Y", number, ["batch", "timesteps", width])],
        [
            numpy_helper.from_array(
                array if array.dtype.kind == "i" else array.astype("float32"), name
            )
            for name, array in arrays.items()
        ],
    )
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)


def read_onnx(model: onnx.ModelProto) -> list[NamedArrays]:
    """Return the recurrent nodes of a loaded ONNX model, in their order, with their attributes.

    `model` is what `onnx.load("model.onnx")` gives. The weights must stand in the file, as
    initializers or constants.

    Raises
    ------
    TypeError, ValueError
        if it is not a model, has no node LSTM, GRU or RNN, or computes their weights.
    """
    from onnx import ModelProto, helper, numpy_helper

    if not isinstance(model, ModelProto):
        raise TypeError(refusal("onnx_model", given=shown(model), kind=type(model).__name__))
    known = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant":
            values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            known |= {node.output[0]: values["value"]} if "value" in values else {}
    found = []
    for node in model.graph.node:
        if node.op_type not in KINDS:
            continue
        # An input that is left out before another has an empty name.
        weights = {
            key: node.input[place]
            for key, place in PLACES.items()
            if place < len(node.input) and node.input[place]
        }
        for key, name in weights.items():
            if name not in known:
                raise ValueError(
                    refusal("onnx_computed", node=node.name or node.op_type, key=key, name=name)
                )
        arrays = {key: numpy_helper.to_array(known[name]) for key, name in weights.items()}
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        found.append(NamedArrays(KINDS[node.op_type], arrays, attributes))
    if not found:
        kinds = sorted({node.op_type for node in model.graph.node})
        raise ValueError(refusal("onnx_no_node", kinds=", ".join(kinds)))
    return found
