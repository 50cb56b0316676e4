/** Where in an element a pointer is, px from its inner left upper corner. */
export function placeIn({ clientX, clientY }: MouseEvent, element: Element) {
  const { left, top } = element.getBoundingClientRect();
  return { x: clientX - left - element.clientLeft, y: clientY - top - element.clientTop };
}
