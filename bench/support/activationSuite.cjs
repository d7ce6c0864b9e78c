'use strict';

const vscode = require('vscode');

/** Activates the extension named in BENCH_EXTENSION, which nothing has activated yet, and reports the milliseconds. */
async function run() {
  const id = process.env.BENCH_EXTENSION;
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined || extension.isActive) {
    throw new Error(`${id} is ${extension === undefined ? 'not there' : 'active already'}`);
  }
  const start = performance.now();
  await extension.activate();
  console.log(`bench-time ${performance.now() - start}`);
}

module.exports = { run };
