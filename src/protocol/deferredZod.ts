/**
 * What the build puts in the place of zod in our own code: the same builders, but each schema is made when it is first used.
 * To make the thousands of schemas of the protocol takes longer than to start Node, and no program uses all of them: a first
 * request makes a ninth of them. `zod.lazy` in each place would be a schema made for every schema that is not, and modules
 * that load later would have to be as many as there are schemas. What is missing here fails the build.
 */
import * as zod from 'zod';

type Members = Readonly<Record<PropertyKey, unknown>>;
type Builder = (...args: never[]) => object;

/** How a schema is made, what is known of it without that, and the schema when it is made. */
interface Plan {
  make: () => object;
  known: Members;
  schema?: Members;
  /** How many values it was asked about. */
  uses?: number;
}

const planOf = Symbol('plan');

/** The methods that lead from one schema to another. Whatever else is asked of a schema makes it. */
const leading = new Set<PropertyKey>([
  ...['optional', 'nullable', 'nullish', 'default', 'array', 'describe', 'transform', 'refine', 'catch'],
  ...['min', 'max', 'length', 'positive', 'regex', 'trim', 'extend', 'omit', 'pick', 'strip'],
]);

/** Zod writes and compiles a program for each schema of an object, which takes longer than many uses without it. */
const usesUncompiled = 500;

const standIn: ProxyHandler<Plan> = {
  get(plan, name) {
    if (name === planOf) {
      return plan;
    }
    if ((name === 'parse' || name === 'safeParse') && (plan.uses ?? 0) < usesUncompiled) {
      plan.uses = (plan.uses ?? 0) + 1;
      return (value: unknown, how?: object) =>
        (schemaOf(plan)[name] as (...given: unknown[]) => unknown)(value, { jitless: true, ...how });
    }
    if (plan.schema === undefined && leading.has(name)) {
      return (...args: readonly unknown[]) => deferred(() => called(schemaOf(plan), name, args));
    }
    return plan.schema === undefined && Object.hasOwn(plan.known, name) ? plan.known[name] : schemaOf(plan)[name];
  },
};

function deferred(make: () => object, known: Members = {}): object {
  return new Proxy<Plan>({ make, known }, standIn);
}

function schemaOf(plan: Plan): Members {
  plan.schema ??= plan.make() as Members;
  return plan.schema;
}

function called(schema: Members, name: PropertyKey, args: readonly unknown[]): object {
  return (schema[name] as (...given: unknown[]) => object).apply(schema, args.map(made));
}

function planFor(value: unknown): Plan | undefined {
  return typeof value === 'object' && value !== null ? ((value as Members)[planOf] as Plan | undefined) : undefined;
}

/** The same with schemas in the place of what stands for them; those of an object's members when zod first reads them. */
function made(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const plan = planFor(value);
  if (plan !== undefined) {
    return schemaOf(plan);
  }
  if (Array.isArray(value)) {
    return value.map(made);
  }
  return Object.getPrototypeOf(value) === Object.prototype ? withLaterMembers(value) : value;
}

function withLaterMembers(members: object): object {
  const later = Object.entries(members).map(([name, each]) => [name, { get: () => made(each), enumerable: true }]);
  return Object.defineProperties({}, Object.fromEntries(later) as PropertyDescriptorMap);
}

/** An option of a union by kind, which is only made when a value of its kind comes. */
function option(value: unknown, key: string): object {
  const plan = planFor(value);
  const kinds = kindsOf(plan, key);
  if (plan === undefined || kinds === null) {
    return made(value) as object;
  }
  const schema = zod.lazy(() => schemaOf(plan) as unknown as zod.ZodType);
  Object.defineProperty(schema._zod, 'propValues', { value: { [key]: kinds } });
  return schema;
}

/** The values that the options have in `key`; null where that is not known without making them. */
function kindsOf(plan: Plan | undefined, key: string): ReadonlySet<unknown> | null {
  const { shape, options } = (plan?.known ?? {}) as { shape?: Members; options?: readonly unknown[] };
  if (options !== undefined) {
    const each = options.map((one) => kindsOf(planFor(one), key));
    return each.includes(null) ? null : new Set(each.flatMap((kinds) => [...(kinds ?? [])]));
  }
  return (planFor(shape?.[key])?.known['values'] as ReadonlySet<unknown> | undefined) ?? null;
}

function builder<B extends Builder>(build: B, knownOf?: (...args: Parameters<B>) => Members): B {
  const later = (...args: Parameters<B>): object =>
    deferred(() => build(...(args.map(made) as never[])), knownOf?.(...args));
  return later as B;
}

const shaped = (shape?: object): Members => ({ shape });
const united = (options: unknown): Members => ({ options });

export const array = builder(zod.array);
export const base64 = builder(zod.base64);
export const boolean = builder(zod.boolean);
export const discriminatedUnion = ((key: string, options: readonly object[]) => {
  const byKind = (): object =>
    zod.discriminatedUnion(key, options.map((each) => option(each, key)) as unknown as [zod.ZodObject]);
  return deferred(byKind, { options });
}) as unknown as typeof zod.discriminatedUnion;
const enumeration = builder(zod.enum, united);
export { enumeration as enum };
export const int = builder(zod.int);
export const intersection = builder(zod.intersection);
export const iso = { datetime: builder(zod.iso.datetime) };
export const json = builder(zod.json);
export const literal = builder(zod.literal, (value) => ({ values: new Set<unknown>([value].flat()) }));
export const looseObject = builder(zod.looseObject, shaped);
export const number = builder(zod.number);
export const object = builder(zod.object, shaped);
export const partialRecord = builder(zod.partialRecord);
export const record = builder(zod.record);
export const strictObject = builder(zod.strictObject, shaped);
export const string = builder(zod.string);
export const tuple = builder(zod.tuple);
export const union = builder(zod.union, united);
export const unknown = builder(zod.unknown);
export const url = builder(zod.url);
export function toJSONSchema(schema: zod.ZodType, how?: Parameters<typeof zod.toJSONSchema>[1]): unknown {
  return zod.toJSONSchema(made(schema) as zod.ZodType, how);
}
export { NEVER, ZodError } from 'zod';
