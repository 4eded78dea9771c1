/** @jest-config-loader esbuild-register */
import suites from '../../jest.config.ts';

const app = suites.projects.find(({ displayName }) => displayName === 'app');
const folders = (process.env['MUTATION_TESTS'] ?? 'schema').split(',');

/** The tests that each mutant is tried on: files or folders of `test/`, by the rules of the suite `app`. */
export default {
  ...app,
  displayName: 'mutation',
  rootDir: '../..',
  testMatch: folders.map((folder) => (folder.endsWith('.ts') ? `<rootDir>/test/${folder}` : `<rootDir>/test/${folder}/**/*.test.ts`)),
  setupFilesAfterEnv: ['<rootDir>/test/mutation/stop-at-first-example.ts'],
};
