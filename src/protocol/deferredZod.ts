/**
 * What the build puts in the place of zod in our own code: the same builders, but each schema is made when it is first used.
 * To make the thousands of schemas of the protocol takes longer than to start Node, and no program uses all of them. What
 * is missing here fails the build.
 */
import * as zod from 'zod';

type Members = Readonly<Record<PropertyKey, unknown>>;
type Builder = (...args: never[]) => object;

/** How a schema is made, what is known of it without that, and the schema when it is made. */
interface Plan {
  make: () => object;
  known: Members;
  schema?: Members;
}

const planOf = Symbol('plan');

/** The methods that lead from one schema to another. Whatever else is asked of a schema makes it. */
const leading = new Set<PropertyKey>([
  ...['optional', 'nullable', 'nullish', 'default', 'array', 'describe', 'transform', 'refine', 'catch'],
  ...['min', 'max', 'length', 'positive', 'regex', 'trim', 'extend', 'omit', 'pick', 'strip'],
]);

const standIn: ProxyHandler<Plan> = {
  get(plan, name) {
    if (name === planOf) {
      return plan;
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

/** The same with schemas in the place of what stands for them. */
function made(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const plan = (value as Members)[planOf] as Plan | undefined;
  if (plan !== undefined) {
    return schemaOf(plan);
  }
  if (Array.isArray(value)) {
    return value.map(made);
  }
  return Object.getPrototypeOf(value) === Object.prototype
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, made(each)]))
    : value;
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
export const discriminatedUnion = builder(zod.discriminatedUnion, (_key, options) => ({ options }));
const enumeration = builder(zod.enum, united);
export { enumeration as enum };
export const int = builder(zod.int);
export const intersection = builder(zod.intersection);
export const iso = { datetime: builder(zod.iso.datetime) };
export const json = builder(zod.json);
export const literal = builder(zod.literal);
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
