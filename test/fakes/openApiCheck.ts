/** What of JSON Schema the OpenAPI description in test/fixtures/github uses. */
interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  format?: string;
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  body: Schema | null;
  responses: Record<string, Schema | null>;
}

export interface Description {
  operations: Record<string, Operation>;
  schemas: Record<string, Schema>;
}

/** Holds requests and answers to a description, and makes answers that hold to it. */
export class OpenApiCheck {
  constructor(private readonly description: Description) {}

  /** The operation that a path means, and what its template's names stand for. */
  find(method: string, path: string): { operation: string; names: Record<string, string> } | null {
    for (const operation of Object.keys(this.description.operations)) {
      const [verb = '', template = ''] = operation.split(' ');
      const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
      const found = verb === method ? pattern.exec(path) : null;
      if (found !== null) {
        return { operation, names: { ...found.groups } };
      }
    }
    return null;
  }

  /** What is wrong with a request; empty when nothing is. */
  request(operation: string, query: URLSearchParams, body: unknown): string[] {
    const { parameters, body: schema } = this.operation(operation);
    const known = parameters.filter((each) => each.in === 'query');
    const unknown = [...query.keys()].filter((name) => !known.some((each) => each.name === name));
    const wrong = known.flatMap(({ name, required, schema: of }) => {
      const given = query.get(name);
      if (given === null) {
        return required ? [`${name} is missing`] : [];
      }
      return this.violations(of, of.type === 'integer' ? Number(given) : given, `?${name}`);
    });
    const surplus =
      typeof body === 'object' && body !== null && schema?.properties !== undefined
        ? Object.keys(body).filter((name) => schema.properties?.[name] === undefined)
        : [];
    return [
      ...unknown.map((name) => `?${name} is no parameter`),
      ...wrong,
      ...surplus.map((name) => `${name} is no part of the body`),
      ...(schema === null ? [] : this.violations(schema, body ?? null, 'body')),
    ];
  }

  /** What is wrong with an answer; empty when nothing is. */
  answer(operation: string, status: number, body: unknown): string[] {
    const { responses } = this.operation(operation);
    const schema = responses[String(status)];
    if (schema === undefined) {
      // The description leaves out what every operation may answer.
      return [401, 403, 404, 410, 429, 500, 502, 503].includes(status) ? [] : [`${operation} never answers ${status}`];
    }
    return schema === null ? [] : this.violations(schema, body, 'answer');
  }

  /** The least that holds to the answer's schema, with `given` in it. */
  sample(operation: string, status: number, given: unknown): unknown {
    const schema = this.operation(operation).responses[String(status)];
    return schema === undefined || schema === null ? given : this.filled(schema, given);
  }

  private operation(name: string): Operation {
    const found = this.description.operations[name];
    if (found === undefined) {
      throw new Error(`${name} is not described.`);
    }
    return found;
  }

  private resolved(schema: Schema): Schema {
    const found = schema.$ref === undefined ? schema : this.description.schemas[schema.$ref];
    if (found === undefined) {
      throw new Error(`${schema.$ref ?? ''} is not described.`);
    }
    return found === schema ? schema : this.resolved(found);
  }

  private violations(given: Schema, value: unknown, at: string): string[] {
    const schema = this.resolved(given);
    if (value === null && (schema.nullable === true || given.nullable === true)) {
      return [];
    }
    const any = schema.oneOf ?? schema.anyOf;
    if (any !== undefined) {
      const each = any.map((one) => this.violations(one, value, at));
      return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
    }
    const all = (schema.allOf ?? []).flatMap((one) => this.violations(one, value, at));
    if (schema.enum !== undefined && !schema.enum.includes(value)) {
      return [...all, `${at} is none of ${schema.enum.join(', ')}`];
    }
    return [...all, ...this.ofType(schema, value, at)];
  }

  private ofType(schema: Schema, value: unknown, at: string): string[] {
    const { type, items } = schema;
    const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    const isWhole = type === 'integer' && Number.isInteger(value);
    if (type !== undefined && type !== actual && !isWhole) {
      return [`${at} is ${actual}, not ${type}`];
    }
    if (Array.isArray(value)) {
      return items === undefined ? [] : value.flatMap((each, index) => this.violations(items, each, `${at}[${index}]`));
    }
    return typeof value === 'object' && value !== null
      ? this.ofObject(schema, value as Record<string, unknown>, at)
      : [];
  }

  private ofObject(schema: Schema, value: Record<string, unknown>, at: string): string[] {
    const { properties = {}, required = [], additionalProperties: other } = schema;
    const missing = required.filter((name) => value[name] === undefined).map((name) => `${at}.${name} is missing`);
    const wrong = Object.entries(value).flatMap(([name, inner]) => {
      const of = properties[name] ?? (typeof other === 'object' ? other : undefined);
      return of === undefined || inner === undefined ? [] : this.violations(of, inner, `${at}.${name}`);
    });
    return [...missing, ...wrong];
  }

  private filled(given: Schema, value: unknown): unknown {
    const schema = this.resolved(given);
    const mayBeNull = schema.nullable === true || given.nullable === true;
    if (value === null || (value === undefined && mayBeNull)) {
      return null;
    }
    const first = [schema.oneOf, schema.anyOf, schema.allOf].find((each) => each !== undefined)?.[0];
    if (first !== undefined) {
      return this.filled(first, value);
    }
    if (schema.type === 'array') {
      return ((value ?? []) as unknown[]).map((each) => this.filled(schema.items ?? {}, each));
    }
    return schema.type === 'object'
      ? this.filledObject(schema, (value ?? {}) as Record<string, unknown>)
      : (value ?? leastOf(schema));
  }

  private filledObject({ properties = {}, required = [] }: Schema, value: Record<string, unknown>): unknown {
    const names = new Set([...required, ...Object.keys(value)]);
    return Object.fromEntries([...names].map((name) => [name, this.filled(properties[name] ?? {}, value[name])]));
  }
}

function leastOf({ enum: values, type, format }: Schema): unknown {
  const text = format === 'date-time' ? '2026-01-01T00:00:00Z' : 'text';
  const usual: Record<string, unknown> = { string: text, integer: 1, number: 1, boolean: false };
  return values === undefined ? (usual[type ?? ''] ?? {}) : values[0];
}
