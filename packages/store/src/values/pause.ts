/** Lets others run in between. */
export const pause = () => new Promise<void>((resume) => void setImmediate(resume));
