'use strict';

const vscode = require('vscode');

/** Activates the extensions named in BENCH_EXTENSIONS, one after another, and reports the milliseconds of each. */
async function run() {
  const times = {};
  for (const id of process.env.BENCH_EXTENSIONS.split(',')) {
    const extension = vscode.extensions.getExtension(id);
    if (extension === undefined || extension.isActive) {
      throw new Error(`${id} is ${extension === undefined ? 'not there' : 'active already'}`);
    }
    const start = performance.now();
    await extension.activate();
    times[id] = performance.now() - start;
  }
  console.log(`bench-times ${JSON.stringify(times)}`);
}

module.exports = { run };
