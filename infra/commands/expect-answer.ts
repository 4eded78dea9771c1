// The `expect` functions throw an error with the expected and the actual value.

export function expectStatus(answer: Response, status: number): void {
  if (answer.status !== status) throw new Error(`${answer.url || 'the response'} has the status ${answer.status} instead of ${status}`);
}

export async function expectJson(answer: Response, status: number, body: unknown): Promise<void> {
  expectStatus(answer, status);
  expectSame('the body', await answer.json(), body);
}

export function expectHeader(answer: Response, name: string, pattern: RegExp): void {
  const value = answer.headers.get(name);
  if (value === null || !pattern.test(value))
    throw new Error(`the header ${name} is ${JSON.stringify(value)}, which does not match ${pattern}`);
}

export function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what} is ${found} instead of ${wanted}`);
}
