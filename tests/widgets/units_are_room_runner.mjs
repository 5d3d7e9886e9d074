// The shares that the page finds for some numbers of units: {task, units} on stdin, shares on stdout.
import { readFileSync } from "node:fs";
import { newTraining, readTask } from "../../helpers/widgets/units_are_room/room.js";

const { task, units } = JSON.parse(readFileSync(0, "utf8"));
const read = readTask(task);
const shares = units.map((number) => {
  const training = newTraining(read, number);
  let loss = 0;
  for (let epoch = 0; epoch < task.epochs; epoch++) loss = training.epoch();
  return loss / read.alwaysTheMean;
});
console.log(JSON.stringify(shares));
