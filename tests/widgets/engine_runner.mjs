// Runs the engine for the tests in Python: a job a line of JSON on stdin, its result a line on stdout.
// The first argument is the file of the engine, which a test may have changed.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

// As text: an ES module whatever the file is called, in every Node.
const source = readFileSync(process.argv[2], "utf-8");
const { Training } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const jobs = {
  train({ epochs, ...model }) {
    const training = new Training(model);
    const losses = [];
    const predictions = [Array.from(training.forward())];
    for (let epoch = 0; epoch < epochs; epoch++) {
      losses.push(training.epoch());
      predictions.push(Array.from(training.forward()));
    }
    return { losses, predictions, weights: training.weights };
  },
  gradients(model) {
    const training = new Training(model);
    training.forward();
    const loss = training.loss();
    training.backward();
    const rows = (name) => training.steps.map((step) => Array.from(step[name]));
    return {
      loss,
      gradients: training.parameters.map(({ gradient }) => Array.from(gradient)),
      gates: rows("gates"),
      c: rows("c"),
      h: rows("h"),
    };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { job, ...rest } = JSON.parse(line);
  console.log(JSON.stringify(jobs[job](rest)));
}
