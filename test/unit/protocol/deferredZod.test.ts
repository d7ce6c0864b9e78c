import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import * as vm from 'node:vm';
import * as esbuild from 'esbuild';
import * as zod from 'zod';
import * as protocol from '../../../src/protocol';
import * as deferred from '../../../src/protocol/deferredZod';

type Zod = Pick<typeof zod, keyof typeof deferred & keyof typeof zod>;
type Schemas = Readonly<Record<string, unknown>>;

const root = path.resolve(import.meta.dirname, '../../..');
const deferredFile = path.join(root, 'src/protocol/deferredZod.ts');
const how = { unrepresentable: 'any', io: 'input' } as const;

/** The protocol, and what its schemas are as JSON schemas, as the build has them. */
async function builtProtocol(): Promise<{ schemas: Schemas; toJSONSchema: typeof deferred.toJSONSchema }> {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: "export * as schemas from './src/protocol'; export { toJSONSchema } from './src/protocol/deferredZod';",
      resolveDir: root,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    plugins: [
      {
        name: 'schemas-later',
        setup(build) {
          build.onResolve({ filter: /^zod$/ }, ({ importer }) =>
            importer.startsWith(path.join(root, 'src')) && importer !== deferredFile
              ? { path: deferredFile }
              : undefined,
          );
        },
      },
    ],
  });
  const module = { exports: {} };
  const run = vm.compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require']) as (
    ...args: readonly unknown[]
  ) => void;
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports as Awaited<ReturnType<typeof builtProtocol>>;
}

function isSchema(value: unknown): value is zod.ZodType {
  return value instanceof zod.ZodType;
}

/** Schemas of every kind, by what makes them. */
const kinds: Readonly<Record<string, (z: Zod) => zod.ZodType>> = {
  'a text': (z) => z.string().min(1).max(3),
  'a trimmed and changed text': (z) => z.string().transform((text) => text.trim()),
  'a number': (z) => z.number().positive().nullable(),
  'an integer': (z) => z.int().min(1).max(4).default(2),
  'a list': (z) => z.array(z.boolean()).length(1),
  'an object': (z) => z.object({ a: z.string(), b: z.int().optional() }),
  'a strict object, extended': (z) => z.strictObject({ a: z.string() }).extend({ b: z.int().optional() }),
  'a loose object': (z) => z.looseObject({ a: z.string() }),
  'an object of the parts of another': (z) => z.object({ ...z.object({ a: z.string() }).shape, b: z.int() }),
  'one of words': (z) => z.enum(['a', 'b']).catch('a'),
  'one of the words of another': (z) => z.enum(z.enum(['a', 'b']).options),
  'a union': (z) => z.union([z.string(), z.int()]),
  'a union by kind': (z) =>
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b'), b: z.int() })]),
  'both of two': (z) => z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() })),
  'a pair': (z) => z.tuple([z.string(), z.int()]),
  'a record': (z) => z.record(z.string().regex(/^[ab]$/), z.unknown()),
  'what passes a test': (z) => z.array(z.int()).refine((list) => list.length < 2, 'too many'),
};

const values: readonly unknown[] = [
  ...[undefined, null, true, '', 'a', 'abcd', ' a ', 0, 1, 2.5, 5, [], [true], [1, 2], ['a', 1], {}],
  ...[{ a: 'x' }, { a: 'x', b: 1 }, { a: 'x', b: '1' }, { a: 'x', c: 1 }, { kind: 'a' }, { kind: 'b' }, { kind: 'c' }],
];

/** The outcome as data. */
function outcome(schema: zod.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value);
  return { success, data, issues: error?.issues };
}

describe('schemas that are made when they are first used', () => {
  for (const [kind, make] of Object.entries(kinds)) {
    it(`take ${kind} for what zod takes it for`, () => {
      const schema = make(deferred as unknown as Zod);

      assert.deepEqual(
        values.map((value) => outcome(schema, value)),
        values.map((value) => outcome(make(zod), value)),
      );
    });
  }

  it('are those of the whole protocol', async () => {
    const built = await builtProtocol();

    const names = Object.entries(protocol).flatMap(([name, value]) => (isSchema(value) ? [name] : []));
    const expected = names.map((name) => [name, zod.toJSONSchema((protocol as Schemas)[name] as zod.ZodType, how)]);
    const actual = names.map((name) => [name, built.toJSONSchema(built.schemas[name] as zod.ZodType, how)]);
    assert.ok(names.length > 100);
    assert.deepEqual(JSON.parse(JSON.stringify(actual)), JSON.parse(JSON.stringify(expected)));
  });

  it('are not made before that', () => {
    const looks: string[] = [];
    const shape = {
      get a() {
        looks.push('a');
        return deferred.string();
      },
    };
    const schema = deferred.object(shape).extend({ b: deferred.int() }).optional();
    assert.deepEqual(looks, []);

    assert.deepEqual(schema.parse({ a: 'x', b: 1 }), { a: 'x', b: 1 });
    assert.notDeepEqual(looks, []);
  });

  it('are not made for another option of a union by kind', () => {
    const looks: string[] = [];
    const looked = (kind: string) => ({
      kind: deferred.literal(kind),
      get value() {
        looks.push(kind);
        return deferred.int();
      },
    });
    const schema = deferred.discriminatedUnion('kind', [
      deferred.object(looked('a')),
      deferred.discriminatedUnion('kind', [deferred.object(looked('b')), deferred.object(looked('c'))]),
    ]);

    assert.deepEqual(schema.parse({ kind: 'b', value: 1 }), { kind: 'b', value: 1 });
    assert.deepEqual([...new Set(looks)], ['b']);
  });
});
