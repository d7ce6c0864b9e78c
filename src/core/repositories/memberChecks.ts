import type { JoinedRepo } from '../../protocol';
import { asFolder, quoted } from '../setup/setupScript';
import { type ReadText, type VerifyOption, verifyOptions } from '../checks/verifyProposal';

/** The files that the checks of a language are found in, by the names that people write. */
const sources: readonly (readonly [language: RegExp, source: RegExp])[] = [
  [/^python|^py$/i, /^(pytest\.ini|pyproject\.toml|setup\.cfg|tox\.ini|conftest\.py|.*requirements.*\.txt)$/],
  [/^(type|java)script$|^[tj]sx?$|^node/i, /^package\.json$/],
  [/^go(lang)?$/i, /^go\.mod$/],
  [/^rust$/i, /^Cargo\.toml$/],
];

/** What checks one of several repositories, run in it: those of its language first. */
export async function memberChecks({ path, language }: JoinedRepo, read: ReadText): Promise<VerifyOption[]> {
  const options = await verifyOptions((file) => read(`${path}/${file}`));
  const [, source] = sources.find(([name]) => language !== null && name.test(language)) ?? [];
  const isOfLanguage = (option: VerifyOption): boolean => source?.test(option.source) === true;
  return [...options.filter(isOfLanguage), ...options.filter((option) => !isOfLanguage(option))].map((option) => ({
    command: `cd ${isPlain(path) ? path : quoted(asFolder(path))} && ${option.command}`,
    source: `${path}/${option.source}`,
  }));
}

function isPlain(path: string): boolean {
  return /^[\w./][\w./-]*$/.test(path);
}
