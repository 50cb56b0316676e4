/** Rows of a table that a page waits for before it is drawn: columns are as wide as all of their cells ask for. */
export const FEW_ROWS = 60;

/**
 * A page is not drawn before it has been parsed up to here (HTML, *blocking attributes*, `rel="expect"`): what is aligned
 * to the right, or columns of a table, move with each of their parts where a browser draws half of them. The mark stands
 * behind what is waited for, as Chromium goes on as soon as it has begun an element. Of several the last counts. Browsers
 * that do not know it draw as they did.
 */
export const DrawnUpTo = ({ id }: { id: string }) => (
  <>
    <link rel="expect" href={`#${id}`} blocking="render" />
    <i id={id} hidden />
  </>
);
