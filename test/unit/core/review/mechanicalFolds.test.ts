import assert from 'node:assert/strict';
import { suiteSyntax } from '../../../fakes/allGrammars';
import type { Fold } from '../../../../src/protocol';
import { foldsOf, type Sides } from '../../../fakes/reviewedChange';

const users = `import { query } from './db';

// Of one user.
export async function getUser(id: string, isAdmin = false): Promise<User | null> {
  if (id === '' || !isAdmin) {
    return null;
  }
  const rows = await query('select', id, 10);
  return rows[0] ?? null;
}
`;
const page = `import { getUser } from './users';

export const title = async (id: string) => {
  const user = await getUser(id, true);
  return \`\${user?.name} (\${await getUser('0')})\`;
};
`;

const renamed = (text: string): string => text.replaceAll('getUser', 'fetchUser');
const rename: Fold = { kind: 'renamed', names: [{ from: 'getUser', to: 'fetchUser' }] };

describe('what a change is proven to be', function () {
  this.timeout(60_000);
  const syntax = suiteSyntax();

  const proves = (name: string, files: Record<string, Sides>, folds: Awaited<ReturnType<typeof foldsOf>>) =>
    it(name, async () => {
      assert.deepEqual(await foldsOf(syntax, files), folds);
    });
  const refuses = (name: string, files: Record<string, Sides>, others: Record<string, string> = {}) =>
    it(name, async () => {
      assert.deepEqual(await foldsOf(syntax, files, others), {});
    });

  describe('moved files', () => {
    proves(
      'are those of the same bytes',
      { 'a/logo.svg → b/logo.svg': ['<svg/>', '<svg/>'], 'src/x.ts → src/y.ts': [users, users] },
      { 'b/logo.svg': { kind: 'moved' }, 'src/y.ts': { kind: 'moved' } },
    );
    proves(
      'are those of the same tree',
      { 'src/x.ts → src/y.ts': ['const a = 1;\n', 'const a   = 1;\n'] },
      { 'src/y.ts': { kind: 'moved' } },
    );
    refuses('are not those that name others by where they stand, in another folder', {
      'src/users.ts → lib/users.ts': [users, users],
    });
  });

  describe('formatting', () => {
    const formatted = { kind: 'formatted' } as const;
    proves(
      'is white space between tokens and commas at the end of lists',
      {
        'a.ts': ['f(a, [b], {c});\nif (x) { y() }\n', 'f(\n  a,\n  [b],\n  { c },\n);\nif (x) {\n  y()\n}\n'],
        'a.py': ['def f(a,b):\n  return [a,\n b]\n', 'def f(a, b):\n    return [a, b]\n'],
        'a.go': ['package a\nfunc f() { g(1,2) }\n', 'package a\n\nfunc f() {\n\tg(1, 2)\n}\n'],
        'a.tsx': [
          'const a = <b><c/><d/></b>;\n',
          'const a = (\n  <b>\n    <c />\n    <d />\n  </b>\n);\n'.replace(/[()]/g, ''),
        ],
        'A.java': ['class A { int a(){ return 1; } }\n', 'class A {\n  int a() {\n    return 1;\n  }\n}\n'],
        'a.rs': ['fn f(){ g(1,2) }\n', 'fn f() {\n    g(1, 2)\n}\n'],
      },
      {
        'a.ts': formatted,
        'a.py': formatted,
        'a.go': formatted,
        'a.tsx': formatted,
        'A.java': formatted,
        'a.rs': formatted,
      },
    );
    const changes: Record<string, [file: string, before: string, after: string]> = {
      'an operator': ['a.ts', 'if (a && b) {\n c();\n}\n', 'if (a || b) {\n  c();\n}\n'],
      'a looser comparison': ['a.ts', 'if (a === b) c();\n', 'if (a == b)  c();\n'],
      'a constant': ['a.ts', 'wait( 10 );\n', 'wait(100);\n'],
      'white space in a string': ['a.ts', 'say( "a b" );\n', 'say("a  b");\n'],
      'white space in a template': ['a.ts', 'say( `a ${b} c` );\n', 'say(`a  ${b} c`);\n'],
      'white space in a regular expression': ['a.ts', 'x = /a b/ ;\n', 'x = /a  b/;\n'],
      'text between elements': ['a.tsx', 'const a = <b>yes no</b>;\n', 'const a = <b>yes  no</b>;\n'],
      'a space between elements': ['a.tsx', 'const a = <b><c/> <d/></b>;\n', 'const a = <b><c/><d/></b>;\n'],
      'a line end after return': ['a.ts', 'function f() { return a; }\n', 'function f() { return\n a; }\n'],
      'a line end before ++': ['a.ts', 'a\n++\nb\n', 'a++\nb\n'],
      'a hole in an array': ['a.ts', 'x = [ a ,];\n', 'x = [a,,];\n'],
      'swapped arguments': ['a.ts', 'f( a, b );\n', 'f(b, a);\n'],
      parentheses: ['a.ts', 'x = a * b + c;\n', 'x = a * (b + c);\n'],
      'an indentation of Python': ['a.py', 'if a:\n    b()\n    c()\n', 'if a:\n    b()\nc()\n'],
      'a comma that makes a tuple': ['a.py', 'x = (a)\n', 'x = (a,)\n'],
      'a string of Python': ['a.py', "x = '''a\n b'''\n", "x = '''a\n  b'''\n"],
      'a shown expression of Python': ['a.py', 'x = f"{a=}"\n', 'x = f"{a =}"\n'],
      'a macro of C': ['a.c', '#define F(x) x\n', '#define F (x) x\n'],
      'a space of Ruby': ['a.rb', 'a = f -1\n', 'a = f - 1\n'],
      'an array of words of Ruby': ['a.rb', 'a = %w[a b]\n', 'a = %w[ab]\n'],
      'the line below a comment': [
        'a.go',
        'package a\n\n// +build x\n\nvar a int\n',
        'package a\n\n// +build x\nvar a int\n',
      ],
      'a comment': ['a.ts', 'f(); // @ts-ignore\n', 'f(); // @ts-expect-error\n'],
      'what is no text of the language': ['a.ts', 'f( ;\n', 'f(;\n'],
      'a language that nobody reads': ['a.yaml', 'a: [1,2]\n', 'a: [1, 2]\n'],
    };
    for (const [name, [file, before, after]] of Object.entries(changes)) {
      refuses(`is not ${name}`, { [file]: [before, after] });
    }
  });

  describe('order', () => {
    proves(
      'of imports next to each other says nothing',
      {
        'a.ts': [
          "import b from 'b';\nimport a from 'a';\nf(a, b);\n",
          "import a from 'a';\nimport b from 'b';\nf(a, b);\n",
        ],
        'a.py': ['import os\nfrom a import b\nb()\n', 'from a import b\nimport os\nb()\n'],
      },
      { 'a.ts': { kind: 'imports' }, 'a.py': { kind: 'imports' } },
    );
    proves(
      'of functions and types says nothing',
      {
        'a.ts': [
          'const x = f();\nexport function f() { return 1; }\ninterface I { a: 1 }\n/** g */\nfunction g() {}\n',
          'const x = f();\n/** g */\nfunction g() {}\ninterface I { a: 1 }\nexport function f() { return 1; }\n',
        ],
        'a.go': ['package a\nfunc f() {}\nfunc g() {}\n', 'package a\nfunc g() {}\nfunc f() {}\n'],
      },
      { 'a.ts': { kind: 'reordered' }, 'a.go': { kind: 'reordered' } },
    );
    refuses('of imports that are made for what they do is something', {
      'a.ts': ["import './b';\nimport './a';\n", "import './a';\nimport './b';\n"],
      'b.py': ['from a import *\nfrom b import *\n', 'from b import *\nfrom a import *\n'],
    });
    refuses('of statements is something', {
      'a.ts': ['check();\nrun();\n', 'run();\ncheck();\n'],
      'b.ts': ['const a = f();\nconst b = g();\n', 'const b = g();\nconst a = f();\n'],
      'c.py': ['def f(): pass\ndef g(): pass\n', 'def g(): pass\ndef f(): pass\n'],
    });
    refuses('does not hide another body', {
      'a.ts': ['function f() { return 1; }\nfunction g() {}\n', 'function g() {}\nfunction f() { return 2; }\n'],
    });
    refuses('does not hide that one of two of a name wins', {
      'a.js': ['function f() { a(); }\nfunction f() { b(); }\n', 'function f() { b(); }\nfunction f() { a(); }\n'],
    });
  });

  describe('names', () => {
    proves(
      'that are declared, used and imported are one renaming, also where lines are broken anew',
      {
        'src/users.ts': [users, renamed(users)],
        'src/page.ts': [page, renamed(page).replace('fetchUser(id, true)', 'fetchUser(\n    id,\n    true,\n  )')],
      },
      { 'src/users.ts': rename, 'src/page.ts': rename },
    );
    proves(
      'within a function are followed',
      { 'a.ts': ['const f = (q: number) => q + 1;\n', 'const f = (p: number) => p + 1;\n'] },
      { 'a.ts': { kind: 'renamed', names: [{ from: 'q', to: 'p' }] } },
    );
    proves(
      'of Python and Go are followed',
      {
        'a.py': ['def load(path):\n    return path\n\nload(1)\n', 'def read(path):\n    return path\n\nread(1)\n'],
        'b.py': ['from a import load as l, load\nl(load)\n', 'from a import read as l, read\nl(read)\n'],
        'g/a.go': ['package g\nfunc first() {}\n', 'package g\nfunc other() {}\n'],
        'g/b.go': ['package g\nfunc run() { first() }\n', 'package g\nfunc run() { other() }\n'],
      },
      {
        'a.py': { kind: 'renamed', names: [{ from: 'load', to: 'read' }] },
        'b.py': { kind: 'renamed', names: [{ from: 'load', to: 'read' }] },
        'g/a.go': { kind: 'renamed', names: [{ from: 'first', to: 'other' }] },
        'g/b.go': { kind: 'renamed', names: [{ from: 'first', to: 'other' }] },
      },
    );

    const both = (change: (text: string) => string): Record<string, Sides> => ({
      'src/users.ts': [users, change(renamed(users))],
    });
    const hidden: Record<string, (text: string) => string> = {
      'an operator': (text) => text.replace('||', '&&'),
      'a looser comparison': (text) => text.replace('===', '=='),
      'a constant': (text) => text.replace('10', '100'),
      'a default': (text) => text.replace('false', 'true'),
      'a string': (text) => text.replace("'select'", "'delete'"),
      'swapped arguments': (text) => text.replace("'select', id", "id, 'select'"),
      'another name of the file': (text) => text.replace('return rows', 'return id'),
      'a lost await': (text) => text.replace('await ', ''),
      'a negation': (text) => text.replace('!isAdmin', 'isAdmin'),
      'another module': (text) => text.replace('./db', './other'),
    };
    for (const [name, change] of Object.entries(hidden)) {
      refuses(`do not hide ${name}`, both(change));
    }
    refuses(
      'of which one place was left in another file are not proven',
      both((text) => text),
      { 'b.ts': 'getUser();' },
    );
    refuses(
      'that were there before are not proven',
      both((text) => text),
      { 'b.ts': 'const fetchUser = 1;' },
    );
    refuses('that are only used are another function', { 'src/page.ts': [page, renamed(page)] });
    refuses('that are imported from elsewhere are another function', {
      'src/users.ts': [users.replaceAll('getUser', 'find'), users.replaceAll('getUser', 'seek')],
      'src/page.ts': [
        page.replaceAll('getUser', 'find').replace('./users', 'users'),
        page.replaceAll('getUser', 'seek').replace('./users', 'users'),
      ],
    });
    refuses('that shadow one another are not proven', {
      'a.ts': ['function f(a, b) { return a + b; }\n', 'function f(a, a) { return a + a; }\n'],
    });
    refuses('that change places are not proven', {
      'a.ts': ['function f(a, b) { return a - b; }\n', 'function f(b, a) { return a - b; }\n'],
      'b.ts': ['const g = (c, d) => c(d);\n', 'const g = (d, c) => c(d);\n'],
    });
    refuses('of members, keys and shorthand are known elsewhere', {
      'a.ts': ['const q = 1;\nsend({ q });\n', 'const p = 1;\nsend({ p });\n'],
      'b.ts': ['class A { load() {} }\nnew A().load();\n', 'class A { read() {} }\nnew A().read();\n'],
      'c.ts': ['const o = { key: 1 };\no.key;\n', 'const o = { name: 1 };\no.name;\n'],
      'd.py': ['def f(q):\n    return g(q=q)\n', 'def f(p):\n    return g(p=p)\n'],
      'e.py': ['class A:\n    field = 1\n    other = field\n', 'class A:\n    column = 1\n    other = column\n'],
    });
    refuses('that are known to whoever calls are not proven', {
      'a.py': ['@route\ndef show(q):\n    return q\n', '@route\ndef show(p):\n    return p\n'],
      'b.py': ['def test_it(client):\n    client()\n', 'def test_it(server):\n    server()\n'],
      'c.ts': ['export function load() { load(); }\n', 'export function read() { read(); }\n'],
      'd.go': ['package a\nfunc first() { first() }\n', 'package a\nfunc init() { init() }\n'],
    });
    refuses('that a global has elsewhere in the file are not proven', {
      'a.ts': ['{ const fetch = 1; g(fetch); }\nfetch();\n', '{ const get = 1; g(get); }\nget();\n'],
    });
    refuses('that are read as text are not proven', {
      'a.ts': ['const q = 1;\neval("" + q);\n', 'const p = 1;\neval("" + p);\n'],
    });
  });
});
