import * as fs from 'node:fs/promises';
import * as readline from 'node:readline';
import type { ServerScript } from './modelScript';
import { ModelServer } from './modelServer';

/**
 * The model server as a process of its own: `node --import tsx test/fakes/modelServerMain.ts SCRIPT.json`. Its first line
 * is `{"baseUrl": …}`, then one line for each request. A line `release N` on stdin lets request N go on; it ends with
 * stdin.
 */
async function main(scriptFile: string): Promise<void> {
  const script = JSON.parse(await fs.readFile(scriptFile, 'utf8')) as ServerScript;
  const server = await ModelServer.start(script);
  print({ baseUrl: server.baseUrl });
  void report(server);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const number = /^release (\d+)$/.exec(line)?.[1];
    if (number !== undefined) {
      server.release(Number(number));
    }
  }
  await server.stop();
}

async function report(server: ModelServer): Promise<void> {
  for (let number = 1; ; number += 1) {
    const { method, path, headers, body } = await server.request(number);
    print({ number, method, path, headers, body });
  }
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

void main(process.argv[2] ?? '');
