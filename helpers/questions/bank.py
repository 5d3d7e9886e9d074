"""The questions of the lessons, by name. They stand here so that no lesson shows its answers."""

from helpers.counting import (
    KERAS,
    LSTM,
    ParameterCount,
    by_gate,
    dense_parameters,
    gru_parameters,
    lstm_parameters,
)
from helpers.questions.kinds import Choice, ChoiceQuestion, NumberQuestion
from helpers.questions.mistakes import count_question

_FORGET_GATE = ParameterCount(
    "one gate",
    {"units": 2, "features": 3},
    by_gate(KERAS.blocks(LSTM))["forget"],
)

QUESTIONS: dict[str, NumberQuestion | ChoiceQuestion] = {
    # 01_tensors
    "text_shape": ChoiceQuestion(
        "There are 50 lines. We keep 10 words of each. Each word becomes 300 numbers. "
        "What is the shape of the tensor that the LSTM reads?",
        [
            Choice(
                "(10, 50, 300)",
                "This is 10 sequences of 50 words. Samples come first: here the lines.",
            ),
            Choice(
                "(50, 300, 10)",
                "This is 300 steps of 10 numbers. Timesteps come before features.",
            ),
            Choice("(50, 10, 300)", "50 samples, 10 timesteps, 300 features.", right=True),
            Choice(
                "(500, 300)",
                "This has lost the lines: the LSTM could not know where one ends.",
            ),
        ],
    ),
    "swapped_axes": ChoiceQuestion(
        "An LSTM with 128 units reads (50, 300, 10) instead of (50, 10, 300). What happens?",
        [
            Choice(
                "Keras raises an error.",
                "A new layer cannot know. It takes its features from the data that it sees first.",
            ),
            Choice(
                "Nothing changes: the numbers are the same.",
                "The numbers are the same, but the last axis is the features, and the weights "
                "depend on it.",
            ),
            Choice(
                "It works, with another number of parameters.",
                "Now there are 10 features instead of 300, so fewer weights.",
                right=True,
            ),
        ],
    ),
    # 02_be_the_gate
    "forget_gate_at_one": ChoiceQuestion(
        "The old memory is 0.6. The forget gate stands at f = 1, the input gate at i = 0. "
        "What is the new memory?",
        [
            Choice("0.6", "1 × 0.6: all of the old memory is kept.", right=True),
            Choice(
                "0: it is forgotten",
                "f = 1 does not mean forget. The old memory is multiplied by f, and 1 × 0.6 is "
                "still 0.6. To forget, f must be 0.",
            ),
            Choice(
                "the number that goes by",
                "That would be i = 1 and f = 0. Here i = 0, so nothing new is written.",
            ),
        ],
    ),
    "both_gates_open": ChoiceQuestion(
        "Between two flags somebody leaves both gates wide open: f = 1, i = 1. "
        "What does the memory hold after a few steps?",
        [
            Choice(
                "still the flagged number",
                "f = 1 keeps it, but i = 1 adds each new number to it.",
            ),
            Choice(
                "the number that went by last",
                "i = 1 writes it. But f = 1 keeps what was there, so the two are added.",
            ),
            Choice(
                "the sum of the flagged number and all that went by since",
                "Everything is kept, and everything is added.",
                right=True,
            ),
        ],
    ),
    "content_by_sigmoid": ChoiceQuestion(
        "Suppose that the new content, too, were squeezed by σ, to 0 … 1. "
        "The memory begins at 0. What could it never do?",
        [
            Choice("grow", "It could: each step adds something above 0."),
            Choice(
                "fall below 0",
                "f can only shrink it towards 0, and what is added is never below 0.",
                right=True,
            ),
            Choice("stay as it is", "It could: f = 1 and i = 0 keep it, whatever the content is."),
        ],
    ),
    "memory_above_one": ChoiceQuestion(
        "Both gates are wide open, f = 1 and i = 1, and the new content is 0.8 at each step. "
        "What is the memory after 5 steps?",
        [
            Choice("0.8", "That is one step. f = 1 keeps it, and the next 0.8 is added."),
            Choice(
                "nearly 1, but never more",
                "That is true of h, which is squeezed. On c itself there is no lid.",
            ),
            Choice("4.0", "5 × 0.8. Nothing squeezes c on its way from step to step.", right=True),
        ],
    ),
    # 03_one_gate
    "one_gate": count_question(
        _FORGET_GATE,
        prompt="A gate sees 3 features and has 2 units. How many weights and biases does it have, "
        "all together?",
        also={
            4 * _FORGET_GATE.total: "That is all four blocks of the LSTM. The question is about "
            "one gate.",
            7: "You added where each number that enters meets each number that comes out. "
            "5 numbers enter and 2 come out: 5 × 2 weights.",
        },
    ),
    # 04_four_gates
    "lstm_total": count_question(lstm_parameters(units=10, features=3), timesteps=7),
    "bidirectional_total": count_question(
        lstm_parameters(units=64, features=10, bidirectional=True), timesteps=7
    ),
    # 05_one_cell_many_steps
    "length_parameters": ChoiceQuestion(
        "An LSTM has 180 parameters on 7 timesteps. How many does it have on 70 timesteps?",
        [
            Choice("1,800", "It does not get new weights for new steps. It uses its own again."),
            Choice("180", "The same cell takes every step.", right=True),
            Choice("250", "You added the 70 timesteps. They are not in the formula."),
        ],
    ),
    "length_work": NumberQuestion(
        "At one step, each weight of the two kernels makes one product: 4 × (3 + 5) × 5 = 160. "
        "How many products does the layer make on 7 timesteps?",
        1120,
        "7 × 4 × (3 + 5) × 5 = 1,120. The work grows with the length.",
        {
            160: "That is one step. The same weights work again at each of the 7 steps.",
            1260: "You counted the biases too. A bias is added; nothing is multiplied by it.",
            180: "That is the number of parameters. The question is how often they are used.",
        },
    ),
    "batch_size": ChoiceQuestion(
        "A layer with 180 parameters reads a batch of 64 sequences instead of one. "
        "How many parameters does it have now?",
        [
            Choice("180", "All sequences of a batch are read with the same weights.", right=True),
            Choice("11,520", "You multiplied by the batch. It is only data."),
            Choice("244", "You added the batch. It is only data."),
        ],
    ),
    "units_drawn": ChoiceQuestion(
        "A picture of LSTM(5) shows 7 boxes in a row, joined by arrows. What are the 7 boxes?",
        [
            Choice(
                "7 units",
                "The units are inside each box: h and c are lists of 5 numbers, one for each unit.",
            ),
            Choice(
                "7 cells, each with weights of its own",
                "There is one cell, with one set of weights. It is drawn once for each step.",
            ),
            Choice(
                "7 neurons",
                "A box holds four blocks with 5 units each. It is the whole layer at one step.",
            ),
            Choice("one cell, at 7 timesteps", "The picture is unrolled.", right=True),
        ],
    ),
    "new_lstm_keeps": ChoiceQuestion(
        "A new LSTM, as Keras makes it, is not yet trained and reads 100 steps. How much of a "
        "change at the first step arrives at the last h, compared with a change at the last step?",
        [
            Choice(
                "nearly all of it: that is what an LSTM is for",
                "It has a way to keep it, but the gate must be open. With a forget bias of 1 it is "
                "open by about 0.73, and 0.73 × 0.73 × …, 100 times, is next to nothing.",
            ),
            Choice(
                "about half of it",
                "With a forget bias of 1 the gate is open by about 0.73. After three steps less "
                "than half is left, after 100 next to nothing.",
            ),
            Choice(
                "next to nothing, as in a SimpleRNN",
                "The forget gate can learn to stay open. A new one is not open enough.",
                right=True,
            ),
        ],
    ),
    "hundred_factors": ChoiceQuestion(
        "0.9 is nearly 1. How much is 0.9 × 0.9 × … × 0.9, with 100 factors?",
        [
            Choice("about 0.9", "Each factor takes a tenth of what is left."),
            Choice("about 0.1", "That is what is left after 22 factors."),
            Choice("about 0.00003", "Next to nothing.", right=True),
        ],
    ),
    # 06_return_sequences
    "default_output": ChoiceQuestion(
        "LSTM(5) reads a batch of the shape (batch, 7, 3). What comes out?",
        [
            Choice(
                "(batch, 7, 5)",
                "This is h at all 7 steps. You get it with return_sequences=True.",
            ),
            Choice("(batch, 5)", "The last h, one number for each unit.", right=True),
            Choice("(batch, 7)", "The width of the output is the units, here 5."),
            Choice("(batch, 3)", "3 is the width of the input. The width of the output is units."),
        ],
    ),
    "return_state_order": ChoiceQuestion(
        "With return_sequences=True and return_state=True an LSTM returns three tensors. "
        "In which order?",
        [
            Choice("h, c, output", "The output comes first, also when more is returned."),
            Choice("output, c, h", "h comes before c: first what is shown, then what is kept."),
            Choice("output, h, c", "The output, then the last h, then the last c.", right=True),
        ],
    ),
    "which_equals_which": ChoiceQuestion(
        "The layer returns output, h, c. The output holds every step. What is its last step?",
        [
            Choice("equal to h", "The output is h, step after step.", right=True),
            Choice(
                "equal to c", "c is the memory. It leaves the cell only through the output gate."
            ),
            Choice("the sum of h and c", "The two are never added."),
        ],
    ),
    "after_bidirectional": count_question(
        lstm_parameters(units=32, features=128, bidirectional=True),
        prompt="A Bidirectional(LSTM(64)) reads 10 features and has 38,400 parameters. After it "
        "comes a Bidirectional(LSTM(32)). How many parameters does this second layer have?",
        also={
            lstm_parameters(units=32, features=64, bidirectional=True).total: "You counted 64 "
            "features. Bidirectional lays two outputs side by side, so 128 features come out.",
            lstm_parameters(units=32, features=10, bidirectional=True).total: "You counted 10 "
            "features. The second layer does not see the data. It sees what the first gives.",
        },
    ),
    "backward_half": ChoiceQuestion(
        "A bidirectional layer returns all 7 steps. At which index has its backward half read all "
        "7 inputs?",
        [
            Choice("index 0", "It began at the end, and arrives at index 0.", right=True),
            Choice("index -1", "There it began: it has read one input only."),
            Choice("every index", "It reads step by step, like the other half, from the end."),
        ],
    ),
    "stacked_without_sequences": ChoiceQuestion(
        "LSTM(5) is followed by LSTM(2), and return_sequences is off. What happens?",
        [
            Choice(
                "The second LSTM reads one step.",
                "It would need three axes for that, with a 1 in the middle. It gets two axes.",
            ),
            Choice(
                "Keras raises an error.",
                "The first gives (batch, 5), and the second wants three axes.",
                right=True,
            ),
            Choice(
                "Keras turns return_sequences on.",
                "Keras changes no option by itself.",
            ),
        ],
    ),
    # 07_clinic
    "stateful_batch": ChoiceQuestion(
        "A layer with stateful=True keeps h and c from one batch to the next. "
        "What must it know when it is built?",
        [
            Choice("the number of timesteps", "The same weights serve any number of steps."),
            Choice(
                "the number of samples in a batch",
                "It keeps one h and one c for each sample.",
                right=True,
            ),
            Choice("the number of batches", "It goes on from batch to batch until it is reset."),
        ],
    ),
    # 08_one_to_one
    "one_to_one_dense": count_question(
        dense_parameters(units=1, features=5),
        prompt="After the LSTM with 5 units comes Dense(1). How many parameters does it have?",
    ),
    "one_to_one_total": NumberQuestion(
        "The whole model: an LSTM with 5 units that reads 1 feature, and then Dense(1). "
        "How many parameters does it have?",
        146,
        "4 × ((1 + 5) × 5 + 5) + (5 × 1 + 1) = 140 + 6 = 146.",
        {
            140: "That is the LSTM alone. The Dense layer has parameters too.",
            145: "You forgot the bias of the Dense layer.",
            111: "You counted three blocks. The LSTM has four.",
            126: "You forgot the biases of the LSTM.",
            166: "You counted a second bias in each block, as PyTorch does.",
        },
    ),
    # 09_many_to_one
    "many_to_one_lstm": ChoiceQuestion(
        "The LSTM with 5 units now reads 5 timesteps instead of 1. "
        "It had 140 parameters. How many does it have now?",
        [
            Choice("140", "The timesteps are not in the formula.", right=True),
            Choice("700", "The same weights are used at each of the 5 steps."),
            Choice("220", "That would be 5 features. There are 5 timesteps of 1 feature."),
        ],
    ),
    "many_to_one_dense": count_question(
        dense_parameters(units=5, features=5),
        prompt="The last layer is Dense(5): 5 numbers come out at once. It reads the last h, "
        "5 numbers. How many parameters does it have?",
        also={6: "That is Dense(1). Each of the 5 outputs has weights of its own."},
    ),
    "when_answered": ChoiceQuestion(
        "The model reads 0.0, 0.2, 0.4, 0.6, 0.8, one at each step. "
        "When does it give the first number of its answer?",
        [
            Choice("after the first step", "The Dense layer gets only the last h, after step 5."),
            Choice("after the last step", "All five come at once, from the last h.", right=True),
        ],
    ),
    "units_room": ChoiceQuestion(
        "An LSTM with 3 units reads five random numbers, and Dense(5) has to give all five back in "
        "reverse order. After training, how much of the error of always saying the mean is left?",
        [
            Choice(
                "None. It has read all five.",
                "It has read them, but Dense sees only the last h, and that has 3 numbers.",
            ),
            Choice(
                "A part. Three numbers do not hold five.",
                "The last h is all that Dense gets: 3 numbers. Some of the five have no room.",
                right=True,
            ),
            Choice(
                "All. It has fewer units than steps, so it cannot read to the end.",
                "Units do not limit the steps. A cell with 3 units reads as many as there are.",
            ),
        ],
    ),
    # 10_many_to_many
    "time_distributed_dense": count_question(
        dense_parameters(units=1, features=5),
        prompt="TimeDistributed(Dense(1)) answers at each of the 5 steps. At each it reads the h "
        "of this step, 5 numbers. How many parameters does it have?",
        also={
            30: "You counted a Dense(1) for each step. The same one is used at every step.",
            26: "You flattened the 5 steps into one list of 25. The steps stay apart here.",
        },
    ),
    "dense_on_steps": ChoiceQuestion(
        "A Dense(1) without TimeDistributed gets a tensor of the shape (4, 7, 5). What happens?",
        [
            Choice("Keras raises an error.", "Dense accepts two or more axes."),
            Choice(
                "It flattens the 7 steps, and gives (4, 1).",
                "Dense does not flatten. It works on the last axis only.",
            ),
            Choice(
                "The same as with TimeDistributed: (4, 7, 1).",
                "Dense works on the last axis, with the same weights at every step.",
                right=True,
            ),
        ],
    ),
    "reversed_step_by_step": ChoiceQuestion(
        "The model answers after each number that it reads. Which of the three can it not give, "
        "however long it trains?",
        [
            Choice(
                "shifted: each number one step later",
                "The number of the step before has been read. The memory can hold it.",
            ),
            Choice(
                "the cumulative sum",
                "All numbers of the sum so far have been read. The memory can add.",
            ),
            Choice(
                "reversed: the last number first",
                "At step 1 it would have to say the fifth number, which it has not read.",
                right=True,
            ),
            Choice(
                "none: it can learn all three",
                "Training changes weights. It does not let a model read what comes later.",
            ),
        ],
    ),
    "why_two_fifths": ChoiceQuestion(
        "Reversed, five numbers: 0.4 of the error is left. Why just 0.4?",
        [
            Choice(
                "With more epochs it would go to 0.",
                "What has not been read cannot be learned, in any number of epochs.",
            ),
            Choice(
                "At 2 of the 5 steps it must say a number that it has not read.",
                "At step 1 the fifth, at step 2 the fourth. There it can only guess.",
                right=True,
            ),
            Choice(
                "At 4 of the 5 steps it must say a number that it has not read.",
                "At step 3 it says the third, which it has just read. At steps 4 and 5 it says "
                "the second and the first.",
            ),
        ],
    ),
    # 11_a_whole_model
    "embedding_count": NumberQuestion(
        "The first layer is Embedding(1000, 128). How many parameters does it have?",
        128_000,
        "1,000 × 128 = 128,000. A vector of 128 numbers for each of 1,000 words.",
        {
            128_128: "You added a bias. An Embedding only looks up vectors, it has none.",
            1_128: "You added. There is a whole vector for each word: 1,000 × 128.",
            1_280_000: "You multiplied by the 10 timesteps. A word has one vector, at each step.",
        },
    ),
    "lstm_after_embedding": count_question(
        lstm_parameters(units=64, features=128),
        prompt="Then comes LSTM(64). It reads vectors of 128 numbers. "
        "How many parameters does it have?",
        timesteps=10,
        also={
            lstm_parameters(units=64, features=1000).total: "You took the 1,000 words for the "
            "features. The LSTM sees the vectors, 128 numbers at each step.",
        },
    ),
    "dense_after_lstm": count_question(
        dense_parameters(units=10, features=64),
        prompt="At the end comes Dense(10). It reads the last h of the LSTM. "
        "How many parameters does it have?",
        also={
            dense_parameters(units=10, features=128).total: "You counted 128 features. They "
            "entered the LSTM. What comes out of it is 64 wide.",
            6_410: "You counted the 10 timesteps in. Only the last h arrives here.",
        },
    ),
    "missing_dense": count_question(
        dense_parameters(units=3, features=32),
        prompt="Level 1. Embedding(5000, 64), LSTM(32), Dense(3). "
        "The summary says 320,000, then 12,416, then … ?",
        also={dense_parameters(units=3, features=64).total: "Dense sees what leaves the LSTM: 32."},
    ),
    "missing_lstm": count_question(
        lstm_parameters(units=48, features=100),
        prompt="Level 2. Embedding(2000, 100), LSTM(48), Dense(1). "
        "The summary says 200,000, then … , then 49. What is missing?",
        also={
            lstm_parameters(units=48, features=2000).total: "2,000 is the number of words. "
            "The LSTM reads vectors of 100 numbers.",
        },
    ),
    "missing_after_bidirectional": count_question(
        lstm_parameters(units=16, features=64),
        prompt="Level 3. Bidirectional(LSTM(32, return_sequences=True)) on 20 features, "
        "then LSTM(16). The summary says 13,568, then … ?",
        also={
            lstm_parameters(units=16, features=32).total: "Bidirectional gives 2 × 32 features.",
            lstm_parameters(units=16, features=20).total: "The 20 features went into the first "
            "layer. The second one sees what the first gives.",
        },
    ),
    "missing_units": NumberQuestion(
        "Level 4. An LSTM reads 50 features and has 29,440 parameters. "
        "How many units does it have?",
        64,
        "4 × ((50 + 64) × 64 + 64) = 29,440.",
        {
            86: "You left out the features: 86 × 86 is about 29,440 / 4.",
            147: "You left out that the units meet one another: 147 × 50 is about 29,440 / 4.",
            128: "With 128 units it would have 91,648. The count grows faster than the units.",
            32: "With 32 units it would have 10,624.",
        },
    ),
    # 12_inside_the_cell
    "new_c_on_paper": ChoiceQuestion(
        "The first unit: i = 0.731, f = 0.881, g = 0.762, old c = 1. What is its new c, about?",
        [
            Choice("1.44", "0.881 × 1 + 0.731 × 0.762 = 1.438.", right=True),
            Choice("0.88", "This keeps the old memory, and forgets to write the new content."),
            Choice("0.56", "This writes the new content, and drops the old memory."),
            Choice("1.64", "The candidate is written as far as the input gate is open: 0.731."),
        ],
    ),
    "forget_gate_between_flags": ChoiceQuestion(
        "A number has been flagged, and is in the memory. The next numbers have no flag. "
        "What must the gates do?",
        [
            Choice(
                "forget gate near 1, input gate near 0",
                "Keep all of the old memory, and let nothing in.",
                right=True,
            ),
            Choice(
                "forget gate near 0, input gate near 1",
                "This throws the memory away and takes in the new number: right at a flag.",
            ),
            Choice(
                "both near 1",
                "This keeps the memory, and adds every number that goes by.",
            ),
            Choice(
                "both near 0",
                "f near 0 does not keep: it throws the memory away. The forget gate says how much "
                "is kept, so 1 keeps all. After one step nothing would be left.",
            ),
        ],
    ),
    # 13_padding
    "padding_ignored": ChoiceQuestion(
        "The second line has seven words. Three zeros fill it up to ten places. An LSTM reads all "
        "ten. How is its last h, compared with the h after the seven words alone?",
        [
            Choice(
                "The same: zeros are ignored.",
                "Nothing tells the LSTM that these numbers are no words. It takes ten steps.",
            ),
            Choice("Another h: the zeros are read.", "Each of them is a step.", right=True),
            Choice(
                "The same: 0 times a weight is 0.",
                "0 is a row of the Embedding, with a vector of its own. And a step has biases and "
                "the old h, also where x is 0.",
            ),
            Choice(
                "All zeros: the last thing it reads is a zero.",
                "h depends on all that was read. The memory c fades, but it does not end at once.",
            ),
        ],
    ),
    "mask_shortens": ChoiceQuestion(
        "The mask skips three of the ten places. The LSTM has 2 units and return_sequences=True. "
        "What shape comes out for this line?",
        [
            Choice(
                "(1, 7, 2)",
                "A mask does not shorten the sequence. Another line of the batch may have ten "
                "words, and a tensor cannot be ragged.",
            ),
            Choice("(1, 10, 2)", "All ten steps. Three of them repeat the last h.", right=True),
            Choice("(1, 2)", "That is the last h alone, without return_sequences."),
        ],
    ),
    "mask_lost": ChoiceQuestion(
        "Between Embedding(…, mask_zero=True) and the LSTM you write 2 * vectors. "
        "What happens to the mask?",
        [
            Choice(
                "It goes along.",
                "It hangs on the tensor that the Embedding gave. 2 * vectors is a new tensor.",
            ),
            Choice("It is lost, and nothing says so.", "The LSTM reads the padding.", right=True),
            Choice(
                "Keras raises an error.",
                "An LSTM without a mask is no error. It reads every place.",
            ),
        ],
    ),
    # 14_state
    "state_between_calls": ChoiceQuestion(
        "You give the same three steps to LSTM(2) twice, one call after the other. "
        "How is the second h, compared with the first?",
        [
            Choice("The same.", "Each call starts from h = 0 and c = 0.", right=True),
            Choice(
                "Another one: it has read the steps once already.",
                "Within a sequence it goes on. Between two calls nothing is kept, unless you say "
                "so.",
            ),
            Choice(
                "Another one: its weights have changed.",
                "Weights change in training only. A call reads, and changes nothing.",
            ),
        ],
    ),
    "stateful_epochs": ChoiceQuestion(
        "A model with a stateful LSTM is trained for two epochs. "
        "What are h and c at the start of the second epoch?",
        [
            Choice(
                "Zero: fit resets them at each epoch.",
                "fit resets nothing. That is yours to do.",
            ),
            Choice(
                "What they were at the end of the first epoch.",
                "It goes on, as if the series began again right after its end.",
                right=True,
            ),
            Choice(
                "All that it learned about the rows in the first epoch.",
                "What it learned is in the weights. The state is one h and one c for each row of a "
                "batch, and each step writes over it.",
            ),
        ],
    ),
    "dropout_parameters": NumberQuestion(
        "LSTM(5) on 3 features has 180 parameters. "
        "How many has LSTM(5, dropout=0.5, recurrent_dropout=0.5)?",
        180,
        "180, as without. Dropout sets numbers of x and h to 0 in training. It learns nothing.",
        {
            90: "No weight is taken away. In each training step other numbers are set to 0, and "
            "outside of training none.",
            45: "No weight is taken away, neither by the one dropout nor by the other.",
            182: "The two shares of 0.5 are yours. They are not learned.",
            360: "There is no second set of weights.",
        },
    ),
    # 15_other_cells
    "gru_total": count_question(gru_parameters(units=5, features=3), timesteps=7),
    "pytorch_total": count_question(lstm_parameters(units=10, features=3, convention="pytorch")),
    "gru_states": ChoiceQuestion(
        "keras.layers.GRU(5, return_state=True) returns how many tensors?",
        [
            Choice("2", "The output and h. A GRU has no c.", right=True),
            Choice("3", "An LSTM returns three: output, h, c. A GRU has no c."),
            Choice("1", "return_state adds the state to the output."),
        ],
    ),
    # 16_forecast
    "forecast_split": ChoiceQuestion(
        "You want to know how good your forecasts will be. Which months do you keep away from "
        "training?",
        [
            Choice(
                "a fifth of all months, drawn at random",
                "Then the model knows the months before and after each of them. When you use it, "
                "it knows nothing of what comes after.",
            ),
            Choice("the last years", "They follow all that it learned from.", right=True),
            Choice("none: more data is better", "Then nobody knows how good it is on new months."),
        ],
    ),
    "forecast_scaling": ChoiceQuestion(
        "Each value is scaled: minus a mean, divided by a spread. From which months do you take "
        "the mean and the spread?",
        [
            Choice(
                "from all months",
                "Then the training knows how high the future is. You will not know that in use.",
            ),
            Choice("from the training months", "They are all that is known then.", right=True),
            Choice(
                "from each part its own",
                "Then the same number of ppm is another number in each part.",
            ),
        ],
    ),
    "forecast_lower_loss": ChoiceQuestion(
        "Model A: training loss 0.058, validation loss 0.076. Model B: training loss 0.075, "
        "validation loss 0.070. Which one do you take?",
        [
            Choice(
                "A: its training loss is lower",
                "A lower training loss says that it fits months which it has seen.",
            ),
            Choice("B: its validation loss is lower", "Those months are new to both.", right=True),
            Choice(
                "B: its two losses are the closest",
                "Two equal losses can both be large. The size of the validation loss decides.",
            ),
        ],
    ),
}
