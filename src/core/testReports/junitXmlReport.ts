import { Tally } from './tally';
import type { ReportFormat, TestReport } from './testReport';

const root = /^\s*(?:<\?xml [^>]*\?>\s*)?<testsuites?[\s>]/;
const tag = /<!\[CDATA\[|\]\]>|<(\/?)(testsuites?|testcase|failure|error|skipped)\b([^>]*?)(\/?)>/g;

/** JUnit's XML, as far as it is printed. */
class JunitXmlReport implements TestReport {
  readonly runner = 'junit';
  readonly tally = new Tally();
  #case: { name: string; file: string | undefined; result: 'passed' | 'failed' | 'skipped' } | null = null;
  #depth = 0;
  /** What stands in CDATA is a program's own text. */
  #isText = false;

  read(line: string): void {
    for (const found of line.matchAll(tag)) {
      const [whole, close = '', name = '', attributes = '', selfClose = ''] = found;
      if (whole === ']]>') {
        this.#isText = false;
      } else if (!this.#isText && whole === '<![CDATA[') {
        this.#isText = true;
      } else if (!this.#isText) {
        this.#tag(name, attributes, { opens: close === '', closes: close !== '' || selfClose !== '' });
      }
    }
  }

  #tag(name: string, attributes: string, { opens, closes }: { opens: boolean; closes: boolean }): void {
    if (name === 'testsuites' || name === 'testsuite') {
      this.#suite(attributes, Number(opens) - Number(closes));
    } else if (name === 'testcase') {
      this.#testCase(attributes, opens, closes);
    } else if (opens) {
      this.#outcome(name, attributes);
    } else {
      this.tally.failures.close();
    }
  }

  #outcome(name: string, attributes: string): void {
    if (this.#case === null || name === 'skipped') {
      this.#case = this.#case === null ? null : { ...this.#case, result: 'skipped' };
      return;
    }
    const { name: test, file } = this.#case;
    const line = attribute(attributes, 'line');
    this.#case = { ...this.#case, result: 'failed' };
    this.tally.failures.attach(test, [attribute(attributes, 'message') ?? '']);
    this.tally.failures.open(test, file === undefined || line === undefined ? undefined : { file, line: Number(line) });
  }

  /** The outermost suite that says so tells the total; without it the end does. */
  #suite(attributes: string, step: number): void {
    const tests = attribute(attributes, 'tests');
    if (this.#depth === 0 && step > 0) {
      this.tally.restart();
      if (tests !== undefined && /^\d+$/.test(tests)) {
        this.tally.announce(Number(tests));
      }
    }
    this.#depth = Math.max(0, this.#depth + step);
    if (this.#depth === 0 && this.tally.seen > 0 && !this.tally.isOver) {
      this.tally.concludeCounted();
    }
  }

  #testCase(attributes: string, opens: boolean, closes: boolean): void {
    if (opens) {
      const [suite, name = ''] = [attribute(attributes, 'classname'), attribute(attributes, 'name')];
      this.#case = {
        name: suite === undefined ? name : `${suite} ${name}`,
        file: attribute(attributes, 'file'),
        result: 'passed',
      };
    }
    if (closes && this.#case !== null && this.#depth > 0) {
      this.tally.failures.close();
      this.tally.count(this.#case.result);
      this.#case = null;
    }
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': '\n' };

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value?.replace(/&(#?\w+);/g, (whole, entity: string) => entities[entity] ?? whole);
}

export const junitXmlFormat: ReportFormat = {
  starts: (line) => (root.test(line) ? 'sure' : null),
  create: () => new JunitXmlReport(),
};
