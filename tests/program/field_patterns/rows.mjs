// Validates the rows of a CSV file as card-validator and validator do: what fields check is measured
// beside. Prints how many would have been refused.
import fs from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const card = require("card-validator");
const validator = require("validator");

let refused = 0;
let header = true;
for await (const line of createInterface({ input: fs.createReadStream(process.argv[2]) })) {
  if (header) {
    header = false;
    continue;
  }
  const [, number, expiry, cvc, zip, country, email] = line.split(",");
  const good =
    card.number(number).isValid &&
    card.expirationDate(expiry).isValid &&
    card.cvv(cvc).isValid &&
    (!validator.isPostalCodeLocales.includes(country) || validator.isPostalCode(zip, country)) &&
    validator.isEmail(email);
  if (!good) refused++;
}
console.log(refused);
