// What the page finds for some seeds: {tasks, example, seeds} on stdin, predictions and kinds on stdout.
import { readFileSync } from "node:fs";
import { newTraining, outcome } from "../../helpers/widgets/many_seeds/runs.js";

const { tasks, example, seeds } = JSON.parse(readFileSync(0, "utf8"));
const chosen = tasks.examples[example];
const runs = seeds.map((seed) => {
  const training = newTraining(chosen, tasks.seeds[seed], tasks.units);
  for (let epoch = 0; epoch < chosen.epochs; epoch++) training.epoch();
  training.forward();
  return { predictions: Array.from(training.predictions), ...outcome(training.predictions, chosen.y) };
});
console.log(JSON.stringify(runs));
