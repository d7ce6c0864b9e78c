import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PathError } from '../../core/errors';
import type { SearchHit, SearchQuery } from '../../core/worktrees/worktreePorts';

/** What git ignores is left out, hidden files are not; no configuration of the user or the repository is read. */
const common = ['--no-config', '--hidden', '--no-require-git', '--glob', '!.git', '--null', '--sort', 'path'];
const lines = [
  '--with-filename',
  '--line-number',
  '--no-heading',
  '--color',
  'never',
  '--max-columns',
  '400',
  '--max-columns-preview',
];

/** Finds files and text with ripgrep, whose time grows with the text alone, whatever the pattern is. */
export class Ripgrep {
  constructor(
    private readonly program: string,
    private readonly worktree: string,
    private readonly isShown: (path: string) => boolean,
  ) {}

  async list(path: string, limit: number): Promise<{ files: string[]; isTruncated: boolean }> {
    const files: string[] = [];
    const isTruncated = await this.#run(['--files', ...common, '--', `./${path}`], '\0', {
      onRecord: (record) => {
        const file = record.replace(/^\.\//, '');
        return !this.isShown(file) || files.push(file) <= limit;
      },
    });
    return { files: files.slice(0, limit), isTruncated };
  }

  async search(query: SearchQuery, signal: AbortSignal): Promise<{ hits: SearchHit[]; isTruncated: boolean }> {
    const hits: SearchHit[] = [];
    const literal = query.isLiteral ? ['--fixed-strings'] : [];
    const argv = [...common, ...lines, ...literal, '--max-filesize', '5M', '--regexp', query.pattern];
    const isTruncated = await this.#run([...argv, '--', `./${query.path}`], '\n', {
      onRecord: (record) => {
        const hit = /^(?:\.\/)?(.+?)\0(\d+):(.*)$/s.exec(record);
        const file = hit?.[1] ?? '';
        return (
          hit === null ||
          !this.isShown(file) ||
          hits.push({ path: file, line: Number(hit[2]), text: hit[3] ?? '' }) <= query.limit
        );
      },
      signal,
    });
    return { hits: hits.slice(0, query.limit), isTruncated };
  }

  /** Hands on each record until `onRecord` says that it is enough; resolves with whether it said so. */
  async #run(
    argv: readonly string[],
    separator: string,
    options: { onRecord(record: string): boolean; signal?: AbortSignal },
  ): Promise<boolean> {
    const child = spawn(this.program, argv, { cwd: this.worktree, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGKILL');
    const said = { rest: '', isEnough: false, complaint: '' };
    options.signal?.addEventListener('abort', stop);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const records = (said.rest + text).split(separator);
      said.rest = records.pop() ?? '';
      said.isEnough ||= !records.every((record) => options.onRecord(record));
      if (said.isEnough) {
        stop();
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.complaint = (said.complaint + text).slice(0, 1000);
    });
    try {
      const [code] = (await once(child, 'close')) as [number | null];
      options.signal?.throwIfAborted();
      if (code === 2 && said.complaint.includes('regex')) {
        throw new PathError('invalid', `The pattern is not a valid regular expression: ${said.complaint.trim()}`);
      }
      return said.isEnough;
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  }
}
