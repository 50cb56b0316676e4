/** Each page's name, such as "hacotaki-list.1", and its text in roff. */
export function manualPages(version: string): Promise<ReadonlyMap<string, string>>;
