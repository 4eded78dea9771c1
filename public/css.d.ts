/** Style sheets are imported only for their side effect: Vite adds them to the page. */
declare module '*.css';
