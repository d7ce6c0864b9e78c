import assert from 'node:assert/strict';
import { readLinedYaml } from '../../../../src/adapters/yaml/readLinedYaml';
import { placeBelow, readMultiRepo } from '../../../../src/core/repositories/multiRepoFile';
import { exampleFile } from '../../../fakes/joinedBench';

describe('readMultiRepo', () => {
  const read = (text: string) => readMultiRepo(readLinedYaml(text));
  const problems = (text: string) => read(text).problems.map(({ line, message }) => `${line}: ${message}`);

  it('reads the file as people write it', () => {
    assert.deepEqual(read(exampleFile), {
      members: [
        { path: 'backend', rules: 'backend/.cursor/rules', language: 'Python', line: 3 },
        { path: 'frontend', rules: 'frontend/.cursor/rules', language: 'TypeScript', line: 7 },
        { path: 'shared-types', rules: null, language: 'TypeScript', line: 11 },
      ],
      problems: [],
    });
  });

  it('takes a path alone, in any of its forms', () => {
    assert.deepEqual(read('repositories:\n  - path: services/api/\n  - {path: ./web}\n').members, [
      { path: 'services/api', rules: null, language: null, line: 2 },
      { path: 'web', rules: null, language: null, line: 3 },
    ]);
  });

  it('says on which line what is wrong', () => {
    assert.deepEqual(problems('repositories: [\n'), [
      '2: Not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ]);
    assert.deepEqual(problems('repos:\n  - path: a\n'), [
      '1: The file has no list “repositories”, so no repository is known.',
    ]);
    assert.deepEqual(problems('repositories: []\n'), ['1: The list “repositories” is empty.']);
    const wrong = [
      'repositories:',
      '  - path: ../elsewhere',
      '  - path: /etc',
      '  - backend',
      '  - rules: null',
      '  - path: web',
      '    rules: ../../secret',
      '    language: 3',
      '    langauge: Go',
      '  - path: web',
      '  - path: web/inner',
    ];
    assert.deepEqual(problems(wrong.join('\n')), [
      '2: “../elsewhere” is not the path of a folder below the folder that holds .cursor.',
      '3: “/etc” is not the path of a folder below the folder that holds .cursor.',
      '4: An entry of “repositories” has a path, and may have rules and a language.',
      '5: Nothing is not the path of a folder below the folder that holds .cursor.',
      '9: “langauge” is not known here and was passed over.',
      '7: “../../secret” is not a path below the folder that holds .cursor; write null for the rules of that folder.',
      '8: 3 is not the name of a language.',
      '10: web is named twice.',
      '11: web/inner and web lie in each other; name one of them only.',
    ]);
  });

  it('knows which paths stay below the folder', () => {
    const places = [
      'a',
      './a/b/',
      'a/../b',
      'a\\b',
      '.',
      '..',
      'a/../..',
      '~/a',
      'C:\\a',
      'C:a',
      '\\\\host\\a',
      '.git',
      'a/.GIT',
      '',
    ];
    assert.deepEqual(places.map(placeBelow), [...['a', 'a/b', 'b', 'a/b'], ...places.slice(4).map(() => null)]);
  });
});
