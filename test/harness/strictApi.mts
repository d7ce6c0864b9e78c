/**
 * Loaded into the editor's server with `--import`. code-server answers "may this extension use proposed API X?" always with
 * yes; a published VS Code answers with what the manifest names, so an extension could pass here and break for its users.
 * This puts the published rule back in memory, and throws when it no longer finds the place. Windows get the script that
 * `?workbench=` in this module's address names in place of the installed one.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports, type LoadHookSync } from 'node:module';

type ForkArguments = [
  file: string,
  args?: readonly string[] | childProcess.ForkOptions,
  options?: childProcess.ForkOptions,
];

type LoadedSource = ReturnType<LoadHookSync>['source'];

passOnToExtensionHosts();
restoreRule();
serveStrictWorkbench();

/** The server drops NODE_OPTIONS when it forks an extension host, so this module travels in `execArgv`. */
function passOnToExtensionHosts(): void {
  const original = childProcess.fork as (...args: ForkArguments) => childProcess.ChildProcess;
  const patched = (...[file, args, options]: ForkArguments): childProcess.ChildProcess => {
    if (!Array.isArray(args) || !args.includes('--type=extensionHost')) return original(file, args, options);
    const execArgv = [...(options?.execArgv ?? []), '--import', import.meta.url];
    return original(file, args, { ...options, execArgv });
  };
  childProcess.fork = patched as typeof childProcess.fork;
  syncBuiltinESMExports();
}

function restoreRule(): void {
  const alwaysYes =
    /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\w+,\w+\)\{if\(!\1\(\w+,\w+\)\)throw new Error\(`Extension)/;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith('/vs/workbench/api/node/extensionHostProcess.js')) return loaded;
      const source = textOf(loaded.source);
      const strict = source.replace(
        alwaysYes,
        (_all, name: string, extension: string, api: string) =>
          `function ${name}(${extension},${api}){return!!${extension}.enabledApiProposals?.includes(${api})}`,
      );
      if (strict === source) throw new Error('strictApi: the rule was not found in extensionHostProcess.js');
      return { ...loaded, source: strict };
    },
  });
}

function textOf(source: LoadedSource): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

function serveStrictWorkbench(): void {
  const strict = new URL(import.meta.url).searchParams.get('workbench');
  if (strict === null) return;
  const original = fs.createReadStream;
  fs.createReadStream = (file, options) => {
    const isWorkbench = typeof file === 'string' && file.endsWith('/vs/code/browser/workbench/workbench.js');
    return original(isWorkbench ? strict : file, options);
  };
  syncBuiltinESMExports();
}
