// The entry of the runner's bundle: a thread of the extension host that hosts all tasks of a window.
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { createModelClient } from '../adapters/models/createModelClient';
import type { Log } from '../core/ports';
import { RunnerCommand, runnerExit } from '../protocol';
import { createRunner } from './createRunner';

/** The launcher reads both streams and puts them into the extension's log. */
const log: Log = {
  info: (message) => console.log(message),
  warn: (message) => console.warn(message),
  error: (message, error) => console.error(message, ...(error === undefined ? [] : [error])),
};

const port = parentPort;
if (port === null) {
  throw new TypeError('The runner is started as a worker thread.');
}
const runner = createRunner({
  createModel: (model, apiKey) => createModelClient(model, apiKey),
  log,
  grammars: fileURLToPath(new URL('grammars', import.meta.url)),
});
runner.onMessage((message) => port.postMessage(message));
port.on('message', (message: unknown) => {
  if (message === runnerExit) {
    void runner.stop().then(() => process.exit(0));
    return;
  }
  const command = RunnerCommand.safeParse(message);
  if (command.success) {
    runner.send(command.data);
  } else {
    log.error('The runner was sent what is not a command.', command.error);
  }
});
