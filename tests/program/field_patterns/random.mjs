// Random patterns and random values with V8's opinion: random.mjs PATTERNS VALUES SEED. A line is a
// pair: a form that takes this one value, and a gateway that takes what matches.
const [patterns, values, start] = process.argv.slice(2).map(Number);
let seed = start;
const below = (n) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % n;
};
const pick = (list) => list[below(list.length)];

const ATOMS = [
  "a", "b", "1", "2", "-", " ", "\\d", "\\w", "\\s", "\\D", "\\W", ".", "[ab]", "[^a]", "[a-c1]",
  "[^\\d]", "K", "k", "s", "\\b", "\\B", "^", "$", "\u00e9", "\\x41", "\\u0061", "[\\w-]", "\n",
  "\\n", "[\\s\\S]", "\\u017f", "\u{1F600}", "[\u{1F600}b]", "\\t", "[]", "[^]", "\\.", "A",
  "\u017f", "[^\\w\\s]",
];
// What is not decided within a lookbehind.
const REFERENCES = ["(a)\\1", "(?<n>b|c)\\k<n>"];
const CHARACTERS = [
  "a", "b", "c", "1", "2", "-", " ", "A", "K", "k", "s", "S", "\n", "\r", "_", "\u00e9", "\u00c9",
  "\u017f", "\u212a", ".", "\u{1F600}", "\u2028", "x", "\t",
];
// Without v: V8 11 (Node.js 20) is wrong with it, as /^[^]*?1/v on "\t1" shows, which u takes.
const FLAGS = ["", "", "i", "m", "s", "im", "u", "iu", "su", "mu"];
const GROUPS = ["(?:", "(?:", "(?:", "(?<=", "(?<!", "(?=", "(?!"];
let behind = 0; // lookbehinds around what is made
const QUANTIFIERS = ["", "", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,3}", "*?", "{2,}"];

function term(depth) {
  const which = below(20);
  const group = GROUPS[which];
  const ahead = group === "(?=" || group === "(?!";
  if (depth > 0 && group && !(behind && ahead)) {
    const looks = group.startsWith("(?<");
    if (looks) behind++;
    const inner = choice(depth - 1);
    if (looks) behind--;
    return group + inner + ")";
  }
  return which === 19 && !behind ? pick(REFERENCES) : pick(ATOMS);
}

function quantified(text) {
  const assertion = /^(?:\\b|\\B|\^|\$|\(\?<?[=!])/.test(text);
  return assertion ? text : text + pick(QUANTIFIERS);
}

function sequence(depth) {
  let text = "";
  for (let i = below(4); i >= 0; i--) text += quantified(term(depth));
  return text;
}

function choice(depth) {
  let text = sequence(depth);
  while (below(4) === 0) text += "|" + sequence(depth);
  return text;
}

function value() {
  let text = "";
  for (let i = below(7); i > 0; i--) text += pick(CHARACTERS);
  return text;
}

for (let made = 0; made < patterns; ) {
  let pattern = choice(3);
  if (below(2)) pattern = "^" + pattern;
  if (below(2)) pattern += "$";
  const flags = pick(FLAGS);
  let compiled;
  try {
    compiled = new RegExp(pattern, flags);
  } catch {
    continue;
  }
  made++;
  for (let i = 0; i < values; i++) {
    const text = value();
    const name = JSON.stringify([pattern, flags, text, compiled.test(text)]);
    console.log(JSON.stringify({ name, front: { values: [text] }, gateway: { pattern, flags } }));
  }
}
