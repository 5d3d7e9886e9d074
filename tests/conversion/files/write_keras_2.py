"""Write models of Keras 2 beside this file, and in keras_2.json what Keras 2 computes with them.

It needs tf_keras 2.21, which is Keras 2, in an environment of its own. (tf_keras 2.15.1 wrote the
same but for two arguments, `optional` and `softmax_robust_masking`, and computed the same.)

    python tests/conversion/files/write_keras_2.py
"""

import json
from pathlib import Path

import numpy as np
import tf_keras as keras
from tf_keras import layers
from tf_keras.src.layers.rnn.cudnn_gru import CuDNNGRU
from tf_keras.src.layers.rnn.cudnn_lstm import CuDNNLSTM

HERE = Path(__file__).parent


def everything() -> keras.Model:
    """What Keras 3 reads otherwise: states, arguments by name, models within the model."""
    left, right = keras.Input((4, 3), name="left"), keras.Input((4, 3), name="right")
    inner, a, b = keras.Input((4, 3)), keras.Input((4, 3), name="a"), keras.Input((4, 3), name="b")
    functional = keras.Model(inner, layers.SimpleRNN(2)(inner), name="functional")
    sequential = keras.Sequential([keras.Input((4, 3)), layers.LSTM(2)], name="sequential")
    by_name = keras.Model({"a": a, "b": b}, layers.GRU(2)(layers.Subtract()([a, b])), name="named")
    dense = keras.Sequential([layers.Dense(2, input_shape=(2,)), layers.BatchNormalization()])
    steps, h, c = layers.LSTM(2, return_sequences=True, return_state=True, name="encoder")(left)
    steps = layers.TimeDistributed(dense, name="each")(steps)
    found = layers.MultiHeadAttention(1, 2, name="heads")(left, value=steps)
    found = layers.BatchNormalization(name="norm")(found, training=False)
    found = layers.Attention(name="dot")([found, right])
    outputs = [functional(left), functional(right), sequential(right)]
    read = [
        layers.LSTM(2, name="lstm")(right, initial_state=[h, c]),
        layers.GRU(2, name="gru")(right, initial_state=h),
        layers.SimpleRNN(2, name="simple")(right, initial_state=h),
        layers.RNN(layers.GRUCell(2), name="cell")(right, initial_state=h),
        layers.Bidirectional(layers.LSTM(2), name="both")(right, initial_state=[h, c, h, c]),
        functional(found),
        sequential(left),
        sequential(found),
        by_name({"a": left, "b": right}),
    ]
    return keras.Model([left, right], [layers.Concatenate(name="joined")(read), *outputs])


def cudnn(lstm: type, gru: type, **more: bool) -> keras.Model:
    """An LSTM and a GRU with every argument that those of cuDNN have."""
    x = keras.Input((4, 3), batch_size=2, name="x")
    options = {"return_sequences": True, "return_state": True, "go_backwards": True}
    options |= {"stateful": True, "trainable": False, "unit_forget_bias": False}
    steps, h, c = lstm(2, **options, name="first")(x)
    return keras.Model(x, [gru(2, dtype="float64", name="second", **more)(steps), h, c])


def drawn(model: keras.Model) -> None:
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.1, 1, array.shape) for array in model.get_weights()])


def main() -> None:
    whole, fast = everything(), cudnn(CuDNNLSTM, CuDNNGRU)
    for name, model in (("everything", whole), ("cudnn", fast)):
        drawn(model)
        model.save(HERE / f"{name}.h5")
    # cuDNN runs on a GPU alone, but Keras 2 reads its weights into layers that run anywhere.
    anywhere = cudnn(layers.LSTM, layers.GRU, reset_after=True)
    anywhere.load_weights(HERE / "cudnn.h5")
    x = [np.sin(np.arange(24).reshape(2, 4, 3) + start) for start in (0, 1)]
    outputs = {
        "everything": whole.predict(x, verbose=0),
        "cudnn": anywhere.predict(x[0], verbose=0),
    }
    rounded = {
        name: [np.round(array.astype(float), 6).tolist() for array in arrays]
        for name, arrays in outputs.items()
    }
    (HERE / "keras_2.json").write_text(json.dumps(rounded) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
