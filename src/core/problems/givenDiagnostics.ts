import type { Diagnostics } from '../../protocol';

/** What a person wrote in the settings; undefined where it is switched off. What is no command is left out. */
export function givenDiagnostics(values: { report: unknown; commands: unknown }): Diagnostics | undefined {
  const { report, commands } = values;
  if (report === 'off') {
    return undefined;
  }
  const given = typeof commands === 'object' && commands !== null ? Object.entries(commands) : [];
  return {
    least: report === 'warnings' ? 'warning' : 'error',
    commands: given.flatMap(([glob, command]: [string, unknown]) =>
      typeof command === 'string' && command.trim() !== '' && glob.trim() !== '' ? [{ glob, command }] : [],
    ),
  };
}
