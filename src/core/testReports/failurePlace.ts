/** Where a failure was, as the runner printed it: `file` may be absolute or relative to where the runner ran. */
export interface FailurePlace {
  file: string;
  line: number;
}

const forms: readonly RegExp[] = [
  // JavaScript: `at Context.<anonymous> (test/a.test.js:5:63)`, `at /project/a.spec.ts:4:41`, vitest's `❯ test/a.test.ts:5:17`.
  /^\s*(?:at|❯) .*\((?:file:\/\/|webpack:\/\/\/?[\w-]*\/?)?([^()]+):(\d+):\d+\)/,
  /^\s*(?:at|❯) (?:async )?(?:file:\/\/|webpack:\/\/\/?[\w-]*\/?)?(\S+?):(\d+):\d+/,
  // node:test's YAML: `location: '/project/a.test.mjs:4:1'`.
  /^\s*location: '(.+?):(\d+):\d+'$/,
  // Python: `tests/test_sum.py:7: AssertionError`.
  /^(\S+\.py):(\d+): /,
  // Rust: `thread 'tests::x' panicked at src/lib.rs:9:58:`.
  /panicked at (\S+\.rs):(\d+):\d+/,
  // Go: `    sum_test.go:4: 9 + 1 = 10`.
  /^\s+(\S+\.go):(\d+): /,
  // Ruby: `# ./spec/sum_spec.rb:3:in`.
  /^\s*# (\S+\.rb):(\d+)(?::in|$)/,
  // PHP: `/project/tests/SumTest.php:5` on a line of its own.
  /^[\s│]*(\S+\.php):(\d+)$/,
  // Java and Kotlin: `at shop.SumTest.carries(SumTest.java:6)`.
  /\((\w+\.(?:java|kt|groovy|scala)):(\d+)\)/,
  /\bat (\w+\.(?:java|kt|groovy|scala)):(\d+)$/,
  // .NET: `in /project/SumTest.cs:line 12`.
  / in (.+\.\w+):line (\d+)/,
];

const maxLength = 500;
const foreign = /node_modules|^node:|^internal\/|^\/rustc\/|site-packages|^(?:Assert\w*|Assertions?)\.java$/;

/** The place in the project's own files that a line of a failure names; undefined when it names none. */
export function failurePlace(line: string): FailurePlace | undefined {
  const start = line.slice(0, maxLength);
  for (const form of forms) {
    const found = form.exec(start);
    const file = found?.[1];
    if (file !== undefined && file.length <= 500 && !foreign.test(file)) {
      return { file, line: Number(found?.[2]) };
    }
  }
  return undefined;
}
