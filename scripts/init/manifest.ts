/** Returns a package.json without some scripts and packages. Scripts that ran a removed script leave it out. */
export function manifestWithout(json: string, { scripts, packages }: { scripts: readonly string[]; packages: readonly string[] }): string {
  const manifest = JSON.parse(json);
  for (const name of scripts) delete manifest.scripts[name];
  for (const name of packages) {
    delete manifest.dependencies[name];
    delete manifest.devDependencies[name];
  }
  for (const [name, command] of Object.entries(manifest.scripts)) {
    manifest.scripts[name] = String(command)
      .split(' && ')
      .filter((step) => !scripts.some((script) => step === `npm run ${script}` || step === `npm run -s ${script}`))
      .join(' && ');
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
