import type { ModelRef } from '../../protocol';

/** Tokens that models of these names take in one request, their answer included; the first that fits counts. */
const windows: readonly (readonly [RegExp, number])[] = [
  [/claude/i, 200_000],
  [/gpt-4\.1/i, 1_000_000],
  [/gpt-4o|gpt-4-turbo/i, 128_000],
  [/gpt-4/i, 8000],
  [/gpt-3\.5/i, 16_000],
  [/gpt-[5-9]|codex/i, 272_000],
  [/(^|\/)o[134](-|$)/i, 200_000],
  [/gemini/i, 1_000_000],
  [/gpt-oss|deepseek|kimi|glm|grok|mistral|devstral|codestral|llama-?[34]/i, 128_000],
];

const providers: Partial<Record<ModelRef['provider'], number>> = {
  anthropic: 200_000,
  azure: 128_000,
  rehearsal: 1_000_000,
};

/** A model that nobody knows mostly runs on a machine of one's own, where windows are small. */
const unknownWindow = 32_000;

/** The model's window in tokens, by its name; careful where the name says nothing. */
export function contextWindow(model: ModelRef): number {
  const known = windows.find(([name]) => name.test(model.name));
  return known?.[1] ?? providers[model.provider] ?? unknownWindow;
}
