import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const first = /^\{(?:"Time":"[^"]*",)?"Action":"(?:start|run)","Package":"/;
const marks: Readonly<Record<string, Mark>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };
const maxLines = 400;

/** `go test -json`: an event a line. */
class GoJsonReport implements TestReport {
  readonly runner = 'go';
  readonly tally = new Tally();
  /** Tests that have begun, with what they printed. */
  readonly #running = new Map<string, string[]>();

  read(line: string): void {
    const event = eventOf(line);
    if (event === null) {
      return;
    }
    const { action, test, key, output } = event;
    const mark = marks[action];
    if (action === 'run') {
      this.#running.set(key, []);
    } else if (action === 'output') {
      this.#output(key, output);
    } else if (mark !== undefined && test === '') {
      this.#packageEnd();
    } else if (mark !== undefined) {
      this.#result(mark, { test, key });
    }
  }

  #output(key: string, output: string): void {
    const lines = this.#running.get(key);
    if (lines !== undefined && lines.length < maxLines && !/^=== |^ *--- /.test(output)) {
      lines.push(output.replace(/\n$/, ''));
    }
  }

  #result(mark: Mark, { test, key }: { test: string; key: string }): void {
    const lines = this.#running.get(key);
    this.#running.delete(key);
    if (lines !== undefined) {
      this.tally.count(mark);
      if (mark === 'failed') {
        this.tally.failures.attach(test, lines);
      }
    }
  }

  #packageEnd(): void {
    if (this.tally.seen > 0) {
      this.tally.concludeCounted();
    }
  }
}

function eventOf(line: string): { action: string; test: string; key: string; output: string } | null {
  if (!line.startsWith('{') || !line.endsWith('}')) {
    return null;
  }
  try {
    const parsed = JSON.parse(line) as unknown;
    const fields = parsed as Readonly<Record<string, unknown>>;
    const of = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
    const test = of('Test');
    return { action: of('Action'), test, key: `${of('Package')} ${test}`, output: of('Output') };
  } catch (error) {
    // A line of a program that only looks like an event.
    return error instanceof SyntaxError ? null : raise(error);
  }
}

function raise(error: unknown): never {
  throw error;
}

export const goJsonFormat: ReportFormat = {
  starts: (line) => (first.test(line) ? 'sure' : null),
  create: () => new GoJsonReport(),
};
