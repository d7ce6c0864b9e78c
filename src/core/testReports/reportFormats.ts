import { cargoTestFormat } from './cargoTestReport';
import { cypressFormat } from './cypressReport';
import { dotnetFormat } from './dotnetReport';
import { goJsonFormat } from './goJsonReport';
import { goTestFormat } from './goTestReport';
import { gradleFormat } from './gradleReport';
import { jestFormat } from './jestReport';
import { junitXmlFormat } from './junitXmlReport';
import { mavenFormat } from './mavenReport';
import { mochaFormat } from './mochaReport';
import { nextestFormat } from './nextestReport';
import { nodeTestFormat } from './nodeTestReport';
import { phpunitFormat } from './phpunitReport';
import { playwrightFormat } from './playwrightReport';
import { pytestFormat } from './pytestReport';
import { rspecFormat } from './rspecReport';
import { tapFormat } from './tapReport';
import type { ReportFormat } from './testReport';
import { vitestFormat } from './vitestReport';

/** Every report that is read, the ones with an unmistakable first line before those that others resemble. */
export const reportFormats: readonly ReportFormat[] = [
  pytestFormat,
  cargoTestFormat,
  nextestFormat,
  playwrightFormat,
  cypressFormat,
  vitestFormat,
  jestFormat,
  goJsonFormat,
  goTestFormat,
  phpunitFormat,
  mavenFormat,
  gradleFormat,
  dotnetFormat,
  junitXmlFormat,
  tapFormat,
  nodeTestFormat,
  mochaFormat,
  rspecFormat,
];
