import manifest from '../package.json' with { type: 'json' };

/** The name of the service in AWS, scopes and metrics: `name` of package.json. Two services in one AWS account need different names. */
export const NAME: string = manifest.name;
/** What people read as the name of the service: `title` of package.json. */
export const TITLE: string = manifest.title;
