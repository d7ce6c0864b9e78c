import type { Translate } from '../translate';
import { type LaunchCommand, launchCommands, launchProblemLabel } from './launchLabels';
import { parseLaunch } from './launches';

interface LaunchHelp {
  sentence: string;
  /** The name is still being written, so nothing else is to be said yet. */
  isBegun: boolean;
  isRace: boolean;
}

/** What a text that begins with a slash will do, or could; null for any other text. */
export function launchHelp(text: string, t: Translate): LaunchHelp | null {
  const [, name, rest] = /^\s*\/([a-z-]*)(\s[^]*)?$/i.exec(text) ?? [];
  if (name === undefined) {
    return null;
  }
  if (rest === undefined) {
    const sentence = offered(name.toLowerCase(), t);
    return sentence === null ? null : { sentence, isBegun: true, isRace: false };
  }
  const launch = parseLaunch(text);
  if (launch === null) {
    return null;
  }
  if (launch.kind === 'problem') {
    return { sentence: launchProblemLabel(launch, t), isBegun: true, isRace: false };
  }
  if (launch.kind === 'race' && launch.racers.length > 0) {
    const sentence = t('A race of {0}: {1}', launch.racers.length, launch.racers.join(', '));
    return { sentence, isBegun: false, isRace: true };
  }
  const summary = launchCommands(t).find(({ kind }) => kind === launch.kind)?.summary ?? '';
  return { sentence: summary, isBegun: false, isRace: launch.kind === 'race' };
}

/** The names that begin like this; of one also how it is used. */
function offered(begun: string, t: Translate): string | null {
  const fitting = launchCommands(t).filter(({ name }) => name.startsWith(begun));
  const [only, ...others] = fitting;
  if (only === undefined) {
    return null;
  }
  return others.length === 0 ? usageOf(only, t) : fitting.map(({ name }) => `/${name}`).join('  ');
}

function usageOf({ name, usage, summary }: LaunchCommand, t: Translate): string {
  return t('{0}: {1}', `/${name} ${usage}`, summary);
}
