import type { Sides } from './reviewedChange';

interface CorpusChange {
  name: string;
  files: Record<string, Sides>;
  /** Kinds of marks by file; a file that is left out has none. */
  marks: Record<string, string[]>;
  /** Files in the order in which they are to be looked at, where that is what the change is about. */
  order?: string[];
}

const lines = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `${of(at)}\n`).join('');

/** Changes as agents make them, with what is dangerous about each. */
export const changeCorpus: readonly CorpusChange[] = [
  {
    name: 'a permission that is no longer asked for',
    files: {
      'src/routes/orders.ts': [
        'if (!user.hasPermission("orders:write")) return deny();\nsave(order);\n',
        'save(order);\n',
      ],
      'src/routes/orders.test.ts': ['it("saves");\n', 'it("saves", () => saved(hasPermission));\n'],
    },
    marks: { 'src/routes/orders.ts': ['access'] },
    order: ['src/routes/orders.ts', 'src/routes/orders.test.ts'],
  },
  {
    name: 'a file whose name says that it is about sign-in',
    files: { 'lib/auth/session.py': ['TTL = 10\n', 'TTL = 1000\n'] },
    marks: { 'lib/auth/session.py': ['access', 'untested'] },
  },
  {
    name: 'a certificate that is no longer checked',
    files: { 'client.go': ['c := &tls.Config{}\n', 'c := &tls.Config{InsecureSkipVerify: true}\n'] },
    marks: { 'client.go': ['crypto', 'untested'] },
  },
  {
    name: 'a query made of text',
    files: { 'app/models.py': ['q = find(id)\n', 'q = db.execute(f"SELECT * FROM users WHERE id = {id}")\n'] },
    marks: { 'app/models.py': ['sql', 'untested'] },
  },
  {
    name: 'a query in small letters',
    files: { 'a.ts': ['', 'await sql("delete from orders where id = " + id);\n'] },
    marks: { 'a.ts': ['destroys', 'sql', 'untested'] },
  },
  {
    name: 'a command made of text',
    files: { 'tool.py': ['', 'subprocess.run("convert " + name, shell=True)\n'] },
    marks: { 'tool.py': ['shell', 'untested'] },
  },
  {
    name: 'code that is run from text, but not a match of a regular expression',
    files: { 'a.js': ['', 'eval(text);\n'], 'b.js': ['', 'const found = pattern.exec(text);\n'] },
    marks: { 'a.js': ['shell', 'untested'], 'b.js': ['untested'] },
    order: ['a.js', 'b.js'],
  },
  {
    name: 'markup that is put in as it is',
    files: { 'ui.tsx': ['', 'node.innerHTML = comment;\n'] },
    marks: { 'ui.tsx': ['shell', 'untested'] },
  },
  {
    name: 'a table that is dropped',
    files: { 'db/migrate/002.sql': ['', 'DROP TABLE invoices;\n'] },
    marks: { 'db/migrate/002.sql': ['destroys', 'untested'] },
  },
  {
    name: 'a folder that is removed',
    files: { 'scripts/clean.sh': ['echo\n', 'rm -rf "$BUILD"\n'] },
    marks: { 'scripts/clean.sh': ['destroys', 'untested'] },
  },
  {
    name: 'a call that deleted and is gone',
    files: { 'a.ts': ['rmSync(folder);\nnext();\n', 'next();\n'] },
    marks: {},
  },
  {
    name: 'a deleted source file',
    files: { 'src/old.ts': ['run();\n', null] },
    marks: { 'src/old.ts': ['deleted-file'] },
  },
  { name: 'a deleted document', files: { 'docs/old.md': ['# Old\n', null] }, marks: {} },
  {
    name: 'a large block that goes away, unlike one that moves',
    files: {
      'a.ts': [lines(40, (at) => `step(${at});`) + 'end();\n', 'end();\n'],
      'b.ts': [lines(40, (at) => `other(${at});`) + 'end();\n', 'end();\n'],
      'c.ts': ['begin();\n', 'begin();\n' + lines(40, (at) => `  other(${at});`)],
    },
    marks: { 'a.ts': ['removed-block'], 'c.ts': ['untested'] },
  },
  {
    name: 'a package that is added, one that is removed and one of another version',
    files: {
      'package.json': [
        '{"dependencies":{"a":"1.0.0","b":"1.0.0"},"scripts":{"test":"mocha"}}',
        '{"dependencies":{"a":"2.0.0","c":"1.0.0"},"scripts":{"test":"mocha"}}',
      ],
      'package-lock.json': ['{"resolved":"https://host.example/b"}\n', '{"resolved":"https://host.example/c"}\n'],
    },
    marks: { 'package.json': ['dependency'] },
  },
  {
    name: 'a script that runs on install',
    files: { 'package.json': ['{"scripts":{}}', '{"scripts":{"postinstall":"node x.js"}}'] },
    marks: { 'package.json': ['build'] },
  },
  {
    name: 'a version of the project itself',
    files: { 'package.json': ['{"version":"1.0.0"}', '{"version":"1.1.0"}'] },
    marks: {},
  },
  {
    name: 'a lock file that leads to another host',
    files: {
      'package.json': ['{"dependencies":{"a":"1.0.0"}}', '{"dependencies":{"a":"2.0.0"}}'],
      'package-lock.json': ['{"resolved":"https://host.example/a"}\n', '{"resolved":"https://evil.example/a"}\n'],
    },
    marks: { 'package.json': ['dependency'], 'package-lock.json': ['lock'] },
    order: ['package-lock.json', 'package.json'],
  },
  {
    name: 'a lock file without its manifest',
    files: { 'yarn.lock': ['a@1:\n', 'a@2:\n'] },
    marks: { 'yarn.lock': ['lock'] },
  },
  {
    name: 'requirements of Python, Rust, Go and Ruby',
    files: {
      'requirements.txt': ['flask==1.0\n', 'flask==2.0\nrequests>=2\n'],
      'Cargo.toml': ['[dependencies]\n', '[dependencies]\nserde = "1"\n'],
      'go.mod': ['module a\n', 'module a\nrequire example.com/b v1.2.3\n'],
      Gemfile: ['', 'gem "rails"\n'],
    },
    marks: {
      'requirements.txt': ['dependency'],
      'Cargo.toml': ['dependency'],
      'go.mod': ['dependency'],
      Gemfile: ['dependency'],
    },
  },
  {
    name: 'what other code uses',
    files: {
      'src/api.ts': [
        'export function find(id: string): User { return get(id); }\nexport const limit = 3;\nfunction own(a: number) {}\n',
        'export function find(id: string, all: boolean): User { return get(id); }\nfunction own() {}\n',
      ],
    },
    marks: { 'src/api.ts': ['api', 'untested'] },
  },
  {
    name: 'only the body of what other code uses, and what another file offers now',
    files: {
      'src/api.ts': ['export function find() { return 1; }\n', 'export function find() { return 2; }\n'],
      'src/a.py': ['def load(x):\n    return 1\n', 'def load(x):\n    return 2\n'],
      'src/b.go': ['package b\nfunc Load() int { return 1 }\n', 'package b\nfunc Load() int { return 2 }\n'],
    },
    marks: { 'src/api.ts': ['untested'], 'src/a.py': ['untested'], 'src/b.go': ['untested'] },
  },
  {
    name: 'a file that editors obey, and one that runs in the build',
    files: {
      '.vscode/settings.json': ['{}', '{"a":1}'],
      '.github/workflows/ci.yml': ['on: push\n', 'on: pull_request_target\n'],
      Dockerfile: ['FROM a\n', 'FROM b\n'],
    },
    marks: {
      '.vscode/settings.json': ['control'],
      '.github/workflows/ci.yml': ['control', 'build'],
      Dockerfile: ['build'],
    },
    order: ['.github/workflows/ci.yml', '.vscode/settings.json', 'Dockerfile'],
  },
  {
    name: 'source, its test, documents and comments',
    files: {
      'README.md': ['Log in.\n', 'Log in with your password: `rm -rf`, DROP TABLE, eval(x).\n'],
      'src/cart.test.ts': ['it("a");\n', 'it("a", () => expect(eval("1")));\nawait sql("DROP TABLE a");\n'],
      'src/cart.ts': ['a();\n', '// The password is checked elsewhere: eval(x), DROP TABLE y.\na();\n'],
      'src/price.ts': ['a();\n', 'a();\nb();\n'],
      'src/price.test.ts': ['a();\n', 'b();\n'],
    },
    marks: {},
    order: ['src/price.ts', 'src/cart.test.ts', 'src/price.test.ts', 'src/cart.ts', 'README.md'],
  },
  {
    name: 'words that only look like those of access',
    files: { 'src/parse.ts': ['', 'const token = author(tokens, roleOf(node));\nconst hash = gitHash(session);\n'] },
    marks: { 'src/parse.ts': ['untested'] },
  },
];
