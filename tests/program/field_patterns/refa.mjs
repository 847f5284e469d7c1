// A second opinion on verdicts: each line of stdin is a pair and what was said of it. Prints the
// pairs of which refa, a library of automata, thinks otherwise, and how many it decided.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { DFA, JS, NFA, Transformers, combineTransformers, transform } = require("refa");

const nodes = () => new DFA.LimitedNodeFactory(20000);

// Its expressions have anchors at their ends at most: a search is what stands anywhere.
function automaton({ pattern, flags = "", match }) {
  const source = match === "full" ? `^(?:${pattern})$` : `^(?:[^]*(?:${pattern})[^]*)$`;
  const parsed = JS.Parser.fromLiteral(new RegExp(source, flags)).parse({
    assertions: "parse",
    backreferences: "throw",
  });
  const steps = combineTransformers([
    Transformers.simplify(),
    Transformers.applyAssertions(),
    Transformers.patternEdgeAssertions({ remove: true }),
  ]);
  const { maxCharacter } = parsed;
  const nfa = NFA.fromRegex(
    transform(steps, parsed.expression),
    { maxCharacter },
    { assertions: "throw" },
    new NFA.LimitedNodeFactory(20000),
  );
  return DFA.fromFA(nfa, nodes());
}

function hasMore(one, other) {
  const rest = DFA.fromFA(other, nodes());
  rest.complement();
  return !DFA.fromIntersection(one, rest, nodes()).isEmpty;
}

function verdict(front, gateway) {
  const one = automaton(front);
  const other = automaton(gateway);
  const laxer = hasMore(one, other);
  const stricter = hasMore(other, one);
  return laxer && stricter ? "incomparable" : laxer ? "front-laxer" : stricter ? "front-stricter" : "equivalent";
}

let decided = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const pair = JSON.parse(line);
  let opinion;
  try {
    opinion = verdict(pair.front, pair.gateway);
  } catch {
    continue; // refused: an assertion, or too many states
  }
  decided++;
  if (opinion !== pair.verdict) console.log(`${pair.name}: ${pair.verdict}, and refa says ${opinion}`);
}
console.log(`${decided} decided`);
