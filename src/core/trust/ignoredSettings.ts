import { readJsonc } from '../setup/readJsonc';

const prefix = 'backgroundAgents.';

/**
 * Settings of ours that a workspace's file tries to set although only the person can, in the file's order. A file that
 * can't be read sets nothing. `settings` is the part of a `.code-workspace` file where there is one.
 */
export function ignoredSettings(text: string, open: readonly string[]): string[] {
  const value = parsed(text);
  const settings = isRecord(value) && isRecord(value['settings']) ? { ...value, ...value['settings'] } : value;
  return isRecord(settings)
    ? Object.keys(settings).filter((name) => name.startsWith(prefix) && !open.includes(name))
    : [];
}

function parsed(text: string): unknown {
  try {
    return readJsonc(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
