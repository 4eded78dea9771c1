import { render } from 'preact';
import { recordTypes } from '../src/records/index.ts';
import { AppShell } from './app/app-shell.tsx';
import { createApp } from './app/create-app.ts';
import { afterPaint } from './browser/after-paint.ts';
import { createDeviceStorage } from './browser/device-storage.ts';
import { applyTheme, readTheme } from './browser/theme.ts';
import { formatDayOfYear } from './model/formats.ts';
import { AppContext } from './state/app-context.ts';

const storage = createDeviceStorage(window);
applyTheme(document.documentElement, readTheme(storage));
const app = createApp(recordTypes, storage, window);
render(
  <AppContext.Provider value={app}>
    <AppShell />
  </AppContext.Provider>,
  document.getElementById('app') ?? document.body,
);

// Not a top-level await, which would cause a deadlock: lazy modules import this module, and `begin` waits for lazy modules.
void begin();

async function begin(): Promise<void> {
  const returnAddress = await app.session.start();
  if (returnAddress !== undefined) app.router.go(returnAddress, { replace: true });
  // The first use of a date format takes tens of milliseconds. Do it now, while the list request is in progress.
  await afterPaint();
  formatDayOfYear('2026-01-01');
}
