/** How the tests of a language look in its source. */
export interface TestLanguage {
  files: RegExp;
  /** Each match is the declaration of a test; the group `name` names it. */
  test: RegExp;
  skip: RegExp;
  /** Marks that leave out every other test. */
  only?: RegExp;
  assertion: RegExp;
  /** A comment that takes up a whole line. */
  comment: RegExp;
}

const slashes = /^\s*(\/\/|\/\*|\*)/;
const hash = /^\s*#/;

const javascript: TestLanguage = {
  files: /\.[cm]?[jt]sx?$/,
  test: /\b[xf]?(?:it|test|specify)(?:\.\w+(?:\([^)]{0,300}\))?){0,5}\s*\(\s*(["'`])(?<name>(?:\\.|(?!\1).)*)\1/g,
  skip: /\b(?:it|test|describe|context|suite|t)\.(?:skip|todo|fixme|fails|failing|skipIf|runIf)\b|\bx(?:it|test|describe|context|specify)\s*\(|\bthis\.skip\s*\(|[{,]\s*(?:skip|todo)\s*:\s*(?!false)/,
  only: /\b(?:it|test|describe|context|suite)\.only\b|\bf(?:it|describe|context)\s*\(|[{,]\s*only\s*:\s*true/,
  assertion:
    /\bexpect(?:\.\w+)?\s*\(|\bassert(?:\.\w+)*\s*\(|\.should\b|\bt\.(?:is|deepEqual|true|false|throws|like)\s*\(/,
  comment: slashes,
};

const python: TestLanguage = {
  files: /\.py$/,
  test: /^[ \t]*(?:async\s+)?def\s+(?<name>test\w*)/gm,
  skip: /\bpytest\.mark\.(?:skip|skipif|xfail)\b|@unittest\.(?:skip\w*|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip)\s*\(|\bself\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b/,
  assertion: /^\s*assert\b|\bself\.assert\w+\s*\(|\bpytest\.raises\s*\(/,
  comment: hash,
};

const go: TestLanguage = {
  files: /_test\.go$/,
  test: /^func\s+(?<name>(?:Test|Fuzz|Example|Benchmark)\w*)\s*\(|\bt\.Run\(\s*"(?<sub>[^"]*)"/gm,
  skip: /\b[tbf]\.Skip(?:f|Now)?\s*\(|^\/\/go:build\s+ignore\b/,
  assertion: /\b[tbf]\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|\b(?:assert|require)\.\w+\s*\(/,
  comment: /^\s*(\/\/(?!go:build)|\/\*|\*)/,
};

const rust: TestLanguage = {
  files: /\.rs$/,
  test: /#\[(?:\w+::)*(?:test|rstest)\b[^\]]{0,300}\]\s*(?:#\[[^\]]{0,300}\]\s*){0,10}(?:pub\s+)?(?:async\s+)?fn\s+(?<name>\w+)/g,
  skip: /#\[ignore\b|#\[cfg\(any\(\)\)\]/,
  assertion: /\b(?:debug_)?assert(?:_\w+)?!\s*\(|#\[should_panic/,
  comment: slashes,
};

const jvm: TestLanguage = {
  files: /\.(java|kt|kts|scala|groovy)$/,
  test: /@(?:Test|ParameterizedTest|RepeatedTest)\b[^{;]{0,500}?\b(?:void|fun)\s+(?<name>\w+|`[^`]+`)\s*\(/g,
  skip: /@(?:Disabled|Ignore)\b|\bassume(?:True|False|That)\s*\(/,
  assertion: /\bassert\w*\s*\(|\bverify\s*\(|\.should\w*\s*\(/,
  comment: slashes,
};

const csharp: TestLanguage = {
  files: /\.(cs|fs|vb)$/,
  test: /\[(?:Fact|Theory|Test|TestMethod|TestCase)\b[^{;]{0,500}?\b(?:void|Task)\s+(?<name>\w+)\s*\(/g,
  skip: /\bSkip\s*=\s*"|\[Ignore\b|\bAssert\.(?:Ignore|Inconclusive)\s*\(/,
  assertion: /\bAssert\.\w+\s*[(<]|\.Should\w*\s*\(/,
  comment: slashes,
};

const ruby: TestLanguage = {
  files: /\.rb$/,
  test: /\b[xf]?(?:it|specify|test)\s*\(?\s*(["'])(?<name>.*?)\1|^\s*def\s+(?<sub>test_\w+)/gm,
  skip: /^\s*(?:x(?:it|describe|context|specify)|skip|pending)\b/,
  only: /^\s*f(?:it|describe|context)\b|\bfocus\s*:\s*true|,\s*:focus\b/,
  assertion: /\bexpect\s*[({]|\bassert\w*\b|\.(?:must|wont)_\w+|\.should\b/,
  comment: hash,
};

const php: TestLanguage = {
  files: /\.php$/,
  test: /\bfunction\s+(?<name>test\w+)\s*\(|\b(?:it|test)\s*\(\s*(["'])(?<sub>.*?)\2/g,
  skip: /\bmarkTest(?:Skipped|Incomplete)\s*\(|->(?:skip|todo)\s*\(/,
  only: /->only\s*\(/,
  assertion: /(?:->|::)assert\w+\s*\(|\bexpect\s*\(/,
  comment: slashes,
};

const others: TestLanguage = {
  files: /\.(swift|exs?|dart)$/,
  test: /\bfunc\s+(?<name>test\w+)\s*\(|\btest\s*\(?\s*(["'])(?<sub>.*?)\2/g,
  skip: /\bXCTSkip\w*|@tag\s+:?skip\b|\bskip\s*:\s*(?!false)/,
  only: /@tag\s+:?only\b|\bsolo\s*:\s*true/,
  assertion: /\bXCTAssert\w*\s*\(|#expect\s*\(|\bassert\w*\b|\bexpect\s*\(/,
  comment: /^\s*(\/\/|#(?!expect))/,
};

const languages = [javascript, python, go, rust, jvm, csharp, ruby, php, others];

/** The language of a file that holds tests by its name or its folder; in Rust tests stand beside what they test. */
export function testLanguage(path: string): TestLanguage | null {
  const language = languages.find(({ files }) => files.test(path));
  return language !== undefined && (language === rust || isTestFile(path)) ? language : null;
}

export function isTestFile(path: string): boolean {
  const names = path.split('/');
  const name = names.pop() ?? '';
  const isSource = languages.some(({ files }) => files.test(name));
  return (
    isSource &&
    (/[._-](test|tests|spec|specs|e2e|cy)\.\w+$/.test(name) ||
      /^(test|spec)[._-]/.test(name) ||
      /(Test|Tests|TestCase|Spec|IT)\.\w+$/.test(name) ||
      names.some((folder) => /^(tests?|__tests__|specs?|e2e|cypress|integration-tests)$/i.test(folder)))
  );
}
