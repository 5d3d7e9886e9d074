// The initial weights that keras_weights.js draws: a list of models as JSON on stdin, their weights on stdout.
import { readFileSync } from "node:fs";

const source = readFileSync(process.argv[2], "utf-8");
const { initialWeights } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const models = JSON.parse(readFileSync(0, "utf-8"));
const drawn = models.map((model) => initialWeights(model).map((numbers) => Array.from(numbers)));
console.log(JSON.stringify(drawn));
