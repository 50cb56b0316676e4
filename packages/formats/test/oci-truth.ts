/**
 * What happened in each recording of an OCI runtime, as it was written down when it was made. `exit` is what the shell saw
 * of the whole command; `told` names boots by the beginning of their ids, with ms from the runtime's exec to the
 * workload's, or to the death of a failed one, and to LISTEN; `hooks` are the hooks of each boot.
 */
export type Truth = {
  readonly boots: number;
  readonly exit: number;
  readonly told: readonly {
    readonly id: string;
    readonly outcome: "up" | "ready" | "failed";
    readonly afterMs: number;
    readonly listenMs?: number;
  }[];
  readonly hooks: readonly string[];
};

export const TRUTH: Readonly<Record<string, Truth>> = {
  "runc-run": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "c1",
        outcome: "up",
        afterMs: 395,
      },
    ],
    hooks: [],
  },
  "runc-run-seccomp": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "a1",
        outcome: "up",
        afterMs: 370,
      },
    ],
    hooks: [],
  },
  "runc-run-seccomp-nonnp": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "a1b",
        outcome: "up",
        afterMs: 294,
      },
    ],
    hooks: [],
  },
  "runc-run-allsys": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "a2",
        outcome: "up",
        afterMs: 395,
      },
    ],
    hooks: [],
  },
  "runc-resources": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "r1",
        outcome: "up",
        afterMs: 227,
      },
    ],
    hooks: [],
  },
  "runc-uid1000": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "q1",
        outcome: "up",
        afterMs: 1012,
      },
    ],
    hooks: [],
  },
  "runc-hostpid": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "p1",
        outcome: "up",
        afterMs: 289,
      },
    ],
    hooks: [],
  },
  "runc-create-start-gap": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "g1",
        outcome: "up",
        afterMs: 907,
      },
    ],
    hooks: [],
  },
  "runc-run-listen": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "l1",
        outcome: "ready",
        afterMs: 222,
        listenMs: 250,
      },
    ],
    hooks: [],
  },
  "runc-hooks": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "h1",
        outcome: "up",
        afterMs: 947,
      },
    ],
    hooks: ["hook.sh", "hook.sh", "hook.sh", "hook.sh", "hook.sh"],
  },
  "runc-exit3": {
    boots: 1,
    exit: 3,
    told: [
      {
        id: "e1",
        outcome: "up",
        afterMs: 362,
      },
    ],
    hooks: [],
  },
  "runc-oom-app": {
    boots: 1,
    exit: 137,
    told: [
      {
        id: "f9",
        outcome: "up",
        afterMs: 339,
      },
    ],
    hooks: [],
  },
  "runc-fail-nocmd": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f1",
        outcome: "failed",
        afterMs: 192,
      },
    ],
    hooks: [],
  },
  "runc-fail-badmount": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f3",
        outcome: "failed",
        afterMs: 271,
      },
    ],
    hooks: [],
  },
  "runc-fail-hook": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f10",
        outcome: "failed",
        afterMs: 401,
      },
    ],
    hooks: ["hook.sh"],
  },
  "runc-parallel10": {
    boots: 10,
    exit: 0,
    told: [
      {
        id: "par2",
        outcome: "up",
        afterMs: 1281,
      },
      {
        id: "par1",
        outcome: "up",
        afterMs: 1362,
      },
    ],
    hooks: [],
  },
  "runc-exec": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "x1",
        outcome: "up",
        afterMs: 231,
      },
    ],
    hooks: [],
  },
  "crun-run": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "c2",
        outcome: "up",
        afterMs: 220,
      },
    ],
    hooks: [],
  },
  "crun-run-seccomp": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "a3",
        outcome: "up",
        afterMs: 100,
      },
    ],
    hooks: [],
  },
  "crun-run-allsys": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "a4",
        outcome: "up",
        afterMs: 176,
      },
    ],
    hooks: [],
  },
  "crun-userns": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "u2",
        outcome: "up",
        afterMs: 81,
      },
    ],
    hooks: [],
  },
  "crun-run-listen": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "l2",
        outcome: "ready",
        afterMs: 350,
        listenMs: 388,
      },
    ],
    hooks: [],
  },
  "crun-hooks": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "h2",
        outcome: "up",
        afterMs: 802,
      },
    ],
    hooks: ["hook.sh", "hook.sh", "hook.sh", "hook.sh", "hook.sh"],
  },
  "crun-fail-nocmd": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f2",
        outcome: "failed",
        afterMs: 74,
      },
    ],
    hooks: [],
  },
  "crun-fail-badmount": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f4",
        outcome: "failed",
        afterMs: 146,
      },
    ],
    hooks: [],
  },
  "crun-fail-seccomp-kill": {
    boots: 1,
    exit: 159,
    told: [
      {
        id: "f6",
        outcome: "failed",
        afterMs: 40,
      },
    ],
    hooks: [],
  },
  "crun-fail-norootfs": {
    boots: 1,
    exit: 1,
    told: [
      {
        id: "f13",
        outcome: "failed",
        afterMs: 96,
      },
    ],
    hooks: [],
  },
  "docker-run": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "9213f4e2aa1a",
        outcome: "up",
        afterMs: 860,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-run-nodaemon": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "0e8b4c50fcbb",
        outcome: "up",
        afterMs: 1508,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-run-none": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "e59d5b44b1fb",
        outcome: "up",
        afterMs: 1928,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-web-health": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "ef3f33045a33",
        outcome: "ready",
        afterMs: 2463,
        listenMs: 2485,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-create-start": {
    boots: 2,
    exit: 0,
    told: [
      {
        id: "cc86d6014115",
        outcome: "up",
        afterMs: 1461,
      },
      {
        id: "cc86d6014115",
        outcome: "up",
        afterMs: 1862,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-fail-nocmd": {
    boots: 1,
    exit: 127,
    told: [
      {
        id: "c6c6b1d8feb4",
        outcome: "failed",
        afterMs: 1379,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "docker-fail-badmount": {
    boots: 0,
    exit: 125,
    told: [],
    hooks: [],
  },
  "docker-parallel10": {
    boots: 10,
    exit: 0,
    told: [
      {
        id: "b61f117b1afc",
        outcome: "up",
        afterMs: 4359,
      },
      {
        id: "c6cbdfbd7851",
        outcome: "up",
        afterMs: 7223,
      },
    ],
    hooks: ["libnetwork-setkey"],
  },
  "podman-crun": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "e2859b9c7a6c",
        outcome: "up",
        afterMs: 591,
      },
    ],
    hooks: [],
  },
  "podman-runc": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "b205aac2fa39",
        outcome: "up",
        afterMs: 642,
      },
    ],
    hooks: [],
  },
  "podman-fail-nocmd": {
    boots: 1,
    exit: 127,
    told: [
      {
        id: "8136d4e775d4",
        outcome: "failed",
        afterMs: 452,
      },
    ],
    hooks: [],
  },
  "podman-exec": {
    boots: 1,
    exit: 0,
    told: [
      {
        id: "0266c7c4e607",
        outcome: "up",
        afterMs: 203,
      },
    ],
    hooks: [],
  },
  "podman-rootless-net": {
    boots: 0,
    exit: 126,
    told: [],
    hooks: [],
  },
};
