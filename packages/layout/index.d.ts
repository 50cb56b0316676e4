/** Of builds, relative to the root. */
export declare const BUILT: {
  readonly launcher: string;
  /** The command, bundled. */
  readonly commandFolder: string;
  readonly command: string;
  readonly withParent: string;
  /** The dashboard's server, bundled: in packages only. */
  readonly serverFolder: string;
  readonly server: string;
  /** The dashboard's pages, as Next builds them. */
  readonly pages: string;
  readonly addon: string;
  /** The Node that comes along; not in the npm package, which runs on the system's. */
  readonly node: string;
};

/** Read as they are, relative to the root. */
export declare const KEPT: {
  /** Says the version. */
  readonly manifest: string;
  /** A file for each command that runs with flags of Node, of its name: the first line; the others say why. */
  readonly flags: string;
  /** The dashboard's folder, as Next wants it. */
  readonly dashboard: string;
  /** Boots to look at where there are none yet. */
  readonly examples: string;
  /** Pages of Markdown, which the dashboard shows. */
  readonly docs: string;
  readonly changelog: string;
  readonly migrations: string;
  readonly notebookMigrations: string;
};

/** Of the repository alone, relative to its root. */
export declare const SOURCES: {
  readonly withParent: string;
  readonly server: string;
  readonly units: string;
};

/** The absolute path of one of the above. */
export declare function at(place: string): string;

/** The version of this installation. */
export declare function version(): string;

/** The machine that an installed package is for, as process.arch; undefined in the repository. */
export declare function packagedFor(): string | undefined;

/** Whether this is an installed package, not the repository. */
export declare const isInstalled: boolean;

/** Absolute path of what is started as the dashboard. */
export declare const serverProgram: string;

/** Absolute path of what is loaded into each part that `hacotaki up` starts, so that it ends with it. */
export declare const withParentModule: string;

/** The folder for what can be made again, which nobody else can write; undefined where there is none. */
export declare function cacheFolder(): string | undefined;

/** How this installation is spoken to, in advice that can be typed as it stands. */
export declare const WORDS: {
  /** What runs a command of Hacotaki. */
  readonly command: string;
  /** What starts everything; options follow. */
  readonly up: string;
  /** What to do where a part is not there. */
  readonly rebuild: string;
  readonly rebuildNative: string;
};
