import type { ModelRef } from '../../protocol';
import { presetNamed } from './modelPresets';

/** Short names that people use, each with the model that it means where nobody said otherwise. */
const aliases: ReadonlyMap<string, ModelRef> = new Map(
  Object.entries({
    'claude-sonnet': { provider: 'anthropic', name: 'claude-sonnet-5-5' },
    'claude-opus': { provider: 'anthropic', name: 'claude-opus-5-5' },
    'claude-haiku': { provider: 'anthropic', name: 'claude-haiku-5-5' },
    'gpt-5': { provider: 'openai', name: 'gpt-5' },
    'gpt-5-mini': { provider: 'openai', name: 'gpt-5-mini' },
    'gemini-pro': { provider: 'google', name: 'gemini-pro-latest' },
    'gemini-flash': { provider: 'google', name: 'gemini-flash-latest' },
    'mistral-large': { provider: 'mistral', name: 'mistral-large-latest' },
    codestral: { provider: 'mistral', name: 'codestral-latest' },
    grok: { provider: 'xai', name: 'grok-latest' },
    deepseek: { provider: 'deepseek', name: 'deepseek-v4-pro' },
  } satisfies Record<string, ModelRef>),
);

/** Names that say by their beginning whose they are. */
const families: readonly [RegExp, ModelRef['provider']][] = [
  [/^claude-./, 'anthropic'],
  [/^(gpt|chatgpt|codex)-.|^o\d/, 'openai'],
  [/^gemini-./, 'google'],
  [/^(mistral|ministral|magistral|codestral|devstral)-./, 'mistral'],
  [/^grok-./, 'xai'],
  [/^deepseek-./, 'deepseek'],
];

/** The short names that are known, for a person who has to choose one. */
export const modelAliases: readonly string[] = [...aliases.keys()];

/**
 * The model that a name means: `PROVIDER/NAME`, a short name, or a provider's own name for a model. Null for one that
 * nobody knows, such as `composer`: a person has to say what it means.
 */
export function modelNamed(text: string): ModelRef | null {
  const slash = text.indexOf('/');
  if (slash !== -1) {
    const [provider, name] = [text.slice(0, slash), text.slice(slash + 1)];
    const preset = presetNamed(provider);
    if (preset !== undefined && name !== '' && name.length <= longestName) {
      return { provider: 'openai-compatible', name, baseUrl: preset.address };
    }
    return isProvider(provider) && name !== '' && name.length <= longestName ? { provider, name } : null;
  }
  const family = families.find(([pattern]) => pattern.test(text));
  return aliases.get(text) ?? (family === undefined ? null : { provider: family[1], name: text });
}

/** The one of these models that a name means: exactly it, or the last of them whose name begins with it. */
export function modelAmong(text: string, models: readonly ModelRef[]): ModelRef | null {
  const meant = modelNamed(text);
  const isMeant = ({ provider, name, baseUrl }: ModelRef) =>
    `${provider}/${name}` === text ||
    name === text ||
    (provider === meant?.provider && name === meant.name && (meant.baseUrl ?? baseUrl) === baseUrl);
  const begins = ({ name }: ModelRef) => name.startsWith(text) && /^[-.:@]/.test(name.slice(text.length));
  return models.findLast(isMeant) ?? models.findLast(begins) ?? null;
}

const longestName = 200;

/** Looked up here, since the pages that read names as they are written hold no schemas. */
const providers: Readonly<Record<ModelRef['provider'], true>> = {
  anthropic: true,
  openai: true,
  google: true,
  mistral: true,
  xai: true,
  deepseek: true,
  azure: true,
  bedrock: true,
  'openai-compatible': true,
  'vscode-lm': true,
  rehearsal: true,
};

function isProvider(text: string): text is ModelRef['provider'] {
  return Object.hasOwn(providers, text);
}
