/** Runs npm under a given Node, whichever Node the person's npm came with. */
import { spawn } from 'node:child_process';
import path from 'node:path';

/** The environment in which `node` on the PATH is the one in `nodeFolder`. */
export function environmentWith(nodeFolder, extra = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [nodeFolder, process.env[key]].filter(Boolean).join(path.delimiter), ...extra };
}

/** Under `npm run` this names the Node of the npm outside, and install scripts such as code-server's go by it. */
const outerAgent = 'npm_config_user_agent';

/** Resolves when npm has ended with status 0, rejects otherwise. Its output goes to the screen. */
export function npm(args, { cwd, env = {}, node = process.execPath }) {
  const script = process.env.npm_execpath;
  const [file, ...first] = script?.endsWith('.js') ? [node, script] : ['npm'];
  const environment = environmentWith(path.dirname(node), env);
  delete environment[outerAgent];
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...first, ...args], {
      cwd,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: file === 'npm' && process.platform === 'win32',
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} ended with ${signal ?? code}`));
    });
  });
}
