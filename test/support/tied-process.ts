import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills a process and its group when this process ends.
 * It uses a watcher process, because a killed process or a Jest worker cannot run exit handlers.
 */
export function tieToThisProcess(child: ChildProcess): void {
  if (child.pid === undefined) return;
  // The watcher's input closes when this process ends.
  const watch = spawn('sh', ['-c', `read -r _; kill -9 -${child.pid} ${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('exit', () => watch.kill('SIGKILL'));
}
