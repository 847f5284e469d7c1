// Every two rules for one brand's card numbers, one pair a line: validator's, adyen-web's with its
// permitted lengths, and those that credit-card-type's prefixes and lengths amount to.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// Neither table is exported: they are read out of the modules' own text.
function validator() {
  const text = fs
    .readFileSync(require.resolve("validator/lib/isCreditCard.js"), "utf8")
    .replace(/var _[^\n]*require[^\n]*\n/g, "")
    .replace(/function isCreditCard/, "found.cards = cards; function isCreditCard");
  const module = { exports: {} };
  const found = {};
  new Function("exports", "require", "module", "found", text)(module.exports, require, module, found);
  return found.cards;
}

function adyen() {
  const file = "dist/es/components/internal/SecuredFields/lib/CSF/utils/cardType.js";
  const text = fs.readFileSync(new URL(`node_modules/@adyen/adyen-web/${file}`, import.meta.url), "utf8");
  const cards = {};
  // They are for numbers that are being typed: whole ones have a permitted length.
  for (const [, type, lengths, pattern] of text.matchAll(
    /cardType:"(\w+)",permittedLengths:\[([\d,]+)\],pattern:\/((?:[^/\\]|\\.)+)\//g,
  ))
    cards[type] = `^(?=(?:${lengths.split(",").map((n) => `.{${n}}`).join("|")})$)(?:${pattern})`;
  return cards;
}

function creditCardType() {
  const types = require("credit-card-type");
  const cards = {};
  for (const type of Object.values(types.types)) {
    const { patterns, lengths } = types.getTypeInfo(type);
    const prefixes = patterns.flatMap((each) =>
      Array.isArray(each)
        ? Array.from({ length: each[1] - each[0] + 1 }, (_, i) => String(Number(each[0]) + i))
        : [String(each)],
    );
    cards[type] = `^(?=(?:${lengths.map((n) => `\\d{${n}}`).join("|")})$)(?:${prefixes.join("|")})`;
  }
  return cards;
}

const sources = { validator: validator(), adyen: adyen(), types: creditCardType() };
const brands = [
  ["visa", "visa", "visa"],
  ["mastercard", "mc", "mastercard"],
  ["amex", "amex", "american-express"],
  ["dinersclub", "diners", "diners-club"],
  ["discover", "discover", "discover"],
  ["jcb", "jcb", "jcb"],
  ["unionpay", "cup", "unionpay"],
  [undefined, "maestro", "maestro"],
  [undefined, "elo", "elo"],
  [undefined, "hipercard", "hipercard"],
];
const names = Object.keys(sources);
for (const brand of brands)
  for (let one = 0; one < names.length; one++)
    for (let other = one + 1; other < names.length; other++) {
      const [front, gateway] = [one, other].map((at) => sources[names[at]][brand[at]]);
      if (!front || !gateway) continue;
      const written = (rule) => ({ pattern: rule instanceof RegExp ? rule.source : rule });
      const name = `${brand[2]} ${names[one]}/${names[other]}`;
      console.log(JSON.stringify({ name, front: written(front), gateway: written(gateway), luhn: true }));
    }
