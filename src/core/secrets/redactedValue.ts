/** The value with every string in it redacted, at any depth; what is not a string, an array or an object stays. */
export function redactedValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return redact(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactedValue(item, redact));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactedValue(item, redact)]));
  }
  return value;
}
