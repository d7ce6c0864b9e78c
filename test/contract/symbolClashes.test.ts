import assert from 'node:assert/strict';
import { createGit } from '../../src/adapters/git/createGit';
import { SymbolClashes } from '../../src/app/radar/symbolClashes';
import { clashLabel } from '../../src/core/radar/overlapLabels';
import { english } from '../../src/core/translate';
import { suiteSyntax } from '../fakes/allGrammars';
import { TestRepo } from '../fakes/testRepo';
import { type Changes, TwoSides } from '../fakes/twoSides';

const git = createGit();

interface Fixture {
  name: string;
  base: Changes;
  mine: Changes;
  theirs: Changes;
  expected: string[];
}

const parse = 'export function parse(text: string): number {\n  return Number(text);\n}\n';
const fixtures: readonly Fixture[] = [
  {
    name: 'a parameter more of a function that the other now calls',
    base: { 'src/parse.ts': parse, 'src/use.ts': 'export const one = 1;\n' },
    mine: { 'src/parse.ts': parse.replace('text: string', 'text: string, radix: number') },
    theirs: { 'src/use.ts': "import { parse } from './parse';\n\nexport const one = parse('1');\n" },
    expected: ['me: parse of src/parse.ts is changed, and used in src/use.ts:3'],
  },
  {
    name: 'a function that is removed here and used there, by another name',
    base: { 'src/parse.ts': `${parse}export const two = 2;\n`, 'src/use.ts': 'export const one = 1;\n' },
    mine: { 'src/parse.ts': 'export const two = 2;\n' },
    theirs: { 'src/use.ts': "import { parse as read } from './parse.js';\n\nexport const one = read('1');\n" },
    expected: ['me: parse of src/parse.ts is removed, but used in src/use.ts:1'],
  },
  {
    name: 'another body, another comment and another value',
    base: { 'src/parse.ts': `/** Reads. */\n${parse}export const limit = 3;\n`, 'src/use.ts': '' },
    mine: { 'src/parse.ts': `/** Reads it. */\n${parse.replace('Number(text)', '+text')}export const limit = 4;\n` },
    theirs: { 'src/use.ts': "import { limit, parse } from './parse';\nparse(String(limit));\n" },
    expected: [],
  },
  {
    name: 'a name that only is the same, in a comment, of another module or of its own',
    base: { 'src/parse.ts': parse, 'src/a.ts': '', 'src/b.ts': '', 'src/c.ts': '' },
    mine: { 'src/parse.ts': parse.replace('text: string', 'text: string, radix: number') },
    theirs: {
      'src/a.ts': "import { parse } from 'other';\nparse('1');\n",
      'src/b.ts': '// parse\nexport const text = "parse";\n',
      'src/c.ts': 'export function parse(): void {}\nparse();\n',
    },
    expected: [],
  },
  {
    name: 'a type whose members change, used as a type from its folder',
    base: { 'src/user/index.ts': 'export interface User {\n  name: string;\n}\n', 'src/page.ts': '' },
    mine: { 'src/page.ts': "import type { User } from './user';\nexport const page = (user: User) => user.name;\n" },
    theirs: { 'src/user/index.ts': 'export interface User {\n  fullName: string;\n}\n' },
    expected: ['them: User of src/user/index.ts is changed, and used in src/page.ts:2'],
  },
  {
    name: 'Python: a renamed function, imported or behind its module',
    base: {
      'app/money.py': 'def total(items):\n    return sum(items)\n\n\ndef _own(): pass\n',
      'app/a.py': '',
      'app/b.py': '',
    },
    mine: { 'app/money.py': 'def grand_total(items):\n    return sum(items)\n\n\ndef _own(x): pass\n' },
    theirs: {
      'app/a.py': 'from app.money import total\n\nprint(total([1]))\n',
      'app/b.py': 'import app.money\n\nprint(app.money.total([1]))\n',
    },
    expected: [
      'me: total of app/money.py is removed, but used in app/a.py:3',
      'me: total of app/money.py is removed, but used in app/b.py:3',
    ],
  },
  {
    name: 'Go: another signature, in the same package and from another one',
    base: {
      'money/money.go': 'package money\n\nfunc Total(a int) int { return a }\n\nfunc own() {}\n',
      'money/b.go': 'package money\n',
      'main.go': 'package main\n',
    },
    mine: {
      'money/money.go': 'package money\n\nfunc Total(a int, b int) int { return a + b }\n\nfunc own(a int) {}\n',
    },
    theirs: {
      'money/b.go': 'package money\n\nfunc Twice(a int) int { return Total(a) * 2 }\n',
      'main.go': 'package main\n\nimport "example.org/money"\n\nfunc main() { println(money.Total(1)) }\n',
    },
    expected: [
      'me: Total of money/money.go is changed, and used in main.go:5',
      'me: Total of money/money.go is changed, and used in money/b.go:3',
    ],
  },
];

describe('names that one change alters and another one uses', function () {
  this.timeout(60_000);
  const syntax = suiteSyntax();
  let repo: TestRepo;
  afterEach(async () => {
    await git.forgetSights(repo.root);
    repo.dispose();
  });

  for (const { name, base, mine, theirs, expected } of fixtures) {
    it(`are found, or not: ${name}`, async () => {
      repo = TestRepo.with({ 'README.md': 'Read me.\n' });
      const sides = TwoSides.from(repo, base);
      const [one, other] = [sides.tree(sides.side(mine)), sides.tree(sides.side(theirs))];
      const from = sides.tree(sides.base);
      const clashes = new SymbolClashes(git, syntax);
      const found = await clashes.between(repo.root, { base: from, files: one }, { base: from, files: other });
      assert.deepEqual(found.map((clash) => `${clash.by}: ${clashLabel(clash, english)}`).sort(), expected);
    });
  }
});
