import * as fs from 'node:fs';
import * as path from 'node:path';
import { Redactor } from '../src/core/secrets/redactor';
import { measured } from './support/measure';

/** A model's key and two tokens, as a task usually has. */
const secrets = {
  'model key': 'sk-ant-api03-k2J9xQ7mZ4vB8nT1wL5rY0pH3sD6gFcE',
  NPM_TOKEN: 'npm_9Qw8Er7Ty6Ui5Op4As3Df2Gh1Jk0ZxCvBnM',
  GITHUB_PAT: 'ghp_a1S2d3F4g5H6j7K8l9Q0w1E2r3T4y5U6i7O8',
};
const pieceLength = 64 * 1024;
const rounds = 20;

/** The sources of this project, as often as makes 20 MB. */
function sources(): Buffer {
  const root = path.resolve(import.meta.dirname, '../src');
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const one = Buffer.concat(files.map((name) => fs.readFileSync(path.join(root, name))));
  return Buffer.concat(new Array<Buffer>(Math.ceil(20_000_000 / one.length)).fill(one));
}

void measured(() => {
  const bytes = sources();
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) {
    pieces.push(bytes.toString('latin1', at, at + pieceLength));
  }
  const redactor = new Redactor();
  Object.entries(secrets).forEach(([name, value]) => redactor.add({ name, value }));
  const timed = (act: () => void): Promise<number> => {
    const start = performance.now();
    act();
    return Promise.resolve(performance.now() - start);
  };
  return Promise.resolve({
    title: `Taking three secrets out of ${Math.round(bytes.length / 1e6)} MB of output, in pieces of 64 kB`,
    floor: {
      name: 'Buffer.indexOf of each of them, as it is',
      run: () =>
        timed(() => {
          if (Object.values(secrets).some((value) => bytes.includes(value))) {
            throw new Error('the sources hold a secret of the benchmark');
          }
        }),
    },
    ours: {
      name: 'all their forms, as a stream',
      run: () =>
        timed(() => {
          const stream = redactor.stream();
          const length = pieces.reduce((sum, piece) => sum + stream.push(piece).length, 0) + stream.end().length;
          if (length !== bytes.length || stream.hasFound) {
            throw new Error('a text without secrets was changed');
          }
        }),
    },
    rounds,
  });
});
