import * as assert from 'node:assert/strict';
import { auditPage } from '../../src/core/audit/auditPage';
import { taskPage } from '../../src/core/share/taskPage';
import { sharedBrowser } from '../harness/browser';
import { taskView } from '../unit/core/views';

const long = 'x'.repeat(300);
const chain = { status: 'intact', lines: 12, tip: 'f'.repeat(64) } as const;
const audit = auditPage({
  task: { id: '01JD0000000000000000000001', title: `Add plums ${long}` },
  exportedAt: '2026-11-23T10:00:00.000Z',
  journals: { task: chain, events: { ...chain, status: 'broken', brokenAt: 3 } },
  records: [
    {
      at: '2026-11-23T10:00:00.000Z',
      journal: 'events',
      seq: 7,
      kind: 'allowed',
      who: 'policy',
      what: `shell ${long}`,
      rule: 'reading',
      digest: 'a',
    },
    { at: '2026-11-23T10:00:01.000Z', journal: 'events', seq: 8, kind: 'refused', what: 'Not that file.' },
  ],
});
const diff = [
  'diff --git a/Makefile b/Makefile',
  '--- a/Makefile',
  '+++ b/Makefile',
  '@@ -1 +1,2 @@',
  '+all:',
  '+\t\tmake x',
  '',
];
const exportedAt = '2026-11-23T10:00:00.000Z';
const change = taskPage({
  view: taskView({}),
  entries: [],
  events: [],
  patch: diff.join('\n'),
  exportedAt,
  secrets: 0,
});

describe('pages that are exported, as a browser shows them', () => {
  async function shown<T>(page: string, width: number, look: string): Promise<T> {
    const context = await (await sharedBrowser()).newContext({ viewport: { width, height: 900 } });
    try {
      const opened = await context.newPage();
      await opened.setContent(page);
      return await opened.evaluate(look);
    } finally {
      await context.close();
    }
  }

  it('can be read at any width: nothing is cut off, and no column is squeezed', async () => {
    for (const width of [360, 700, 1280]) {
      const look = `({
        beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        broken: [...document.querySelectorAll('.records td:nth-child(2), .records th, .facts th')].filter((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getClientRects().length > 1;
        }).length,
        narrowest: Math.min(...[...document.querySelectorAll('td.what')].map((cell) => cell.clientWidth)),
      })`;
      const { beyond, narrowest, broken } = await shown<Record<string, number>>(audit, width, look);
      const words = `${width}: ${beyond} beyond, ${narrowest} wide, ${broken} words in pieces`;
      assert.ok((beyond ?? 1) <= 0 && (narrowest ?? 0) >= 250 && broken === 0, words);
    }
  });

  it('show code as it is indented', async () => {
    const look = `[...document.querySelectorAll('pre.diff > span')].map((line) => [line.innerText, line.clientHeight])`;
    const lines = await shown<[string, number][]>(change, 700, look);
    assert.deepEqual(
      lines.map(([text]) => text),
      ['@@ -1 +1,2 @@', '+all:', '+\t\tmake x'],
    );
    assert.equal(new Set(lines.map(([, height]) => height)).size, 1);
  });
});
