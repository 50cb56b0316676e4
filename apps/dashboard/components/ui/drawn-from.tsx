/**
 * A page is not drawn before the element of this id has been parsed to its end (HTML, *blocking attributes*,
 * `rel="expect"`): what is aligned to the right, or shares its row, moves with each of its parts where a browser draws
 * half of it. Small elements, as all of the page waits for them. Browsers that do not know it draw as they did. Comes into
 * the head wherever it stands.
 */
export const DrawnFrom = ({ id }: { id: string }) => <link rel="expect" href={`#${id}`} blocking="render" />;
