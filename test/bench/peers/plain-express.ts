import { configure, getCurrentInvoke } from '@codegenie/serverless-express';
import { createPlainApp } from './plain-app.ts';
import { createTasks } from './tasks.ts';

const ownerOf = () => String(getCurrentInvoke().event.requestContext.authorizer.jwt.claims.sub);

/** Express, bundled as everyone bundles it. */
export const handler = configure({ app: createPlainApp(createTasks(), ownerOf) });
