import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { awsKeyOf, awsKeysIn, awsRegionOf, bedrockAddress, secretParts } from '../../../../src/core/models/awsKeys';
import { allKeyVariables, keyVariables, needsKey, providerLabel } from '../../../../src/core/models/modelCatalog';
import { modelAmong, modelNamed } from '../../../../src/core/models/modelNames';
import { modelPresets } from '../../../../src/core/models/modelPresets';
import type { ModelRef } from '../../../../src/protocol';

const readme = fs.readFileSync(path.join(import.meta.dirname, '../../../../README.md'), 'utf8');

describe('providers with a known address', () => {
  it('are named before a slash, want a key of their own, and are called by their names', () => {
    for (const { name, label, address, keyVariables: variables } of modelPresets) {
      const model = modelNamed(`${name}/vendor/some-model`);
      assert.deepEqual(model, { provider: 'openai-compatible', name: 'vendor/some-model', baseUrl: address });
      assert.deepEqual([providerLabel(model), needsKey(model), keyVariables(model)], [label, true, variables]);
      assert.ok(variables.every((variable) => allKeyVariables().includes(variable)));
    }
    assert.equal(modelNamed('groq/'), null);
  });

  it('are in the README’s table, each with its name and its variables', () => {
    const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    for (const { name, label, keyVariables: variables } of modelPresets) {
      const row = rows.find((cells) => cells[1] === label);
      assert.deepEqual(row?.slice(2, 4), [`\`${name}/NAME\``, variables.map((each) => `\`${each}\``).join(', or ')]);
    }
  });

  it('are no servers of one’s own, and have no key of another', () => {
    const other: ModelRef = { provider: 'openai-compatible', name: 'm', baseUrl: 'https://gateway.example/v1' };
    assert.deepEqual([keyVariables(other), needsKey(other)], [['OPENAI_API_KEY'], false]);
  });

  it('tell two connected models of one name apart', () => {
    const at = (baseUrl: string): ModelRef => ({ provider: 'openai-compatible', name: 'llama', baseUrl });
    const [groq, own] = [at('https://api.groq.com/openai/v1'), at('http://127.0.0.1:1234/v1')];
    assert.deepEqual(modelAmong('groq/llama', [groq, own]), groq);
    assert.deepEqual(modelAmong('openai-compatible/llama', [groq, own]), own);
  });
});

describe('keys of Amazon Web Services', () => {
  const id = 'AKIDEXAMPLE000000000';

  it('are one text in parts, or a bearer’s', () => {
    assert.deepEqual(awsKeysIn(`${id}:se/cret+`), { accessKeyId: id, secretAccessKey: 'se/cret+' });
    const whole = { accessKeyId: id, secretAccessKey: 's', sessionToken: 't==' };
    assert.deepEqual(awsKeysIn(`${id}:s:t==`), whole);
    assert.deepEqual(['ABSKQmVkcm9ja0FQSUtleQ==', `${id}:`, `${id}:a b`, ''].map(awsKeysIn), [null, null, null, null]);
    assert.deepEqual(secretParts(`${id}:s:t==`), [`${id}:s:t==`, 's', 't==']);
    assert.deepEqual(secretParts('bearer'), ['bearer']);
  });

  it('are put together from the environment, and only whole', () => {
    assert.equal(awsKeyOf({ AWS_ACCESS_KEY_ID: id }), undefined);
    assert.equal(awsKeyOf({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: ' s ' }), `${id}:s`);
    const all = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    assert.equal(awsKeyOf(all), `${id}:s:t`);
  });

  it('are for the region that the address names', () => {
    const regions = ['us-east-1', 'eu-central-2', 'ap-southeast-2', 'us-gov-west-1', 'cn-north-1'];
    assert.deepEqual(regions.map(bedrockAddress).map(awsRegionOf), regions);
    assert.equal(bedrockAddress('cn-north-1'), 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn');
    assert.equal(awsRegionOf('https://bedrock-runtime-fips.us-west-2.amazonaws.com'), 'us-west-2');
    assert.equal(awsRegionOf('https://gateway.example/bedrock'), 'us-east-1');
  });
});
