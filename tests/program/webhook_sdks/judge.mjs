// Judges webhook deliveries with the vendors' own SDKs. Reads one JSON object a line:
//   {"op": "verify"|"sign", "scheme", "secret", "headers", "body_b64", "url", "params", "now",
//    "opts"}
// and answers each with a line: {"valid", "error"} or {"headers", "body_b64"}, or {"missing"} when
// no SDK does what is asked. It has to stand beside the node_modules that package.json names.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { signers } from './signers.mjs';
import { verifiers } from './verifiers.mjs';

globalThis.crypto ??= webcrypto; // Node.js 18 has it behind a flag; octokit's web build needs it

const RealDate = Date;

// The SDKs read the clock by themselves; a vector has a time of its own.
function stopClock(seconds) {
  const now = seconds * 1000;
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [now]));
    }
    static now() {
      return now;
    }
  };
}

function request(line) {
  const headers = {};
  for (const [name, value] of Object.entries(line.headers ?? {}))
    headers[name.toLowerCase()] = value;
  const body = Buffer.from(line.body_b64 ?? '', 'base64');
  return { ...line, headers, body, text: body.toString('utf8'), opts: line.opts ?? {} };
}

async function answer(line) {
  const does = (line.op === 'sign' ? signers : verifiers)[line.scheme];
  if (!does) return { missing: `${line.op} ${line.scheme}` };
  if (line.now !== undefined) stopClock(line.now);
  try {
    const done = await does(request(line));
    return line.op === 'sign' ? done : { valid: done !== false };
  } catch (error) {
    const message = `${error?.type ?? error?.name}: ${error?.message ?? error}`;
    return line.op === 'sign' ? { error: message } : { valid: false, error: message };
  } finally {
    globalThis.Date = RealDate;
  }
}

// What an SDK prints must not end up between the answers.
console.log = console.info = console.warn = console.error;

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
  if (line.trim()) process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
