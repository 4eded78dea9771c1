/** In the place of a function that the bundle does without: nothing of the API comes here, and what did would say so. */
export function notBundled(name: string): () => never {
  return () => {
    throw new Error(`${name} is left out of the Lambda bundle; src/lambda/shims has what stands in for it`);
  };
}
