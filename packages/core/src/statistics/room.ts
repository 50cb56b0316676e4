/**
 * Room for floats that are looked at and not kept, used again each time: whoever asks has it until the next one does. Engines
 * count arrays against their limits, and collect all garbage once some megabytes of them were made.
 */
export function createRoom(): (n: number) => Float32Array {
  let room = new Float32Array(0);
  return (n) => {
    if (room.length < n) room = new Float32Array(2 * n);
    return room.subarray(0, n);
  };
}
