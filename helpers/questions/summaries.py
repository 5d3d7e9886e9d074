"""What the lessons are said back with, by the name of the lesson."""

from helpers.questions.gaps import Gap, Summary

SUMMARIES: dict[str, Summary] = {
    "tensors": Summary(
        [
            [
                "An LSTM reads a tensor of the shape ",
                Gap(
                    "[samples, timesteps, features]",
                    {
                        "[samples, features, timesteps]": "At each step a list of features "
                        "enters, so timesteps come before features.",
                        "[timesteps, samples, features]": "Samples come first in Keras.",
                    },
                ),
                ".",
            ],
            [
                "50 lines of 10 words, each word as a vector of 300 numbers: the timesteps are ",
                Gap(
                    "10",
                    {
                        "50": "50 are the samples: one for each line.",
                        "300": "300 are the features: the numbers that enter at one step.",
                    },
                ),
                ".",
            ],
            [
                "If two axes are swapped, a new layer ",
                Gap(
                    "says nothing",
                    {
                        "raises an error": "It takes its features from the first data that it "
                        "sees, and cannot know.",
                        "swaps them back": "Keras changes no data by itself.",
                    },
                ),
                ", but its number of parameters is another one.",
            ],
        ],
        [
            "An LSTM reads [samples, timesteps, features].",
            "Samples: how many sequences. Timesteps: how many steps in each. Features: how many "
            "numbers at each step.",
            "50 lines of 10 words, each word as a vector of 300 numbers: (50, 10, 300).",
            "A new layer raises no error for swapped axes. But the count is another one.",
        ],
    ),
    "be_the_gate": Summary(
        [
            [
                "To hold a number in the memory: f = ",
                Gap(
                    "1",
                    {"0": "The old memory is multiplied by f. 0 would throw it away."},
                ),
                ", i = ",
                Gap("0", {"1": "i = 1 would write what goes by on top of it."}),
                ".",
            ],
            [
                "A gate is squeezed by ",
                Gap(
                    "σ, to 0 … 1",
                    {
                        "tanh, to −1 … 1": "A gate is a share, and a share below 0 makes no "
                        "sense. tanh is for the content, which may go up or down.",
                    },
                ),
                ".",
            ],
            [
                "Beyond 1 can grow: ",
                Gap(
                    "c, but not h",
                    {
                        "h, but not c": "h is a tanh of c, times a gate, so it stays between "
                        "−1 and 1.",
                        "neither c nor h": "Nothing squeezes c on its way from step to step.",
                    },
                ),
                ".",
            ],
        ],
        [
            "new c = f × old c + i × new content. The forget gate f says how much is kept, the "
            "input gate i how much is written.",
            "To hold a number: f = 1, i = 0. To replace it: f = 0, i = 1.",
            "A gate uses σ, because it is a share from 0 to 1. The content uses tanh, because it "
            "can go up or down.",
            "c can grow beyond 1. h cannot.",
        ],
    ),
    "one_gate": Summary(
        [
            [
                "A gate reads [x, h], that is ",
                Gap(
                    "features + units",
                    {
                        "features": "It also reads h, the output of the step before.",
                        "features × units": "Two lists side by side: their lengths are added.",
                    },
                ),
                " numbers, and gives ",
                Gap(
                    "units",
                    {
                        "1": "It gives one number for each unit.",
                        "features": "Features are what enters. One number comes out for each unit.",
                    },
                ),
                " numbers.",
            ],
            [
                "With 3 features and 2 units it has 12 parameters, of which ",
                Gap(
                    "2",
                    {
                        "0": "Each number that comes out has a bias, which is added.",
                        "5": "There is a bias for each number that comes out, not for each that "
                        "enters.",
                    },
                ),
                " are biases.",
            ],
        ],
        [
            "A gate reads [x, h]: features + units numbers. It gives units numbers.",
            "It has a weight for each pair of these, and a bias for each number that comes out.",
            "(features + units) × units + units. With 3 features and 2 units: 12.",
            "Longer sequences need no more weights: the gate is used again at every step.",
        ],
    ),
    "four_gates": Summary(
        [
            [
                "An LSTM has ",
                Gap(
                    "three gates and one candidate",
                    {
                        "four gates": "Four blocks, but the candidate opens and closes nothing.",
                        "three gates": "There is a fourth block: the candidate, the new content.",
                    },
                ),
                ", so it has ",
                Gap(
                    "4",
                    {
                        "3": "The candidate has as many weights as a gate.",
                        "5": "The update of the memory has no weights.",
                    },
                ),
                " × ((features + units) × units + units) parameters.",
            ],
            [
                "Twice the units make the count ",
                Gap(
                    "more than twice as large",
                    {
                        "twice as large": "Units meet units: units × units weights in each block.",
                        "four times as large": "The weights that meet x, and the biases, only "
                        "double.",
                    },
                ),
                ".",
            ],
        ],
        [
            "An LSTM has four blocks of weights: input gate, forget gate, candidate, output gate. "
            "Three gates and one candidate.",
            "All four have the same size: 4 × ((features + units) × units + units).",
            "The update of the memory multiplies and adds. It has no weights.",
            "Bidirectional holds two LSTMs, so it counts double.",
        ],
    ),
    "one_cell_many_steps": Summary(
        [
            [
                "Ten times as many timesteps: ",
                Gap(
                    "the same parameters, ten times the work",
                    {
                        "ten times the parameters, ten times the work": "The same cell, with the "
                        "same weights, takes every step.",
                        "the same parameters, the same work": "The weights work again at each "
                        "step, so the work grows.",
                    },
                ),
                ".",
            ],
            [
                "On the way back through many steps the gradient is multiplied again and again. "
                "It stays large enough only where the factors are ",
                Gap(
                    "near 1",
                    {
                        "near 0": "Then it vanishes after a few steps.",
                        "well above 1": "Then it explodes.",
                    },
                ),
                ". In an LSTM that needs an ",
                Gap(
                    "open forget gate",
                    {
                        "shut forget gate": "The factor on the way of c is f itself. Shut means 0.",
                        "open input gate": "The factor on the way of c is f: new c = f × old c + …",
                    },
                ),
                ".",
            ],
        ],
        [
            "The same cell, with the same weights, takes every step. Neither the timesteps nor the "
            "batch size are in the count.",
            "The work grows with the timesteps: timesteps × 4 × (features + units) × units "
            "multiply-adds.",
            "A product of many factors vanishes or explodes. The forget gate gives the LSTM a way "
            "to keep the factor near 1. It has to be open.",
        ],
    ),
    "return_sequences": Summary(
        [
            [
                "By default LSTM(5) on (batch, 7, 3) gives ",
                Gap(
                    "(batch, 5)",
                    {
                        "(batch, 7, 5)": "All steps come out only with return_sequences=True.",
                        "(batch, 7)": "The width of the output is the units.",
                    },
                ),
                ".",
            ],
            [
                "With return_state=True the order is ",
                Gap(
                    "output, h, c",
                    {
                        "output, c, h": "First what is shown, then what is kept: h before c.",
                        "h, c, output": "The output always comes first.",
                    },
                ),
                ", and the last step of the output equals ",
                Gap(
                    "h",
                    {
                        "c": "c is the memory behind it. It leaves only through the output gate.",
                    },
                ),
                ".",
            ],
            [
                "The backward half of a Bidirectional layer has read everything at index ",
                Gap(
                    "0",
                    {"−1": "There it began: it has read one input only."},
                ),
                ".",
            ],
        ],
        [
            "Default: only the last h comes out, (batch, units). return_sequences=True: all of "
            "them, (batch, timesteps, units).",
            "return_state=True gives output, h, c. The last step of the output equals h, and not "
            "c.",
            "Bidirectional doubles the width, and the next layer sees twice the features. Its "
            "backward half is complete at index 0.",
        ],
    ),
    "clinic": Summary(
        [
            [
                "A report of an error is read from its ",
                Gap(
                    "end", {"beginning": "There stand the calls. The last line says what is wrong."}
                ),
                ".",
            ],
            [
                "Expected ndim=3, found ndim=2, received (None, 5): the layer before needs ",
                Gap(
                    "return_sequences=True",
                    {
                        "return_state=True": "That gives the last h and c, and no steps.",
                        "a new axis": "That helps where your own data lack the batch: (7, 3).",
                    },
                ),
                ".",
            ],
            [
                "To turn (50, 3, 120) into (50, 120, 3), with each number in its place, use ",
                Gap(
                    "transpose",
                    {"reshape": "It reads the numbers on in a row, so they change places."},
                ),
                ".",
            ],
        ],
        [
            "Read the last line first: what was expected, and what was found?",
            "Two axes instead of three: either a layer before gave only its last step, or your "
            "data have no axis for the samples.",
            "A stateful layer needs a fixed batch. Swapped axes give no error at all.",
        ],
    ),
    "one_to_one": Summary(
        [
            [
                "x has the shape (5, 1, 1): ",
                Gap(
                    "5 samples of 1 timestep",
                    {
                        "1 sample of 5 timesteps": "That would be (1, 5, 1), the next lesson.",
                        "1 sample of 5 features": "That would be (1, 1, 5).",
                    },
                ),
                ".",
            ],
            [
                "140 + 6 = 146 parameters, of which ",
                Gap(
                    "36",
                    {
                        "146": "There is no step before, so the recurrent kernel and the forget "
                        "gate are multiplied by 0.",
                        "6": "That is the Dense layer. Three blocks of the LSTM learn too.",
                    },
                ),
                " can learn anything here.",
            ],
            [
                "The trained model gives back ",
                Gap(
                    "numbers near those that it saw",
                    {
                        "every number": "h lies between −1 and 1, and Dense only stretches that.",
                        "only the five numbers": "It was right for 0.5 too, which it never saw.",
                    },
                ),
                ".",
            ],
        ],
        [
            "One-to-one: 5 samples of 1 timestep of 1 feature. The LSTM gives (None, 5), Dense "
            "gives (None, 1).",
            "140 + 6 = 146 parameters.",
            "It learned to repeat numbers near those that it saw, and not every number.",
        ],
    ),
    "many_to_one": Summary(
        [
            [
                "Dense(5) makes its five numbers ",
                Gap(
                    "all at once, from the last h",
                    {
                        "one at each step": "The Dense layer gets the last h, and no other.",
                        "all at once, from all five h": "Only the last h comes out of the LSTM.",
                    },
                ),
                ".",
            ],
            [
                "A tensor of the shape (1, 5) is ",
                Gap(
                    "a vector of five numbers",
                    {
                        "a sequence of five steps": "That would be (1, 5, 1), with an axis for "
                        "the features.",
                    },
                ),
                ".",
            ],
            [
                "If the fifth input changes, ",
                Gap(
                    "all five answers can change",
                    {
                        "only the fifth answer changes": "All answers come from the last h, and "
                        "that has read the fifth input.",
                        "no answer changes": "The last h has read it.",
                    },
                ),
                ".",
            ],
        ],
        [
            "Many-to-one: 1 sample of 5 timesteps. Dense(5) makes one vector of five numbers from "
            "the last h.",
            "140 + 30 = 170 parameters.",
            "A vector of five numbers is not a sequence of five numbers.",
        ],
    ),
    "many_to_many": Summary(
        [
            [
                "To answer at each step the LSTM needs ",
                Gap(
                    "return_sequences=True",
                    {
                        "return_state=True": "That adds the last h and c, not the other steps.",
                        "Flatten": "Then the steps are lost, and the count depends on the length.",
                    },
                ),
                ". After it, TimeDistributed(Dense(1)) has ",
                Gap(
                    "6",
                    {
                        "30": "The same Dense is used at every step: 5 weights and a bias.",
                        "26": "The steps stay apart. Nothing is flattened.",
                    },
                ),
                " parameters.",
            ],
            [
                "At its second step a model that reads forwards can use ",
                Gap(
                    "the first two inputs",
                    {
                        "all inputs": "It has not read the others yet.",
                        "only the second input": "The first one may still be in its memory.",
                    },
                ),
                ".",
            ],
        ],
        [
            "Many-to-many: an answer at each step. return_sequences=True, and the same Dense at "
            "each step.",
            "140 + 6 = 146 parameters. TimeDistributed(Dense) equals Dense on three axes.",
            "Flattened, the count would depend on the length.",
            "A model that answers at each step cannot use what it has not read yet.",
        ],
    ),
    "a_whole_model": Summary(
        [
            [
                "The features of a layer are ",
                Gap(
                    "the width of what the layer before gives",
                    {
                        "the number of words": "An Embedding turns each word into a vector. Its "
                        "length is what the LSTM sees.",
                        "the features of the data": "That holds for the first layer only.",
                    },
                ),
                ".",
            ],
            [
                "Embedding(1000, 128) has 128,000 parameters, because it has ",
                Gap(
                    "no bias",
                    {
                        "a bias for each word": "It only looks up vectors: 1,000 × 128.",
                        "a bias for each number": "It only looks up vectors: 1,000 × 128.",
                    },
                ),
                ".",
            ],
        ],
        [
            "Embedding: words × length of a vector. LSTM: 4 × ((features + units) × units + "
            "units). Dense: features × units + units.",
            "The features of a layer are the width of what comes out of the layer before it.",
            "128,000 + 49,408 + 650 = 178,058. explain(model) fills in the formula for each layer.",
            "After training summary() adds what the optimizer keeps: with Adam 2 × 178,058 + 2.",
        ],
    ),
    "inside_the_cell": Summary(
        [
            [
                "new c = f × ",
                Gap(
                    "old c",
                    {
                        "old h": "h is only what is shown. The memory that is kept is c.",
                        "x": "x goes into the gates and the candidate.",
                    },
                ),
                " + i × ",
                Gap(
                    "g",
                    {
                        "x": "x is not written as it is. The candidate g is made from x and h.",
                        "o": "The output gate o acts later, when h is made.",
                    },
                ),
                ".",
            ],
            [
                "new h = o × ",
                Gap(
                    "tanh(new c)",
                    {
                        "new c": "Without tanh, h could grow beyond 1.",
                        "tanh(old c)": "What was written at this step is shown at this step.",
                    },
                ),
                ".",
            ],
            [
                "The gates of the trained model ",
                Gap(
                    "keep between flags and replace at a flag",
                    {
                        "replace between flags and keep at a flag": "Then each number that goes "
                        "by would end up in the memory.",
                    },
                ),
                ", as you did in the game.",
            ],
        ],
        [
            "A step: four sums of x, h and a bias; three are squeezed by σ, one by tanh.",
            "new c = f × old c + i × g. new h = o × tanh(new c).",
            "Forget gate near 1 and input gate near 0: the memory holds. Forget gate near 0 and "
            "input gate near 1: it is replaced. Training found this play.",
        ],
    ),
    "padding": Summary(
        [
            [
                "Without a mask an LSTM reads padding ",
                Gap(
                    "like words",
                    {
                        "not at all": "Nothing tells it that a zero is no word.",
                        "only where it stands in front": "It reads every step, wherever it is.",
                    },
                ),
                ".",
            ],
            [
                "With mask_zero=True, h and c at a masked step are ",
                Gap(
                    "carried over",
                    {
                        "set to 0": "Then the words before would be forgotten.",
                        "left out, so the output is shorter": "The shape stays as it is.",
                    },
                ),
                ", and the layer has ",
                Gap(
                    "no new parameter",
                    {"one new parameter for each step": "A mask is data: it has nothing to learn."},
                ),
                ".",
            ],
        ],
        [
            "Padding is read like words, unless there is a mask. Then the last h is that of the "
            "words alone.",
            "At a masked step h and c are carried over. The shape stays as it is, and no parameter "
            "is added.",
            "A mask travels from layer to layer, and into the loss. Your own arithmetic loses it "
            "without a word.",
            "With a mask, the side does not matter. On a GPU, pad behind.",
        ],
    ),
    "state": Summary(
        [
            [
                "Each call starts from ",
                Gap(
                    "h = 0 and c = 0",
                    {
                        "the last h and c": "Only with initial_state=[h, c] or stateful=True.",
                        "random h and c": "The weights start at random, the state at 0.",
                    },
                ),
                ", unless you say otherwise.",
            ],
            [
                "A stateful layer keeps its state until ",
                Gap(
                    "reset_state() is called",
                    {
                        "the batch ends": "It goes on from batch to batch.",
                        "the epoch ends": "It goes on from epoch to epoch, too.",
                    },
                ),
                ".",
            ],
            [
                "From the encoder to the decoder go ",
                Gap(
                    "h and c",
                    {
                        "all steps of the output": "Only the state goes across here.",
                        "the weights": "Each of the two has weights of its own.",
                    },
                ),
                ".",
            ],
        ],
        [
            "Each call starts from h = 0 and c = 0, unless you give initial_state=[h, c] or the "
            "layer is stateful.",
            "stateful=True goes on from batch to batch and from epoch to epoch. Only reset_state() "
            "ends that. Never shuffle then.",
            "The state crosses a call. The gradient of a stateful layer does not.",
            "Encoder and decoder: only h and c go across. In training the decoder reads the right "
            "digits, in use its own.",
        ],
    ),
    "other_cells": Summary(
        [
            [
                "Blocks: SimpleRNN has 1, LSTM has 4, GRU has ",
                Gap(
                    "3",
                    {
                        "2": "Two gates, and a candidate with as many weights.",
                        "4": "The LSTM has one gate more.",
                    },
                ),
                ".",
            ],
            [
                "In each block the GRU of Keras has ",
                Gap(
                    "two biases",
                    {
                        "one bias": "That is the GRU with reset_after=False.",
                    },
                ),
                ", and the LSTM of PyTorch has ",
                Gap(
                    "two biases",
                    {
                        "one bias": "PyTorch keeps one for the input and one for h.",
                    },
                ),
                ".",
            ],
            [
                "Before you copy weights from one library to another, check ",
                Gap(
                    "the order of the blocks",
                    {
                        "the total only": "Keras and ONNX order the blocks differently, and a "
                        "total does not show it.",
                    },
                ),
                ".",
            ],
        ],
        [
            "A recurrent layer has blocks × ((features + units) × units + biases × units) "
            "parameters.",
            "SimpleRNN: 1 block. GRU: 3. LSTM: 4.",
            "The GRU of Keras has two biases in each block. PyTorch has two in every recurrent "
            "layer.",
            "Between libraries, check the order of the blocks before you copy weights.",
            "Between versions, check what a name means: hard_sigmoid has changed.",
        ],
    ),
    "forecast": Summary(
        [
            [
                "Choose a model by its error on ",
                Gap(
                    "the validation months",
                    {
                        "the training months": "A low training loss may be learned by heart.",
                        "the test months": "Who chooses by the test has no test any more.",
                    },
                ),
                ".",
            ],
            [
                "The mean and the spread for the scaling come from ",
                Gap(
                    "the training months",
                    {
                        "all months": "Then the model knows something of the future.",
                    },
                ),
                ".",
            ],
            [
                "Before any model comes ",
                Gap(
                    "a baseline",
                    {
                        "a larger LSTM": "Without a simple forecast nobody knows what a good error "
                        "is.",
                        "the test": "The test is looked at once, at the end.",
                    },
                ),
                ".",
            ],
        ],
        [
            "Look, split in time order, scale on the training months, baselines first. Then a "
            "model.",
            "Choose by the validation. Look at the test once. Say the number, also when the model "
            "loses.",
            "A lower training loss is not a better forecast.",
        ],
    ),
}
