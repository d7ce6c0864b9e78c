import { type Mark, Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const banner = /^ +Starting (\d+) tests? across \d+ binar(?:y|ies)/;
const result = /^ +(PASS|FAIL|LEAK|ABORT|TIMEOUT|SIG[A-Z]+) \[ *[>\d.]+s\](?: \( *\d+\/\d+\))? +(\S.*)$/;
const summary = /^ +Summary \[ *[\d.]+s\] +(\d+)(?:\/\d+)? tests? run: (.*)$/;
const marks: Readonly<Record<string, Mark>> = { PASS: 'passed', LEAK: 'passed' };

/** cargo nextest. What its filters left out it calls skipped, and those are not among the tests that it announces. */
class NextestReport implements TestReport {
  readonly runner = 'nextest';
  readonly tally = new Tally();
  #failed = '';

  read(line: string): void {
    const total = banner.exec(line)?.[1];
    const said = summary.exec(line);
    const found = this.tally.isOver ? null : result.exec(line);
    if (total !== undefined) {
      this.tally.restart();
      this.tally.announce(Number(total));
    } else if (said !== null) {
      this.#summary(Number(said[1]), said[2] ?? '');
    } else if (found !== null) {
      this.#result(found[1] ?? '', found[2] ?? '');
    } else {
      this.#output(line);
    }
  }

  #output(line: string): void {
    const printed = /^[-─]{3,} (?:STDOUT|STDERR): +(\S.*?) *[-─]*$/.exec(line)?.[1];
    if (printed !== undefined || /^ +std(?:out|err) ─+$/.test(line)) {
      this.tally.failures.open(printed ?? this.#failed);
    }
  }

  #result(word: string, name: string): void {
    const mark = marks[word] ?? 'failed';
    this.tally.failures.close();
    this.tally.count(mark);
    if (mark === 'failed') {
      this.#failed = name;
      this.tally.failures.add(name);
    }
  }

  #summary(total: number, text: string): void {
    const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
    this.tally.failures.close();
    const failed = of('failed') + of('timed out') + of('exec failed');
    if (of('passed') + failed <= total) {
      this.tally.conclude({ passed: of('passed'), failed, skipped: 0, total: this.tally.announced ?? total }, true);
    }
  }
}

export const nextestFormat: ReportFormat = {
  starts: (line) => (banner.test(line) ? 'sure' : null),
  create: () => new NextestReport(),
};
