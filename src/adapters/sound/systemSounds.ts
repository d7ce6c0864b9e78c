import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Sounds } from '../../core/notices/noticePorts';
import { type Tone, wavOf } from '../../core/notices/tone';

interface Options {
  /** Where the files of the tones are kept. */
  folder: string;
  platform: NodeJS.Platform;
  /** Where a program is; null where it is not installed. */
  find: (name: string) => Promise<string | null>;
}

interface Player {
  name: string;
  argv: (file: string) => readonly string[];
}

const players: Readonly<Partial<Record<NodeJS.Platform, readonly Player[]>>> = {
  linux: [
    { name: 'pw-play', argv: (file) => [file] },
    { name: 'paplay', argv: (file) => [file] },
    { name: 'aplay', argv: (file) => ['-q', file] },
  ],
  darwin: [{ name: 'afplay', argv: (file) => [file] }],
  // The file's name reaches PowerShell in a variable, so that nothing in it is read as a command.
  win32: [
    {
      name: 'powershell.exe',
      argv: () => ['-NoProfile', '-NonInteractive', '-Command', '(New-Object Media.SoundPlayer $env:TONE).PlaySync()'],
    },
  ],
};

const longestMs = 10_000;

/** The system's own player, started for each sound: VS Code has no sounds for extensions. */
export class SystemSounds implements Sounds {
  constructor(private readonly options: Options) {}

  async play(tone: Tone): Promise<boolean> {
    const { folder, platform, find } = this.options;
    const wav = wavOf(tone);
    for (const { name, argv } of wav === null ? [] : (players[platform] ?? [])) {
      const program = await find(name);
      if (program !== null && wav !== null) {
        const file = path.join(folder, `${tone}.wav`);
        await fs.mkdir(folder, { recursive: true, mode: 0o700 });
        await fs.writeFile(file, wav, { mode: 0o600 });
        await run(program, argv(file), file);
        return true;
      }
    }
    return false;
  }
}

function run(program: string, argv: readonly string[], file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TONE: file };
    const child = spawn(program, argv, { stdio: 'ignore', windowsHide: true, timeout: longestMs, env });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`${path.basename(program)} exited ${code ?? 'by a signal'}.`));
      }
    });
  });
}
