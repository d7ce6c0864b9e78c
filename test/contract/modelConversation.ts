import type { ModelMessage } from '../../src/core/models/modelPorts';
import type { CallId } from '../../src/protocol';

export const tools = [
  {
    name: 'read_file',
    description: 'Reads a file.',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  },
];

/** Calls, results, a malformed call and an empty answer. */
export const conversation: ModelMessage[] = [
  { role: 'user', text: 'Fix it.' },
  {
    role: 'assistant',
    text: 'I look.',
    calls: [
      { callId: 'c1' as CallId, tool: 'read_file', input: '{"path":"a"}' },
      { callId: 'c2' as CallId, tool: 'read_file', input: '{"path": oops' },
    ],
  },
  {
    role: 'tool',
    results: [
      { callId: 'c1' as CallId, tool: 'read_file', text: 'content of a', isError: false },
      { callId: 'c2' as CallId, tool: 'read_file', text: 'not valid JSON', isError: true },
    ],
  },
  { role: 'user', text: 'Go on.' },
  { role: 'assistant', text: '', calls: [] },
];

/** The bodies that a request with this conversation becomes, whole. */
export const expectedBodies = {
  anthropic: {
    model: 'some-model',
    max_tokens: 4000,
    stream: true,
    system: [{ type: 'text', text: 'Be careful.', cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'read_file', description: 'Reads a file.', input_schema: tools[0]?.inputSchema }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Fix it.', cache_control: { type: 'ephemeral' } }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'c1', name: 'read_file', input: { path: 'a' } },
          { type: 'tool_use', id: 'c2', name: 'read_file', input: { rawInvalidInput: '{"path": oops' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'content of a' },
          { type: 'tool_result', tool_use_id: 'c2', content: 'not valid JSON', is_error: true },
          { type: 'text', text: 'Go on.', cache_control: { type: 'ephemeral' } },
        ],
      },
    ],
  },
  'openai-compatible': {
    model: 'some-model',
    max_tokens: 4000,
    stream: true,
    stream_options: { include_usage: true },
    tools: [
      {
        type: 'function',
        function: { name: 'read_file', description: 'Reads a file.', parameters: tools[0]?.inputSchema },
      },
    ],
    messages: [
      { role: 'system', content: 'Be careful.' },
      { role: 'user', content: 'Fix it.' },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'read_file', arguments: '{"path":"a"}' } },
          { id: 'c2', type: 'function', function: { name: 'read_file', arguments: '"{\\"path\\": oops"' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'content of a' },
      { role: 'tool', tool_call_id: 'c2', content: 'not valid JSON' },
      { role: 'user', content: 'Go on.' },
    ],
  },
  openai: {
    model: 'gpt-5',
    max_output_tokens: 4000,
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    tools: [
      {
        type: 'function',
        name: 'read_file',
        description: 'Reads a file.',
        parameters: tools[0]?.inputSchema,
        strict: false,
      },
    ],
    input: [
      { role: 'developer', content: 'Be careful.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Fix it.' }] },
      { role: 'assistant', content: 'I look.' },
      { type: 'function_call', call_id: 'c1', name: 'read_file', arguments: '{"path":"a"}' },
      { type: 'function_call', call_id: 'c2', name: 'read_file', arguments: '"{\\"path\\": oops"' },
      { type: 'function_call_output', call_id: 'c1', output: 'content of a' },
      { type: 'function_call_output', call_id: 'c2', output: '{"error":"not valid JSON"}' },
      { role: 'user', content: [{ type: 'input_text', text: 'Go on.' }] },
    ],
  },
  google: {
    generationConfig: { maxOutputTokens: 4000 },
    systemInstruction: { parts: [{ text: 'Be careful.' }] },
    tools: [
      {
        functionDeclarations: [
          { name: 'read_file', description: 'Reads a file.', parametersJsonSchema: tools[0]?.inputSchema },
        ],
      },
    ],
    contents: [
      { role: 'user', parts: [{ text: 'Fix it.' }] },
      {
        role: 'model',
        parts: [
          { text: 'I look.' },
          { functionCall: { id: 'c1', name: 'read_file', args: { path: 'a' } } },
          { functionCall: { id: 'c2', name: 'read_file', args: { unreadable: '{"path": oops' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            functionResponse: {
              id: 'c1',
              name: 'read_file',
              response: { name: 'read_file', content: 'content of a' },
            },
          },
          {
            functionResponse: {
              id: 'c2',
              name: 'read_file',
              response: { name: 'read_file', error: 'not valid JSON' },
            },
          },
        ],
      },
      { role: 'user', parts: [{ text: 'Go on.' }] },
    ],
  },
} as const;
