import localFont from "next/font/local";

// "optional": text is drawn once, in Plex or in a fallback of the same measures, and never moves.

export const sans = localFont({
  src: [
    {
      path: "../../../../node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff2",
      weight: "400",
    },
    {
      path: "../../../../node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-500-normal.woff2",
      weight: "500",
    },
    {
      path: "../../../../node_modules/@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff2",
      weight: "600",
    },
  ],
  variable: "--plex-sans",
  display: "optional",
  adjustFontFallback: "Arial",
});

export const mono = localFont({
  src: [
    {
      path: "../../../../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2",
      weight: "400",
    },
    {
      path: "../../../../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-500-normal.woff2",
      weight: "500",
    },
  ],
  variable: "--plex-mono",
  display: "optional",
  adjustFontFallback: false,
});
