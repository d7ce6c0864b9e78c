import { ModelError } from '../../core/errors';
import { providerLabel } from '../../core/models/modelCatalog';
import type { ModelMessage } from '../../core/models/modelPorts';
import type { ModelRef } from '../../protocol';

/** What an agent's first requests need at the least. */
const neededTokens = 8000;
/** Short English words: never more than this many characters a token. */
const charactersPerToken = 4;

const marker = 'quartz-5821';

const words = 'amber birch cobalt dune ember fern glade heron iris jade kelp lark moss north opal pine'.split(' ');

interface Asked {
  text: string;
  tokens: number;
}

/**
 * Asks for a word at the beginning of a request of about `neededTokens`. Throws `ModelError('small-context')` when the
 * model has lost it, or when the server refuses what is so long.
 */
export async function probeContext(
  ask: (messages: readonly ModelMessage[]) => Promise<Asked>,
  model: ModelRef,
): Promise<void> {
  const messages = longConversation();
  let answer: Asked;
  try {
    answer = await ask(messages);
  } catch (error) {
    const isRefused = error instanceof ModelError && ['bad-request', 'context-length'].includes(error.reason);
    throw isRefused ? small(model, 'refused', error) : error;
  }
  // Half of the least it can be: counting differs, being cut at 4,096 does not.
  const isCut = answer.tokens > 0 && answer.tokens < neededTokens / 2;
  if (isCut || !answer.text.toLowerCase().includes(marker)) {
    throw small(model, 'forgot the beginning of');
  }
}

function longConversation(): ModelMessage[] {
  const lines: string[] = [];
  for (let length = 0; length < neededTokens * charactersPerToken; length += lines.at(-1)?.length ?? 1) {
    const at = lines.length;
    lines.push(`${at}: ${[0, 1, 2, 3, 4, 5].map((step) => words[(at * 7 + step * 5) % words.length]).join(' ')}\n`);
  }
  return [
    { role: 'user', text: `The code word is ${marker}. Remember it.` },
    { role: 'assistant', text: 'I will remember it.', calls: [] },
    { role: 'user', text: `${lines.join('')}\nWhat is the code word? Answer with it, without calling a tool.` },
  ];
}

function small(model: ModelRef, what: string, cause?: ModelError): ModelError {
  const message =
    `${model.name} of ${providerLabel(model)} ${what} a request of about ${neededTokens} tokens: ` +
    'the context it was started with is too small for an agent.';
  const hint =
    'Start the server with more, 32768 or better: OLLAMA_CONTEXT_LENGTH for Ollama (or num_ctx in the Modelfile), ' +
    'Context Length when LM Studio loads the model, --ctx-size for llama.cpp.';
  return new ModelError('small-context', message, { hint, cause });
}
