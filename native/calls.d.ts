/** The kernel side's table on a machine: a struct call_shape (src/event.h) for each number; `arch` as process.arch. */
export function callShapes(arch: string): Buffer;
