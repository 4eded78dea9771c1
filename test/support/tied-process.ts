import { type ChildProcess, spawn } from 'node:child_process';

/** Has a process, and the group that it leads if it does, killed as soon as this one is gone, however it ends: whoever is killed, or is a worker of jest's, has no last word. */
export function tieToThisProcess(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // Its input ends with this process.
  const watch = spawn('sh', ['-c', `read -r _; kill -9 -${child.pid} ${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('exit', () => watch.kill('SIGKILL'));
}
