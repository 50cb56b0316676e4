/** What a page of the list brings with it: a screenful; more come as one scrolls. */
export const FIRST_ROWS = 30;
export const ROWS_A_PAGE = 50;
