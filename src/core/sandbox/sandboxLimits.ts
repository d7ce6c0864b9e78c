import { SandboxLimits } from '../../protocol';

/** Enough for builds with many workers; far less than what makes a machine unusable. */
export const usualSandboxLimits: SandboxLimits = { processes: 4096, memoryMb: 8192, fileMb: 10_240 };

/** Limits as a person wrote them: 0 takes one away, and what can't be understood counts as the usual one. */
export function givenSandboxLimits(value: unknown): SandboxLimits {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const limits: SandboxLimits = {};
  for (const name of ['processes', 'memoryMb', 'fileMb'] as const) {
    const read = SandboxLimits.safeParse({ [name]: given[name] });
    const limit =
      given[name] === 0 ? undefined : ((read.success ? read.data[name] : undefined) ?? usualSandboxLimits[name]);
    if (limit !== undefined) {
      limits[name] = limit;
    }
  }
  return limits;
}
