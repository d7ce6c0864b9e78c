/**
 * Writes test/fixtures/github/operations.json: what GitHub's own OpenAPI description says of the operations we use.
 * To be run by hand, when one is added: node scripts/githubOperations.mjs FOLDER, the unpacked npm package @octokit/openapi.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const used = [
  ['GET', '/user'],
  ['GET', '/repos/{owner}/{repo}'],
  ['POST', '/repos/{owner}/{repo}/forks'],
  ['GET', '/repos/{owner}/{repo}/pulls'],
  ['POST', '/repos/{owner}/{repo}/pulls'],
  ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}'],
  ['PATCH', '/repos/{owner}/{repo}/pulls/{pull_number}'],
  ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}/comments'],
  ['GET', '/repos/{owner}/{repo}/commits/{ref}/check-runs'],
  ['GET', '/repos/{owner}/{repo}/commits/{ref}/status'],
  ['GET', '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations'],
  ['GET', '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs'],
];

const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where the package @octokit/openapi lies.');
const read = (file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
const { version, license } = read('package.json');
const api = read('generated/api.github.com.json');

const schemas = {};

/** What is said for people is left out, and what is referred to goes along. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') {
    const [, , kind, name] = value.$ref.split('/');
    if (kind !== 'schemas') return plain(api.components[kind][name]);
    if (!(name in schemas)) {
      schemas[name] = null;
      schemas[name] = plain(api.components.schemas[name]);
    }
    return { $ref: name };
  }
  const words = ['description', 'example', 'examples', 'title', 'externalDocs', 'default'];
  const isWord = (key, inner) => words.includes(key) && (typeof inner !== 'object' || key.startsWith('example'));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !isWord(key, inner) && !key.startsWith('x-'))
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

const component = (holder) =>
  holder?.$ref === undefined ? holder : api.components[holder.$ref.split('/')[2]][holder.$ref.split('/')[3]];
const json = (holder) => plain(component(holder)?.content?.['application/json']?.schema ?? null);

const operations = Object.fromEntries(
  used.map(([method, route]) => {
    const { parameters = [], requestBody, responses } = api.paths[route][method.toLowerCase()];
    const given = parameters.map(component).map(({ name, in: place, required = false, schema }) => ({
      ...{ name, in: place, required, schema: plain(schema) },
    }));
    const answers = Object.entries(responses).map(([status, response]) => [status, json(response)]);
    return [
      `${method} ${route}`,
      { parameters: given, body: json(requestBody), responses: Object.fromEntries(answers) },
    ];
  }),
);

const source = `npm package @octokit/openapi ${version}, GitHub's OpenAPI description of api.github.com, cut down`;
const target = path.join(import.meta.dirname, '../test/fixtures/github/operations.json');
fs.mkdirSync(path.dirname(target), { recursive: true });
fs.writeFileSync(target, `${JSON.stringify({ source, license, operations, schemas }, null, 1)}\n`);
