/** Returns a package.json without some scripts and packages. Scripts that ran a removed script leave it out. */
export function manifestWithout(json: string, { scripts, packages }: { scripts: readonly string[]; packages: readonly string[] }): string {
  const manifest = JSON.parse(json);
  const { scripts: commands = {}, dependencies = {}, devDependencies = {} }: Record<string, Record<string, string>> = manifest;
  for (const name of scripts) delete commands[name];
  for (const name of packages) {
    delete dependencies[name];
    delete devDependencies[name];
  }
  for (const [name, command] of Object.entries(commands)) {
    commands[name] = command
      .split(' && ')
      .filter((step) => !scripts.some((script) => step === `npm run ${script}` || step === `npm run -s ${script}`))
      .join(' && ');
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
