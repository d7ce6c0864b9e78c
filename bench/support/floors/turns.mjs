/**
 * The least that a task of many turns takes: argv[2] is the address, argv[3] the first request, the working directory the
 * repository. Streams each answer, does its reads and edits, and sends the results, until an answer calls `finish`.
 */
import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const [url, file] = process.argv.slice(2);
const request = JSON.parse(fs.readFileSync(file, 'utf8'));

const tools = {
  read_file: ({ path }) => fs.readFileSync(path, 'utf8'),
  edit_file({ path, old_text: before, new_text: after }) {
    fs.writeFileSync(
      path,
      fs.readFileSync(path, 'utf8').replace(before, () => after),
    );
    return 'edited';
  },
  finish: () => 'finished',
};

async function* eventsOf(response) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of response.body) {
    const events = (rest + decoder.write(Buffer.from(chunk))).split('\n\n');
    rest = events.pop();
    for (const event of events) yield JSON.parse(event.slice(event.indexOf('data: ') + 6));
  }
}

/** The content blocks of the answer, with the calls' inputs as text. */
async function answer() {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'bench', 'anthropic-version': '2023-06-01' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  const blocks = [];
  for await (const { type, index, content_block: block, delta } of eventsOf(response)) {
    if (type === 'content_block_start') blocks[index] = { ...block, json: '' };
    if (type === 'content_block_delta' && delta.text) blocks[index].text += delta.text;
    if (type === 'content_block_delta' && delta.partial_json) blocks[index].json += delta.partial_json;
  }
  return blocks.map(({ json, ...block }) =>
    block.type === 'tool_use' ? { ...block, input: JSON.parse(json) } : block,
  );
}

for (let finished = false; !finished;) {
  const content = await answer();
  const calls = content.filter(({ type }) => type === 'tool_use');
  const results = calls.map(({ id, name, input }) => ({
    type: 'tool_result',
    tool_use_id: id,
    content: tools[name](input),
  }));
  request.messages.push({ role: 'assistant', content }, { role: 'user', content: results });
  finished = calls.length === 0 || calls.some(({ name }) => name === 'finish');
}
