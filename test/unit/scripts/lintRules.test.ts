import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { classLimits } from '../../../scripts/lint/classLimits.mjs';
import { functionLines } from '../../../scripts/lint/functionLines.mjs';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const methods = (count: number): string => Array.from({ length: count }, (_, i) => `m${i}() {}`).join(' ');
const lines = (count: number): string => 'f();\n'.repeat(count);

tester.run('class-limits', classLimits, {
  valid: [
    { name: 'as many methods as allowed', code: `class A { constructor() {} ${methods(15)} }` },
    {
      name: 'three mutable fields',
      code: 'class A { a; b; static c; readonly d = 1; constructor(readonly e: string) {} }',
    },
    { name: 'as many lines as allowed', code: 'class A {\n\n}', options: [{ maxLines: 3 }] },
  ],
  invalid: [
    { name: 'a method too many', code: `class A { ${methods(16)} }`, errors: [{ messageId: 'methods' }] },
    {
      name: 'a field that holds a function',
      code: `class A { ${methods(15)} readonly n = () => 1 }`,
      errors: [{ messageId: 'methods' }],
    },
    {
      name: 'a parameter that is a mutable field',
      code: 'const A = class { a; b; static c; constructor(private e: string) {} }',
      errors: [{ messageId: 'fields' }],
    },
    { name: 'a line too many', code: 'class A {\n\n\n}', options: [{ maxLines: 3 }], errors: [{ messageId: 'lines' }] },
  ],
});

const options = [{ max: 10 }];
const errors = [{ messageId: 'tooLong' }];

tester.run('function-lines', functionLines, {
  valid: [
    { name: 'as long as allowed', code: `function a() {\n${lines(8)}}`, options },
    { name: 'describe', code: `describe('a', () => {\n${lines(20)}})`, options },
    { name: 'describe.skip', code: `describe.skip('a', function () {\n${lines(20)}})`, options },
  ],
  invalid: [
    { name: 'a line too many', code: `function a() {\n${lines(9)}}`, options, errors },
    { name: 'a test', code: `it('a', () => {\n${lines(9)}})`, options, errors },
    { name: 'a method', code: `class A { m() {\n${lines(9)}} }`, options, errors },
  ],
});
