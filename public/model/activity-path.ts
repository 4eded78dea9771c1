/** The page that shows what everyone in the workspace did. No record type has this name. */
export const ACTIVITY_PATH = '/activity';
