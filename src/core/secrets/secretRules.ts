import { SecretName } from '../../protocol';
import { minSecretLength } from './secretForms';

const maxLength = 32_768;
/** What decides which programs run and how: a secret in its place would change that, or be of no use. */
const taken =
  /^(PATH|HOME|SHELL|USER|LOGNAME|IFS|ENV|BASH_ENV|PWD|TMPDIR|NODE_OPTIONS|(LD|DYLD|GIT|BACKGROUND_AGENTS)_.*)$/i;

/** Why this can't be the name of a secret, as a sentence; null when it can. */
export function nameProblem(name: string): string | null {
  if (!SecretName.safeParse(name).success) {
    return `“${name.slice(0, 80)}” is no name for a secret: it becomes an environment variable, so use letters, digits and _, 64 at most.`;
  }
  return taken.test(name)
    ? `${name} is a variable that decides how programs run, so no secret can have that name.`
    : null;
}

/** Why this can't be kept as a secret, as a sentence that does not show it; null when it can. */
export function valueProblem(value: string): string | null {
  const length = value.trim().length;
  if (length < minSecretLength) {
    return `A secret needs at least ${minSecretLength} characters: a shorter one can't be told from ordinary text, so it could not be taken out of what is shown and kept.`;
  }
  if (value.length > maxLength) {
    return `A secret has at most ${maxLength} characters; an environment variable holds no more.`;
  }
  return value.includes('\0') ? 'A secret that holds a zero byte can’t be an environment variable.' : null;
}
