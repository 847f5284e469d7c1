// Events of the DevTools protocol on stdin, as JSON; a HAR file on stdout.
import { readFileSync } from 'node:fs';
import { harFromMessages } from 'chrome-har';

const events = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(harFromMessages(events, { includeTextFromResponseBody: true })));
