/** `npm run test:faults` asks for the faults at their full length, and for figures. */
export const isLong = process.env["HACOTAKI_FAULTS"] === "long";
/** A size of a fault: as it is in every test run, and at its full length. */
export const size = (short: number, long: number): number => (isLong ? long : short);
