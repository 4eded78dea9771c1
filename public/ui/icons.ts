// Paths for `Icon`, in a view box of 16 by 16.

export const ADD = 'M8 3v10M3 8h10';
export const COLUMNS = 'M2.5 3.5h11v9h-11zM6.5 3.5v9M10 3.5v9';
export const DOWN = 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10';
export const FILTER = 'M2.5 4h11M4.5 8h7M6.5 12h3';
export const HISTORY = 'M8 4.5V8l2.5 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z';
export const MENU = 'M3 8h.01M8 8h.01M13 8h.01';
export const RESTORE = 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3';
export const SEARCH = 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8L14 14';
export const TRASH = 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9';
export const UP = 'M8 11V2.5M4.5 6L8 2.5 11.5 6M3 13.5h10';
