/** Style sheets are imported for their effect; Vite gives them to the page. */
declare module '*.css';
