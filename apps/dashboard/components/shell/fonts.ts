import localFont from "next/font/local";

// "swap": whoever comes for the first time sees Plex, too, however late it comes. Until then fonts.css stands in, in the
// measures of Plex. All faces are preloaded.

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
  display: "swap",
  adjustFontFallback: false,
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
  display: "swap",
  adjustFontFallback: false,
});
