import type { LanguageModelV4Message, LanguageModelV4StreamPart, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import * as z from 'zod';
import { isSameModelRef } from '../../core/models/modelCatalog';
import type { ModelMessage } from '../../core/models/modelPorts';
import type { Kept, ModelRef } from '../../protocol';
import { maxKept } from '../../protocol';

const Metadata = z.record(z.string(), z.record(z.string(), z.json()));

/** The order of an answer's parts, and what the provider wrote beside each. Texts and calls themselves are in the journal. */
const Layout = z.array(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('reasoning'), text: z.string(), options: Metadata }),
    z.strictObject({ kind: z.literal('text'), length: z.int().min(0), options: Metadata }),
    z.strictObject({ kind: z.literal('call'), options: Metadata }),
  ]),
);
type Layout = z.infer<typeof Layout>;
type Block = Layout[number];

/** What a provider may write beside a part: only plain JSON is kept of it. */
function plain(metadata: SharedV4ProviderMetadata | undefined): z.infer<typeof Metadata> {
  return metadata === undefined ? {} : (Metadata.safeParse(JSON.parse(JSON.stringify(metadata))).data ?? {});
}

type BlockPart = Extract<LanguageModelV4StreamPart, { type: `${'text' | 'reasoning'}-${'start' | 'delta' | 'end'}` }>;

function isOfBlock(part: LanguageModelV4StreamPart): part is BlockPart {
  return /^(text|reasoning)-(start|delta|end)$/.test(part.type);
}

/** Collects what has to be sent back, while an answer is streamed. */
export class AnswerLayout {
  private readonly blocks: Block[] = [];
  private readonly open = new Map<string, Exclude<Block, { kind: 'call' }>>();

  add(part: LanguageModelV4StreamPart): void {
    if (part.type === 'tool-call') {
      this.blocks.push({ kind: 'call', options: plain(part.providerMetadata) });
    } else if (isOfBlock(part)) {
      const block = this.block(part.id, part.type.startsWith('text') ? 'text' : 'reasoning');
      const delta = 'delta' in part ? part.delta : '';
      if (block.kind === 'text') {
        block.length += delta.length;
      } else {
        block.text += delta;
      }
      this.note(block, part.providerMetadata);
    }
  }

  /** Nothing where a text and calls alone say it all, or where it is too long. */
  kept(model: ModelRef): Kept | undefined {
    const isTold = this.blocks.some((block) => block.kind === 'reasoning' || Object.keys(block.options).length > 0);
    const data = isTold ? JSON.stringify(this.blocks) : '';
    return data === '' || data.length > maxKept ? undefined : { model, data };
  }

  private block(id: string, kind: 'text' | 'reasoning'): Exclude<Block, { kind: 'call' }> {
    const key = `${kind} ${id}`;
    const known = this.open.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = kind === 'text' ? { kind, length: 0, options: {} } : ({ kind, text: '', options: {} } as const);
    this.open.set(key, made);
    this.blocks.push(made);
    return made;
  }

  /** What comes later stands beside what came before, and in its place where it has the same name. */
  private note(block: Block, metadata: SharedV4ProviderMetadata | undefined): void {
    for (const [provider, options] of Object.entries(plain(metadata))) {
      block.options = { ...block.options, [provider]: { ...block.options[provider], ...withoutNull(options) } };
    }
  }
}

function withoutNull<T>(options: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

type Assistant = Extract<ModelMessage, { role: 'assistant' }>;
type Content = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/** An answer in the form of the providers' library, with what was kept of it when it goes back to the same model. */
export function answerContent(message: Assistant, model: ModelRef): Content {
  const layout = layoutOf(message, model) ?? [
    { kind: 'text', length: message.text.length, options: {} },
    ...message.calls.map(() => ({ kind: 'call', options: {} }) as const),
  ];
  const calls = [...message.calls];
  let at = 0;
  return layout.flatMap((block): Content => {
    const options = Object.keys(block.options).length === 0 ? {} : { providerOptions: block.options };
    if (block.kind === 'reasoning') {
      return [{ type: 'reasoning', text: block.text, ...options }];
    }
    if (block.kind === 'text') {
      const text = message.text.slice(at, at + block.length);
      at += block.length;
      return text.trim() === '' ? [] : [{ type: 'text', text, ...options }];
    }
    const call = calls.shift();
    return call === undefined
      ? []
      : [
          {
            type: 'tool-call',
            toolCallId: call.callId,
            toolName: call.tool,
            input: inputOf(call.input, model),
            ...options,
          },
        ];
  });
}

/** Arguments that are no JSON go back as they are, but to providers that take nothing but an object. */
function inputOf(input: string, { provider }: ModelRef): unknown {
  if (provider === 'bedrock') {
    const { data } = Arguments.safeParse(jsonOf(input));
    return data ?? { unreadable: input };
  }
  const isUnreadable = provider === 'google' && jsonOf(input) === null;
  return isUnreadable ? { unreadable: input } : input;
}

const Arguments = z.record(z.string(), z.unknown());

/** Null when nothing was kept, when it is another model's, or when it is not of this answer as the journal has it. */
function layoutOf({ kept, text, calls }: Assistant, model: ModelRef): Layout | null {
  if (kept === undefined || !isSameModelRef(kept.model, model)) {
    return null;
  }
  const { data } = Layout.safeParse(jsonOf(kept.data));
  const length = data?.reduce((total, block) => total + (block.kind === 'text' ? block.length : 0), 0);
  const count = data?.filter(({ kind }) => kind === 'call').length;
  return data !== undefined && length === text.length && count === calls.length ? data : null;
}

/** Null for what is no JSON: it is treated as nothing kept. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
