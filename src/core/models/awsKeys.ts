/** What signs a request to Amazon Web Services. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The variables that hold the parts of a signing key. */
export const awsKeyVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

const signing = /^([A-Z0-9]{16,128}):([^:\s]+)(?::([^:\s]+))?$/;

/** The parts of `ACCESS_KEY_ID:SECRET_ACCESS_KEY` or `…:SESSION_TOKEN`; null for any other key, which is a bearer's. */
export function awsKeysIn(key: string): AwsKeys | null {
  const [, accessKeyId = '', secretAccessKey = '', sessionToken] = signing.exec(key) ?? [];
  return accessKeyId === ''
    ? null
    : { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** The key that an environment holds in parts; undefined where one of the first two is missing. */
export function awsKeyOf(environment: Readonly<Partial<Record<string, string>>>): string | undefined {
  const [id = '', secret = '', token = ''] = awsKeyVariables.map((name) => environment[name]?.trim() ?? '');
  return id === '' || secret === '' ? undefined : [id, secret, ...(token === '' ? [] : [token])].join(':');
}

/** All that nobody may see of a key: it, and what it is made of. */
export function secretParts(key: string): string[] {
  const keys = awsKeysIn(key);
  return keys === null
    ? [key]
    : [key, keys.secretAccessKey, ...(keys.sessionToken === undefined ? [] : [keys.sessionToken])];
}

/** The region that an address of Amazon Web Services names; `us-east-1` where it names none, as a gateway's. */
export function awsRegionOf(address: string): string {
  return /[./]((?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-[a-z]+)+-\d)\./.exec(address)?.[1] ?? 'us-east-1';
}

/** Where Bedrock answers in a region. */
export function bedrockAddress(region: string): string {
  return `https://bedrock-runtime.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
