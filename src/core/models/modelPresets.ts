/** Who speaks OpenAI's Chat Completions at an address of their own, and wants a key. */
export interface ModelPreset {
  /** As in `groq/NAME`. */
  name: string;
  label: string;
  address: string;
  keyVariables: readonly [string, ...string[]];
}

/** In the order in which they are offered. Connect a Model, the command line and the README's table are made of these. */
export const modelPresets: readonly ModelPreset[] = [
  {
    name: 'openrouter',
    label: 'OpenRouter',
    address: 'https://openrouter.ai/api/v1',
    keyVariables: ['OPENROUTER_API_KEY'],
  },
  { name: 'groq', label: 'Groq', address: 'https://api.groq.com/openai/v1', keyVariables: ['GROQ_API_KEY'] },
  {
    name: 'together',
    label: 'Together AI',
    address: 'https://api.together.xyz/v1',
    keyVariables: ['TOGETHER_API_KEY'],
  },
  {
    name: 'fireworks',
    label: 'Fireworks AI',
    address: 'https://api.fireworks.ai/inference/v1',
    keyVariables: ['FIREWORKS_API_KEY'],
  },
  {
    name: 'cohere',
    label: 'Cohere',
    address: 'https://api.cohere.ai/compatibility/v1',
    keyVariables: ['COHERE_API_KEY', 'CO_API_KEY'],
  },
  { name: 'cerebras', label: 'Cerebras', address: 'https://api.cerebras.ai/v1', keyVariables: ['CEREBRAS_API_KEY'] },
  {
    name: 'deepinfra',
    label: 'DeepInfra',
    address: 'https://api.deepinfra.com/v1/openai',
    keyVariables: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'],
  },
  { name: 'moonshot', label: 'Moonshot AI', address: 'https://api.moonshot.ai/v1', keyVariables: ['MOONSHOT_API_KEY'] },
  {
    name: 'huggingface',
    label: 'Hugging Face',
    address: 'https://router.huggingface.co/v1',
    keyVariables: ['HF_TOKEN'],
  },
  {
    name: 'vercel',
    label: 'Vercel AI Gateway',
    address: 'https://ai-gateway.vercel.sh/v1',
    keyVariables: ['AI_GATEWAY_API_KEY'],
  },
];

/** The one whose name stands before the slash of a model's name. */
export function presetNamed(name: string): ModelPreset | undefined {
  return modelPresets.find((preset) => preset.name === name);
}

/** The one that is at an address without a slash at its end. */
export function presetAt(address: string | null): ModelPreset | undefined {
  return modelPresets.find((preset) => preset.address === address);
}
