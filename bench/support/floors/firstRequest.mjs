/** Sends the request in the file argv[2] to the address argv[3] and reads the answer: the least that a first request takes. */
import fs from 'node:fs';

const [file, url] = process.argv.slice(2);
const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': 'bench', 'anthropic-version': '2023-06-01' },
  body: fs.readFileSync(file),
});
await response.text();
