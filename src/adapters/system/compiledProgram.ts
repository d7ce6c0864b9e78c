import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as vm from 'node:vm';

/** A bundle of ours that was loaded from a file. */
export interface CompiledProgram {
  /** What its entry exports. */
  exports: unknown;
  /**
   * Keeps what V8 has compiled of it by now, unless all that was there already, or what was there has been removed in the
   * meantime: then nothing of ours is to be left. Never throws: the next start is slower then.
   */
  keep(): void;
}

interface ProgramPlace {
  /** Whoever can write to it says what runs, so it has to be the user's alone. With null nothing is kept. */
  folder: string | null;
  /** Tells apart starts that need different parts of the program. */
  name: string;
  /**
   * How much is compiled in this process, where the program is all that it runs: when that is more than it was at the end
   * of any start before, the code is kept again. Without it what the first start needed is kept for good.
   */
  compiledBytes?: () => number;
}

interface Compiled {
  /** Where it is kept; null where nothing is. */
  file: string | null;
  code?: Buffer;
  /** What `compiledBytes` said when it was kept. */
  compiled: number;
}

/** The build puts the program's own digest into its first line, so a program is never run with the code of another one. */
const digestLine = /^\/\/ ([0-9a-f]{64})\n/;
const mostKept = 4;
/** `compiledBytes` of then stands behind the code. */
const countBytes = 8;
/** To keep it takes as long as what a few functions save in several starts. */
const worthKeeping = 1.01;

/**
 * Loads a CommonJS bundle in ASCII, in the function that Node would put around it:
 * to do that here would copy megabytes. What V8 made of it at an earlier start is taken from the folder, with all
 * functions that were called then. (Node's own cache holds what is compiled before a module runs, which is little of it.)
 * Throws what the program throws.
 */
export function loadProgram(file: string, { folder, name, compiledBytes }: ProgramPlace): CompiledProgram {
  const source = fs.readFileSync(file, 'latin1');
  const before = compiledIn(folder, `${name}-${digestLine.exec(source)?.[1] ?? ''}`);
  const { file: kept, code } = before;
  const script = new vm.Script(source, {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(code === undefined ? {} : { cachedData: code }),
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  return {
    exports: module.exports,
    keep() {
      const isUsed = code !== undefined && script.cachedDataRejected !== true;
      const compiled = kept === null ? 0 : (compiledBytes?.() ?? 0);
      const isRemoved = code !== undefined && kept !== null && !fs.existsSync(kept);
      if (kept !== null && !isRemoved && (!isUsed || compiled > before.compiled * worthKeeping)) {
        keep(kept, script.createCachedData(), compiled);
      }
    },
  };
}

function compiledIn(folder: string | null, name: string): Compiled {
  if (folder === null || name.endsWith('-')) {
    return { file: null, compiled: 0 };
  }
  const file = path.join(folder, `${name}-${process.version}-${process.arch}`);
  try {
    const whole = wholeCode(fs.readFileSync(file));
    return { file, compiled: 0, ...whole };
  } catch {
    return { file, compiled: 0 };
  }
}

/** V8 looks at little of the code that it is given, and runs what else is in it, so that torn code would end each start. */
function wholeCode(kept: Buffer): Pick<Compiled, 'code' | 'compiled'> | null {
  const code = kept.subarray(0, Math.max(0, kept.length - countBytes - endMark.length));
  const end = kept.subarray(code.length + countBytes);
  return end.equals(endMark) && !hasHole(code) ? { code, compiled: kept.readDoubleLE(code.length) } : null;
}

const endMark = Buffer.from('\nthe end of compiled code\n');
/** Longer than any run of zeros in code that V8 made. */
const holeBytes = 1024;
const hole = Buffer.alloc(holeBytes);

/** What never came to the disk reads as zeros, in whole blocks of it. */
function hasHole(code: Buffer): boolean {
  for (let at = 0; at + holeBytes <= code.length; at += holeBytes) {
    if (code[at] === 0 && code.subarray(at, at + holeBytes).equals(hole)) {
      return true;
    }
  }
  return false;
}

function keep(file: string, code: Buffer, compiled: number): void {
  const count = Buffer.alloc(countBytes);
  count.writeDoubleLE(compiled);
  const folder = path.dirname(file);
  const draft = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
  try {
    // On the disk before it has its name: a machine that goes down leaves the whole of it or nothing.
    fs.writeFileSync(draft, Buffer.concat([code, count, endMark]), { mode: 0o600, flush: true });
    fs.renameSync(draft, file);
    leaveNewest(folder, path.basename(file).split('-', 1)[0] ?? '');
  } catch {
    fs.rmSync(draft, { force: true });
  }
}

/** Code of versions that were replaced is of no use to anybody. */
function leaveNewest(folder: string, name: string): void {
  const kept = fs.readdirSync(folder).filter((each) => each.startsWith(`${name}-`));
  const files = kept
    .map((each) => path.join(folder, each))
    .map((each) => ({ file: each, at: fs.statSync(each).mtimeMs }));
  for (const { file } of files.toSorted((one, other) => other.at - one.at).slice(mostKept)) {
    fs.rmSync(file, { force: true });
  }
}
