// Pays in a shop with a real browser, and keeps what its developer tools would save of it.
// Arguments: the browser. Each line of stdin is {"url", "folder"}; each gets one line on stdout,
// with the title that the page had at the end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const CARD = { number: '4242424242424242', expiry: '12/34', cvc: '123' };
const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8.execute',
  'blink.user_timing',
  'loading',
];
const WITHIN = 15_000;
const PAUSE = 100;
const LATER = 500;

// Every host of the shop is this machine, and there is no other.
const RULES = 'MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

// In place of Playwright's own list. The popups are pages of the browser's interface, and would
// fill every trace.
const UNWANTED = [
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'AimEnabled',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

// Of the page's processes alone, as in its developer tools.
async function startTrace(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    streamFormat: 'json',
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] },
  });
  return session;
}

async function endTrace(session, file) {
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  const { stream } = await complete;
  const parts = [];
  for (let eof = false; !eof; ) {
    const read = await session.send('IO.read', { handle: stream, size: 1 << 20 });
    parts.push(Buffer.from(read.data, read.base64Encoded ? 'base64' : 'utf8'));
    eof = read.eof;
  }
  await session.send('IO.close', { handle: stream });
  await session.detach();
  writeFileSync(file, Buffer.concat(parts));
}

// The page says itself when nothing more will happen. It is asked seldom: every question is a task
// of its main thread.
async function untilDone(page) {
  const deadline = Date.now() + WITHIN;
  let title = await page.title();
  while (!title.startsWith('done') && Date.now() < deadline) {
    await sleep(PAUSE);
    title = await page.title();
  }
  // What comes later shows that the recording went on: a customer looks at the page for a while.
  await sleep(LATER);
  await page.evaluate(() => fetch('/shop.css', { cache: 'no-store' }).catch(() => {}));
  await sleep(2 * PAUSE);
  return title;
}

async function capture(browser, { url, folder }) {
  const context = await browser.newContext({
    recordHar: { path: join(folder, 'har.json'), mode: 'full', content: 'embed' },
  });
  const lines = [];
  const say = (type, text) => lines.push(`${type}: ${text.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  const page = await context.newPage();
  page.on('console', (message) => say(message.type(), message.text()));
  page.on('pageerror', (error) => say('pageerror', String(error)));
  const trace = await startTrace(page);
  await page.goto(url);
  for (const [name, value] of Object.entries(CARD)) await page.fill(`[name=${name}]`, value);
  await page.click('#pay');
  const title = await untilDone(page);
  await endTrace(trace, join(folder, 'trace.json'));
  await context.close();
  writeFileSync(join(folder, 'console.txt'), lines.join(''));
  return title;
}

const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: [
    '--disable-gpu',
    '--no-proxy-server',
    `--disable-features=${UNWANTED.join()}`,
    `--host-resolver-rules=${RULES}`,
  ],
});
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const title = await capture(browser, JSON.parse(line));
    process.stdout.write(`${JSON.stringify({ title })}\n`);
  }
} finally {
  await browser.close();
}
