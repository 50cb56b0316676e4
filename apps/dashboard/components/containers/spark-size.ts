/** Size of the drawing, which is stretched to its place. */
export const SPARK_WIDTH = 480;
export const SPARK_HEIGHT = 220;

/** Medians over all the time known, on the container's own scale: two paths, as there are many rows. */
export type SparkPaths = { readonly bands: string; readonly medians: string };
