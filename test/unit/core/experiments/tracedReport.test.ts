import assert from 'node:assert/strict';
import fc from 'fast-check';
import { figuresIn } from '../../../../src/core/experiments/figures';
import { reportPage } from '../../../../src/core/experiments/reportPage';
import { tracedReport } from '../../../../src/core/experiments/tracedReport';
import { english } from '../../../../src/core/translate';

const outputs = [
  {
    seq: 7,
    command: 'npm run bench',
    text: 'express: 11842.4 req/s\n\u001b[32mhono\u001b[0m: 30,127 req/s\nlatency 2.137 ms\n',
  },
  { seq: 12, command: 'npm test', text: '47 passing (812ms)\n' },
  { seq: 15, command: 'echo 2.54', text: '2.54\n' },
];

const report = `## Result

1. Hono serves 30,127 req/s, Express 11,842 req/s: 2.54x.
2. Latency falls from 6.1 ms to 2.14 ms (p99), and 47 tests pass.

\`\`\`
99.9 % in code stays as it is
\`\`\`
3 endpoints were migrated with hono v4 in src/app2/index.ts, see #12 and HTTP/2.`;

describe('the figures of a report', () => {
  it('are numbers that say something, and no names, marks or single digits', () => {
    assert.deepEqual(
      figuresIn(report).map(({ text }) => text),
      ['30,127', '11,842', '2.54x', '6.1 ms', '2.14 ms', '47', '99.9 %'],
    );
  });

  it('are no versions, dates, paths, ports or options', () => {
    const text =
      'node 20.1.3 on 2026-11-27 at 127.0.0.1:8080, --limit=100, v18, es2022, a1b2c3, 10-20, #247, pr/12, 1st';
    assert.deepEqual(
      figuresIn(text).map((figure) => figure.text),
      [],
    );
  });

  it('stand where a command printed them, exactly or rounded to the last digit', () => {
    const { figures } = tracedReport(report, outputs);
    assert.deepEqual(
      figures.map(({ text, source }) => [text, source?.seq, source?.line, source?.isRounded, source?.isInCommand]),
      [
        ['30,127', 7, 'hono: 30,127 req/s', false, false],
        ['11,842', 7, 'express: 11842.4 req/s', true, false],
        ['2.54x', 15, '2.54', false, true],
        ['6.1 ms', undefined, undefined, undefined, undefined],
        ['2.14 ms', 7, 'latency 2.137 ms', true, false],
        ['47', 12, '47 passing (812ms)', false, false],
        ['99.9 %', undefined, undefined, undefined, undefined],
      ],
    );
  });

  it('are marked in the page where they are in no output, but not in code', () => {
    const page = reportPage(tracedReport(report, outputs), { title: 'Hono', facts: ['gpt-5, from main'] }, english);
    assert.match(page, /^# Hono\n\n> An experiment: .*\n> gpt-5, from main {2}\n> 5 of 7 figures stand/);
    assert.match(page, /from 6\.1 ms _\(not found in any output\)_ to 2\.14 ms \(p99\)/);
    assert.match(page, /\n99\.9 % in code stays as it is\n/);
    assert.match(page, /- \*\*11,842\*\*: step 7, line 1 of `npm run bench` \(rounded\): `express: 11842\.4 req\/s`/);
    assert.match(page, /- \*\*2\.54x\*\*: step 15, .*\(the command itself names it\)/);
    assert.match(page, /- \*\*99\.9 %\*\*: not found in any output/);
  });

  it('take the last place where several commands printed the same', () => {
    const again = [...outputs, { seq: 20, command: 'npm run bench', text: 'hono: 30127 req/s' }];
    assert.deepEqual(tracedReport('30,127 req/s', again).figures[0]?.source?.seq, 20);
  });

  it('are found wherever they are printed, and nowhere else', () => {
    const value = fc.integer({ min: 10, max: 9_999_999 });
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 19 }),
        (all, at) => {
          const asked = all[at % all.length] ?? 0;
          const rest = all.filter((each) => each !== asked);
          const text = `It was ${asked.toLocaleString('en-US')} then.`;
          const run = (numbers: number[]) => tracedReport(text, [{ seq: 1, command: 'run', text: numbers.join('\n') }]);
          assert.deepEqual([run(all).figures[0]?.source?.line, run(rest).figures[0]?.source], [String(asked), null]);
        },
      ),
    );
  });
});
