export const ROWS_A_PAGE = 50;
