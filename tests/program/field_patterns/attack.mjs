// Whether V8 takes that long: each line of stdin is a pattern and its attack. Prints, for each, by
// how much a few repetitions more multiply its time.
import { createInterface } from "node:readline";

function time(pattern, value) {
  const begun = process.hrtime.bigint();
  pattern.test(value);
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { pattern, before, pump, times: limit, after } = JSON.parse(line);
  const expression = new RegExp(pattern);
  const value = (times) => before + pump.repeat(times) + after;
  if (expression.test(value(limit ?? 4))) {
    console.log("it matches");
    continue;
  }
  if (limit) {
    // A million ways at least: V8 reads some hundred million characters a second.
    const taken = time(expression, value(limit));
    console.log(taken > 2 ? "exponential" : `${limit} times ${taken} ms`);
    continue;
  }
  let times = 4;
  while (times < 4000 && time(expression, value(times)) < 5) times += 1;
  const few = Math.min(time(expression, value(times)), time(expression, value(times)));
  const more = Math.min(time(expression, value(times + 2)), time(expression, value(times + 2)));
  console.log(times < 60 && more > 1.5 * few ? "exponential" : `${times} times ${few} ms, then ${more} ms`);
}
