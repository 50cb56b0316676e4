// Made by scripts/recorded-courses.ts from recordings of real boots.

/** Of a pass (phase code, or "up"): µs it usually takes after the one before, quantiles of that, and the factor among 20. */
export type Spread = {
  readonly key: string;
  readonly usual: number;
  readonly ratios: readonly number[];
  readonly among: number;
};
export const SPREAD_SHARES: readonly number[] = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];
export const SPREADS: readonly Spread[] = [
  {
    key: "0",
    usual: 47537,
    ratios: [0.82, 0.87, 0.91, 1, 1.02, 1.09, 1.24],
    among: 18.89,
  },
  {
    key: "1",
    usual: 152,
    ratios: [0.71, 0.75, 0.87, 1, 1.7, 8.73, 18.09],
    among: 7.85,
  },
  {
    key: "2",
    usual: 1130,
    ratios: [0.75, 0.83, 0.9, 1, 1.84, 3.31, 4.72],
    among: 7.85,
  },
  {
    key: "11",
    usual: 471,
    ratios: [0.32, 0.47, 0.56, 1, 2.7, 6.13, 8.68],
    among: 8.9,
  },
  {
    key: "12",
    usual: 527,
    ratios: [0.77, 0.82, 0.89, 1, 1.13, 1.25, 1.51],
    among: 7.4,
  },
  {
    key: "13",
    usual: 183,
    ratios: [0.52, 0.56, 0.65, 1, 1.14, 1.19, 1.39],
    among: 1.15,
  },
  {
    key: "14",
    usual: 29,
    ratios: [0.36, 0.39, 0.45, 1, 1.17, 1.37, 1.59],
    among: 1.12,
  },
  {
    key: "15",
    usual: 57,
    ratios: [0.55, 0.66, 0.72, 1, 1.1, 1.23, 1.79],
    among: 1.34,
  },
  {
    key: "16",
    usual: 113,
    ratios: [0.51, 0.56, 0.74, 1, 1.18, 1.48, 1.62],
    among: 0.95,
  },
  {
    key: "17",
    usual: 59,
    ratios: [0.43, 0.47, 0.55, 1, 1.22, 1.33, 2.58],
    among: 0.62,
  },
  {
    key: "18",
    usual: 864,
    ratios: [0.77, 0.86, 0.92, 1, 1.2, 4.03, 4.55],
    among: 17.55,
  },
  {
    key: "19",
    usual: 1010,
    ratios: [0.73, 0.8, 0.92, 1, 1.05, 1.13, 1.32],
    among: 0.99,
  },
  {
    key: "20",
    usual: 38,
    ratios: [0.14, 0.15, 0.78, 1, 1.23, 1.62, 10.75],
    among: 0.12,
  },
  {
    key: "3",
    usual: 4861,
    ratios: [0.67, 0.74, 0.83, 1, 1.4, 1.63, 1.8],
    among: 10.89,
  },
  {
    key: "21",
    usual: 266,
    ratios: [0.45, 0.52, 0.6, 1, 1.61, 2.76, 3.45],
    among: 80.43,
  },
  {
    key: "up",
    usual: 536,
    ratios: [0.49, 0.52, 0.63, 1, 1.29, 1.52, 3.93],
    among: 0.78,
  },
  {
    key: "4",
    usual: 398,
    ratios: [0.73, 0.76, 0.84, 1, 1.67, 2.26, 3.65],
    among: 0.47,
  },
  {
    key: "5",
    usual: 2018,
    ratios: [0.18, 0.54, 0.7, 1, 1.13, 2.57, 150.01],
    among: 88.94,
  },
  {
    key: "6",
    usual: 364,
    ratios: [0.77, 0.82, 0.89, 1, 1.12, 1.37, 2.54],
    among: 3.04,
  },
];

/** What happened in a recorded run, a line a step: see `courseFrom`. */
export const RECORDED_COURSES = {
  task: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 58833 pass 0
0 1987 fork 1
1 260 pass 1
1 2273 ns=.a..... pass 2
1 432 fork 2 1
2 357 ns=aa..... pass 11
2 665 ns=aabcd.. pass 12
2 246 pass 13
2 24 pass 14
2 102 pass 15
2 178 pass 16
2 71 host={name} pass 17
2 920 pass 18
2 1273 pass 19
2 33 pass 20
1 271 ns=....... pass 3
1 374 pass 4
2 272 pass 21
2 599 comm=true exec ["/bin/true","/bin/true"]
2 7277 exit 0 0
1 663 pass 5
1 409 pass 6
1 67 exit 0 0
0 1199 fork 3
3 5011 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1569 fork 4
4 183 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1543 exit 0 0
3 132 exit 0 0
0 1903 exit 0 0
`,
  "exit-3": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 126831 pass 0
0 9847 fork 1
1 145 pass 1
1 1270 ns=.a..... pass 2
1 274 fork 2 1
2 126 ns=aa..... pass 11
2 404 ns=aabcd.. pass 12
2 104 pass 13
2 13 pass 14
2 42 pass 15
2 96 pass 16
2 37 host={name} pass 17
2 2685 pass 18
2 1325 pass 19
2 352 pass 20
1 4030 ns=....... pass 3
1 287 pass 4
2 76 pass 21
2 284 comm=sh exec ["/bin/sh","/bin/sh","-c","exit 3"]
2 1802 exit 3 0
1 510 pass 5
1 292 pass 6
1 37 exit 0 0
0 933 fork 3
3 3752 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1086 fork 4
4 1061 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1148 exit 0 0
3 185 exit 0 0
0 1324 exit 0 0
`,
  killed: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 80698 pass 0
0 2105 fork 1
1 225 pass 1
1 2094 ns=.a..... pass 2
1 331 fork 2 1
2 2820 ns=aa..... pass 11
2 478 ns=aabcd.. pass 12
2 421 pass 13
2 27 pass 14
2 49 pass 15
2 96 pass 16
2 55 host={name} pass 17
2 813 pass 18
2 777 pass 19
2 25 pass 20
1 215 ns=....... pass 3
2 55 pass 21
2 734 comm=sleep exec ["/bin/sleep","/bin/sleep","30"]
1 161 pass 4
2 433410 exit 0 9
1 24585 pass 5
1 513 pass 6
1 27 exit 0 0
0 36125 fork 3
3 5770 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1382 fork 4
4 1976 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1637 exit 0 0
3 1160 exit 0 0
0 2034 exit 0 0
`,
  httpd: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 83552 pass 0
0 2220 fork 1
1 3976 pass 1
1 4418 ns=.a..... pass 2
1 302 fork 2 1
2 130 ns=aa..... pass 11
2 405 ns=aabcd.. pass 12
2 107 pass 13
2 15 pass 14
2 38 pass 15
2 76 pass 16
2 30 host={name} pass 17
2 1095 pass 18
2 772 pass 19
2 24 pass 20
1 1974 ns=....... pass 3
2 90 pass 21
1 332 pass 4
2 226 comm=httpd exec ["/bin/httpd","/bin/httpd","-f","-p","127.0.0.1:18081","-h","/var/www"]
2 928 listen
2 377044 exit 0 9
1 620 pass 5
1 390 pass 6
1 33 exit 0 0
0 813 fork 3
3 2216 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1184 fork 4
4 215 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1326 exit 0 0
3 188 exit 0 0
0 1449 exit 0 0
`,
  server: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 93516 pass 0
0 2863 fork 1
1 411 pass 1
1 1324 ns=.a..... pass 2
1 388 fork 2 1
2 381 ns=aa..... pass 11
2 816 ns=aabcd.. pass 12
2 134 pass 13
2 57 pass 14
2 99 pass 15
2 282 pass 16
2 46 host={name} pass 17
2 2193 pass 18
2 2619 pass 19
2 5000 pass 20
1 236 ns=....... pass 3
1 642 pass 4
2 204 pass 21
2 6756 comm=tcpserver exec ["/bin/tcpserver","/bin/tcpserver","18080","300","500"]
2 301502 listen
2 500140 exit 0 0
1 697 pass 5
1 413 pass 6
1 46 exit 0 0
0 857 fork 3
3 4687 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1135 fork 4
4 117 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1168 exit 0 0
3 205 exit 0 0
0 1278 exit 0 0
`,
  daemon: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 108721 pass 0
0 2690 fork 1
1 1279 fork 2
2 170 pass 1
0 3130 exit 0 0
2 1076 ns=.a..... pass 2
2 311 fork 3 1
3 284 ns=aa..... pass 11
3 766 ns=aabcd.. pass 12
3 132 pass 13
3 17 pass 14
3 34 pass 15
3 79 pass 16
3 33 host={name} pass 17
3 954 pass 18
3 1801 pass 19
3 13 pass 20
3 1604 pass 21
3 345 comm=sleep exec ["/bin/sleep","/bin/sleep","2"]
2 1026 ns=....... pass 3
2 420 pass 4
3 2001261 exit 0 0
2 754 pass 5
2 453 pass 6
2 22 exit 0 0
1 997 orphan fork 4
4 294 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
4 3042 fork 5
5 866 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
5 6100 exit 0 0
4 1332 exit 0 0
1 419 exit 0 0
`,
  cgroup: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 51292 pass 0
0 2615 fork 1
1 301 pass 1
1 12040 ns=.a..... pass 2
1 530 fork 2 1
2 396 ns=aa..... pass 11
2 697 ns=aabcd.. pass 12
2 223 pass 13
2 41 pass 14
2 9779 pass 15
2 233 pass 16
2 71 host={name} pass 17
2 9269 pass 18
2 1106 pass 19
2 47 pass 20
1 270 ns=....... pass 3
1 341 pass 4
2 109 pass 21
2 5748 comm=sleep exec ["/bin/sleep","/bin/sleep","0.3"]
2 301456 exit 0 0
1 1126 pass 5
1 2235 pass 6
1 71 exit 0 0
0 1193 fork 3
3 298 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1748 fork 4
4 218 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1564 exit 0 0
3 234 exit 0 0
0 2087 exit 0 0
`,
  limits: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 41000 pass 0
0 1657 fork 1
1 4126 pass 1
1 1447 ns=.a..... pass 2
1 369 fork 2 1
2 263 ns=aa..... pass 11
2 590 ns=aabcd.. pass 12
2 103 pass 13
2 56 pass 14
2 9148 pass 15
2 183 pass 16
2 59 host={name} pass 17
2 1040 pass 18
2 989 pass 19
2 582 pass 20
2 248 pass 21
1 93 ns=....... pass 3
1 463 pass 4
2 76 comm=sleep exec ["/bin/sleep","/bin/sleep","0.3"]
2 301557 exit 0 0
1 1086 pass 5
1 3209 pass 6
1 75 exit 0 0
0 1347 fork 3
3 1324 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1565 fork 4
4 135 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1434 exit 0 0
3 211 exit 0 0
0 1827 exit 0 0
`,
  "legacy-chroot": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 48971 pass 0
0 13225 fork 1
1 3539 pass 1
1 1337 ns=.a..... pass 2
1 257 fork 2 1
2 218 ns=aa..... pass 11
2 478 ns=aabcd.. pass 12
2 22 pass 13
2 28 pass 14
2 50 pass 15
2 114 pass 16
2 54 host={name} pass 17
2 950 pass 18
2 2518 pass 19
2 52 pass 20
1 364 ns=....... pass 3
1 274 pass 4
2 55 pass 21
2 448 comm=true exec ["/bin/true","/bin/true"]
2 879 exit 0 0
1 507 pass 5
1 342 pass 6
1 18 exit 0 0
0 805 fork 3
3 213 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 4370 fork 4
4 99 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1004 exit 0 0
3 113 exit 0 0
0 1427 exit 0 0
`,
  "no-pid-namespace": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 53183 pass 0
0 2270 fork 1
1 275 pass 1
1 1155 pass 2
1 332 fork 2
2 296 pass 11
2 671 ns=..abc.. pass 12
2 162 pass 13
2 17 pass 14
2 115 pass 15
2 11 pass 16
2 37 host={name} pass 17
2 484 pass 18
2 1055 pass 19
2 61 pass 20
2 169 pass 21
2 291 comm=sleep exec ["/bin/sleep","/bin/sleep","0.3"]
1 1197 pass 3
1 329 pass 4
2 299778 exit 0 0
1 736 pass 5
1 379 pass 6
1 40 exit 0 0
0 1033 fork 3
3 271 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1340 fork 4
4 121 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1225 exit 0 0
3 245 exit 0 0
0 1275 exit 0 0
`,
  "user-probes": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 44989 pass 0
0 2683 fork 1
1 453 pass 1
1 10979 ns=.a..... pass 2
1 343 fork 2 1
2 142 ns=aa..... pass 11
2 430 ns=aabcd.. pass 12
2 128 pass 13
2 13 pass 14
2 38 pass 15
2 77 pass 16
2 33 host={name} pass 17
2 8 mark probe_misc 125 4242
2 3319 pass 18
2 1044 pass 19
2 1612 pass 20
1 225 ns=....... pass 3
2 847 pass 21
2 355 comm=sleep exec ["/bin/sleep","/bin/sleep","1"]
1 90 pass 4
1 200300 mark probe_misc_str 123 "{name}"
1 44 user 124
1 199993 mark probe_misc_str 123 "{name}"
1 52 user 124
1 199905 mark probe_misc_str 123 "{name}"
1 43 user 124
1 199964 mark probe_misc_str 123 "{name}"
1 48 user 124
1 200006 mark probe_misc_str 123 "{name}"
1 36 user 124
2 1389 exit 0 0
1 679 pass 5
1 330 pass 6
1 201 exit 0 0
0 1330 fork 3
3 178 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1131 fork 4
4 265 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1946 exit 0 0
3 121 exit 0 0
0 1778 exit 0 0
`,
  "slow-hooks": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 49237 pass 0
0 2496 fork 1
1 269 pass 1
1 101539 ns=.a..... pass 2
1 334 fork 2 1
2 3511 ns=aa..... pass 11
2 351254 ns=aabcd.. pass 12
2 120 pass 13
2 13 pass 14
2 45 pass 15
2 73 pass 16
2 69 host={name} pass 17
2 201606 pass 18
2 121314 pass 19
2 43 pass 20
1 389 ns=....... pass 3
2 256 pass 21
2 369 comm=sleep exec ["/bin/sleep","/bin/sleep","0.3"]
1 80136 pass 4
2 221294 exit 0 0
1 705 pass 5
1 388 pass 6
1 48 exit 0 0
0 925 fork 3
3 193 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1461 fork 4
4 102 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1418 exit 0 0
3 143 exit 0 0
0 1544 exit 0 0
`,
  "shell-hooks": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 48314 pass 0
0 2349 fork 1
1 3417 pass 1
1 1097 fork 2
2 352 comm=sh exec ["/bin/sh","sh","-c","sleep 0.05"]
2 1403 fork 3
3 1174 comm=sleep exec ["/usr/bin/sleep","sleep","0.05"]
3 51842 exit 0 0
2 551 exit 0 0
1 1679 ns=.a..... pass 2
1 355 fork 4 1
4 1579 ns=aa..... pass 11
4 229 fork 5 2
5 329 comm=sh exec ["/bin/sh","sh","-c","sleep 0.05"]
5 1559 fork 6 3
6 1940 comm=sleep exec ["/usr/bin/sleep","sleep","0.05"]
6 51611 exit 0 0
5 258 exit 0 0
4 709 ns=aabcd.. pass 12
4 221 pass 13
4 34 pass 14
4 67 pass 15
4 133 pass 16
4 76 host={name} pass 17
4 346 fork 7 4
7 2839 comm=sh exec ["/bin/sh","sh","-c","hostname"]
7 1418 fork 8 5
8 106 comm=hostname exec ["/usr/bin/hostname","hostname"]
8 1298 exit 0 0
7 104 exit 0 0
4 1167 pass 18
4 1025 pass 19
4 39 pass 20
1 257 ns=....... pass 3
4 33 pass 21
1 298 fork 9
4 267 comm=sleep exec ["/bin/sleep","/bin/sleep","0.4"]
9 1730 comm=sh exec ["/bin/sh","sh","-c","sleep 0.05"]
9 1213 fork 10
10 2766 comm=sleep exec ["/usr/bin/sleep","sleep","0.05"]
10 51728 exit 0 0
9 272 exit 0 0
1 494 pass 4
4 343103 exit 0 0
1 754 pass 5
1 270 fork 11
11 225 comm=sh exec ["/bin/sh","sh","-c","true"]
11 1330 exit 0 0
1 829 pass 6
1 112 exit 0 0
0 3506 fork 12
12 1423 comm=sh exec ["/bin/sh","sh","-c","true"]
12 1356 exit 0 0
0 172 fork 13
13 181 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
13 1310 fork 14
14 94 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
14 1487 exit 0 0
13 149 exit 0 0
0 1716 exit 0 0
`,
  "readiness-hook": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 49105 pass 0
0 2173 fork 1
1 2978 pass 1
1 1172 ns=.a..... pass 2
1 327 fork 2 1
2 210 ns=aa..... pass 11
2 497 ns=aabcd.. pass 12
2 125 pass 13
2 20 pass 14
2 35 pass 15
2 80 pass 16
2 31 host={name} pass 17
2 761 pass 18
2 1087 pass 19
2 33 pass 20
2 145 pass 21
1 165 ns=....... pass 3
1 447 pass 4
2 3035 comm=tcpserver exec ["/bin/tcpserver","/bin/tcpserver","18084","400","700"]
1 97692 fork 3
3 10563 exit 1 0
1 648 user 123
1 88816 fork 4
4 4151 exit 1 0
1 411 user 123
1 95403 fork 5
5 3588 exit 1 0
1 482 user 123
1 95856 fork 6
6 4315 exit 1 0
2 83 listen
1 422 user 123
1 95352 fork 7
7 1778 exit 0 0
1 2062 user 123
2 600634 exit 0 0
1 775 pass 5
1 321 pass 6
1 106 exit 0 0
0 1052 fork 8
8 150 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
8 955 fork 9
9 100 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
9 1121 exit 0 0
8 160 exit 0 0
0 1428 exit 0 0
`,
  "three-containers": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 50988 pass 0
0 2834 fork 1
0 201 fork 2
1 422 pass 1
2 519 pass 1
0 503 fork 3
3 278 pass 1
3 1764 ns=.a..... pass 2
3 283 fork 4 1
4 177 ns=aa..... pass 11
4 570 ns=aabcd.. pass 12
4 119 pass 13
4 12 pass 14
4 37 pass 15
4 84 pass 16
4 31 host={name}-2 pass 17
2 558 ns=.e..... pass 2
2 385 fork 5 1
4 275 pass 18
5 44 ns=ee..... pass 11
4 1298 pass 19
5 62 ns=eefgh.. pass 12
5 103 pass 13
5 12 pass 14
5 35 pass 15
5 69 pass 16
5 33 host={name}-1 pass 17
4 96 pass 20
4 153 pass 21
1 390 ns=.i..... pass 2
4 4 comm=sleep exec ["/bin/sleep","/bin/sleep","0.8"]
1 279 fork 6 1
6 232 ns=ii..... pass 11
3 118 ns=....... pass 3
6 226 ns=iijkl.. pass 12
3 69 pass 4
6 30 pass 13
6 11 pass 14
6 31 pass 15
6 71 pass 16
6 29 host={name}-0 pass 17
5 1553 pass 18
5 928 pass 19
5 38 pass 20
5 140 pass 21
2 136 ns=....... pass 3
2 378 pass 4
5 27 comm=sleep exec ["/bin/sleep","/bin/sleep","0.6000000000000001"]
6 688 pass 18
6 915 pass 19
6 29 pass 20
6 113 pass 21
1 94 ns=....... pass 3
1 310 pass 4
6 293 comm=sleep exec ["/bin/sleep","/bin/sleep","0.4"]
6 401392 exit 0 0
1 858 pass 5
1 636 pass 6
1 64 exit 0 0
5 195690 exit 0 0
2 971 pass 5
2 468 pass 6
2 23 exit 0 0
4 197104 exit 0 0
3 892 pass 5
3 372 pass 6
3 24 exit 0 0
0 1565 fork 7
7 1363 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.haconiwa-{name}.hacolock"]
7 1296 fork 8
8 2653 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.haconiwa-{name}.hacolock"]
8 1295 exit 0 0
7 128 exit 0 0
0 1678 exit 0 0
`,
  "three-daemons": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 45299 pass 0
0 2444 fork 1
1 5184 fork 2
1 302 fork 3
3 143 pass 1
1 967 fork 4
4 229 pass 1
3 1156 ns=.a..... pass 2
3 325 fork 5 1
2 213 pass 1
5 8 ns=aa..... pass 11
2 1311 ns=.b..... pass 2
5 178 ns=aacde.. pass 12
2 80 fork 6 1
5 62 pass 13
5 15 pass 14
5 48 pass 15
6 111 ns=bb..... pass 11
5 148 pass 16
5 40 host={name}-1 pass 17
6 478 ns=bbfgh.. pass 12
6 99 pass 13
6 14 pass 14
6 44 pass 15
6 75 pass 16
6 26 host={name}-0 pass 17
5 680 pass 18
4 655 ns=.i..... pass 2
6 807 pass 18
6 939 pass 19
6 7 pass 20
6 2851 pass 21
6 358 comm=sleep exec ["/bin/sleep","/bin/sleep","0.4"]
5 671 pass 19
5 18 pass 20
5 346 pass 21
2 228 ns=....... pass 3
2 328 pass 4
5 142 comm=sleep exec ["/bin/sleep","/bin/sleep","0.6000000000000001"]
3 5698 ns=....... pass 3
3 402 pass 4
4 425 fork 7 1
0 1122 exit 0 0
7 2050 ns=ii..... pass 11
7 2287 ns=iijkl.. pass 12
7 135 pass 13
7 16 pass 14
7 38 pass 15
7 90 pass 16
7 36 host={name}-2 pass 17
7 1035 pass 18
7 1281 pass 19
7 44 pass 20
4 264 ns=....... pass 3
4 438 pass 4
7 203 pass 21
7 430 comm=sleep exec ["/bin/sleep","/bin/sleep","0.8"]
6 383533 exit 0 0
2 1115 pass 5
2 1025 pass 6
2 122 exit 0 0
5 199730 exit 0 0
3 1270 pass 5
3 1288 pass 6
3 61 exit 0 0
7 229459 exit 0 0
4 1104 pass 5
4 1071 pass 6
4 46 exit 0 0
1 6020 orphan fork 8
8 152 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.haconiwa-{name}.hacolock"]
8 1157 fork 9
9 148 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.haconiwa-{name}.hacolock"]
9 1154 exit 0 0
8 181 exit 0 0
1 88 exit 0 0
`,
  network: String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 47642 pass 0
0 1306 fork 1
1 3372 comm=sh exec ["/bin/sh","sh","-c","ip -f inet -o addr show hacobr0"]
1 863 fork 2
2 2868 comm=ip exec ["/usr/sbin/ip","ip","-f","inet","-o","addr","show","hacobr0"]
2 1712 exit 0 0
1 235 exit 0 0
0 1377 fork 3
3 260 ns=....... pass 1
3 1090 pass 31
3 1735 fork 4
3 558 fork 5
5 172 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip netns add haco{name}; ip netns add haco{name} ) > /tmp/haco{name}.fifo 2>&1"]
5 965 fork 6
6 241 comm=ip exec ["/usr/sbin/ip","ip","netns","add","haco{name}"]
6 2888 exit 0 0
5 1936 exit 0 0
3 288 fork 7
7 153 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip link add {link} type veth peer name veth0; ip link add {link} type veth peer name veth0 ) > /tmp/haco{name}.fifo 2>&1"]
7 1177 fork 8
8 248 comm=ip exec ["/usr/sbin/ip","ip","link","add","{link}","type","veth","peer","name","veth0"]
8 2125 exit 0 0
7 4042 exit 0 0
3 181 fork 9
9 209 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip link set {link} up; ip link set {link} up ) > /tmp/haco{name}.fifo 2>&1"]
9 3557 fork 10
10 312 comm=ip exec ["/usr/sbin/ip","ip","link","set","{link}","up"]
10 1781 exit 0 0
9 385 exit 0 0
3 186 fork 11
11 180 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip link set dev {link} master hacobr0; ip link set dev {link} master hacobr0 ) > /tmp/haco{name}.fifo 2>&1"]
11 1216 fork 12
12 307 comm=ip exec ["/usr/sbin/ip","ip","link","set","dev","{link}","master","hacobr0"]
12 1733 exit 0 0
11 1908 exit 0 0
3 234 fork 13
13 196 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip link set veth0 netns haco{name} up; ip link set veth0 netns haco{name} up ) > /tmp/haco{name}.fifo 2>&1"]
13 3606 fork 14
14 360 comm=ip exec ["/usr/sbin/ip","ip","link","set","veth0","netns","haco{name}","up"]
14 16614 exit 0 0
13 3389 exit 0 0
3 1291 fork 15
15 1927 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip netns exec haco{name} ip addr add 10.123.0.10/24 dev veth0; ip netns exec haco{name} ip addr add 10.123.0.10/24 dev veth0 ) > /tmp/haco{name}.fifo 2>&1"]
15 911 fork 16
16 521 comm=ip exec ["/usr/sbin/ip","ip","netns","exec","haco{name}","ip","addr","add","10.123.0.10/24","dev","veth0"]
16 2052 ns=..a..b. exec ["/usr/sbin/ip","ip","addr","add","10.123.0.10/24","dev","veth0"]
16 4567 exit 0 0
15 2532 exit 0 0
3 293 fork 17
17 308 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip netns exec haco{name} ip link set lo up; ip netns exec haco{name} ip link set lo up ) > /tmp/haco{name}.fifo 2>&1"]
17 939 fork 18
18 307 comm=ip exec ["/usr/sbin/ip","ip","netns","exec","haco{name}","ip","link","set","lo","up"]
18 2096 ns=..a..b. exec ["/usr/sbin/ip","ip","link","set","lo","up"]
18 5037 exit 0 0
17 1497 exit 0 0
3 222 fork 19
19 598 comm=sh exec ["/bin/sh","sh","-c","( echo Running ip netns exec haco{name} ip route add default via 10.123.0.1; ip netns exec haco{name} ip route add default via 10.123.0.1 ) > /tmp/haco{name}.fifo 2>&1"]
19 1310 fork 20
20 354 comm=ip exec ["/usr/sbin/ip","ip","netns","exec","haco{name}","ip","route","add","default","via","10.123.0.1"]
20 2218 ns=..a..b. exec ["/usr/sbin/ip","ip","route","add","default","via","10.123.0.1"]
20 1337 exit 0 0
19 234 exit 0 0
4 298 exit 0 15
3 784 fork 21
21 141 comm=sh exec ["/bin/sh","sh","-c","rm -f /tmp/haco{name}.fifo"]
21 808 fork 22
22 74 comm=rm exec ["/usr/bin/rm","rm","-f","/tmp/haco{name}.fifo"]
22 1117 exit 0 0
21 226 exit 0 0
3 271 pass 32
3 310 ns=.c..... pass 2
3 263 fork 23 1
23 135 ns=cc..... pass 11
23 440 ns=ccdefb. pass 12
23 183 pass 13
23 28 pass 14
23 40 pass 15
23 97 pass 16
23 235 host={name} pass 17
23 834 pass 18
23 937 pass 19
23 55 pass 20
3 173 ns=....... pass 3
3 333 pass 4
23 105 pass 21
23 2602 comm=tcpserver exec ["/bin/tcpserver","/bin/tcpserver","18083","0","300"]
23 1186 listen
23 300180 exit 0 0
3 4766 pass 5
3 3995 fork 24
24 258 comm=sh exec ["/bin/sh","sh","-c","ip netns del haco{name}"]
24 1539 fork 25
25 125 comm=ip exec ["/usr/sbin/ip","ip","netns","del","haco{name}"]
25 2355 exit 0 0
24 285 exit 0 0
3 209 fork 26
26 178 comm=sh exec ["/bin/sh","sh","-c","ip link del {link} || true"]
26 1265 fork 27
27 218 comm=ip exec ["/usr/sbin/ip","ip","link","del","{link}"]
27 18526 exit 0 0
26 244 exit 0 0
3 433 pass 6
3 164 exit 0 0
0 1256 fork 28
28 252 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
28 1370 fork 29
29 169 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
29 1481 exit 0 0
28 235 exit 0 0
0 1481 exit 0 0
`,
  "fails-no-rootfs": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 46318 pass 0
0 2519 fork 1
1 4560 pass 1
1 1217 ns=.a..... pass 2
1 412 fork 2 1
2 1140 ns=aa..... pass 11
2 1347 ns=aabcd.. pass 12
2 701 fork 3 2
3 1453 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-norootfs.hacolock"]
3 1489 fork 4 3
4 129 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-norootfs.hacolock"]
4 1546 exit 0 0
3 220 exit 0 0
2 2871 exit 1 0
1 136 ns=....... pass 3
1 358 pass 4
1 919 pass 5
1 339 pass 6
1 41 exit 0 0
0 955 fork 5
5 3745 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-norootfs.hacolock"]
5 1035 fork 6
6 336 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-norootfs.hacolock"]
6 1073 exit 0 0
5 99 exit 0 0
0 1751 exit 0 0
`,
  "fails-mount": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 44585 pass 0
0 2252 fork 1
1 268 pass 1
1 1226 ns=.a..... pass 2
1 438 fork 2 1
2 360 ns=aa..... pass 11
2 608 ns=aabcd.. pass 12
2 1241 fork 3 2
3 4159 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-mount.hacolock"]
3 1061 fork 4 3
4 273 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-mount.hacolock"]
4 1512 exit 0 0
3 191 exit 0 0
1 69355 ns=....... pass 3
1 872 pass 4
2 1679 exit 1 0
1 5902 pass 5
1 3290 pass 6
1 68 exit 0 0
0 1141 fork 5
5 74635 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-mount.hacolock"]
5 1355 fork 6
6 30777 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-mount.hacolock"]
6 1405 exit 0 0
5 287 exit 0 0
0 3159 exit 0 0
`,
  "fails-chroot": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 39759 pass 0
0 1473 fork 1
1 1268 pass 1
1 1047 pass 2
1 323 fork 2
2 229 pass 11
2 443 ns=..a.... pass 12
2 574 fork 3
3 1495 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-nochroot.hacolock"]
3 1177 fork 4
4 2175 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-nochroot.hacolock"]
4 1380 exit 0 0
3 169 exit 0 0
1 1280 pass 3
1 471 pass 4
2 681 exit 1 0
1 820 pass 5
1 336 pass 6
1 76 exit 0 0
0 799 fork 5
5 2646 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-nochroot.hacolock"]
5 1112 fork 6
6 2844 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-nochroot.hacolock"]
6 1039 exit 0 0
5 194 exit 0 0
0 4147 exit 0 0
`,
  "fails-masked-path": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 41379 pass 0
0 2157 fork 1
1 209 pass 1
1 1707 ns=.a..... pass 2
1 413 fork 2 1
2 2418 ns=aa..... pass 11
2 543 ns=aabcd.. pass 12
2 100 pass 13
2 14 pass 14
2 36 pass 15
2 62 pass 16
2 27 host={name} pass 17
2 4237 fork 3 2
3 140 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 3138 comm=rm exit 0 0
2 1969 exit 1 0
1 118 ns=....... pass 3
1 344 pass 4
1 758 pass 5
1 282 pass 6
1 1279 exit 0 0
0 749 fork 4
4 154 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
4 930 fork 5
5 145 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
5 1167 exit 0 0
4 91 exit 0 0
0 1394 exit 0 0
`,
  "fails-no-command": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 49202 pass 0
0 2402 fork 1
1 260 pass 1
1 1067 ns=.a..... pass 2
1 296 fork 2 1
2 3711 ns=aa..... pass 11
2 488 ns=aabcd.. pass 12
2 98 pass 13
2 11 pass 14
2 40 pass 15
2 62 pass 16
2 28 host={name} pass 17
2 624 pass 18
2 770 pass 19
2 32 pass 20
2 102 pass 21
2 267 fork 3 2
3 121 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1056 comm=rm exit 0 0
1 189 ns=....... pass 3
1 304 pass 4
2 1823 exit 1 0
1 576 pass 5
1 322 pass 6
1 35 exit 0 0
0 824 fork 4
4 288 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
4 979 fork 5
5 195 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
5 1477 exit 0 0
4 167 exit 0 0
0 2037 exit 0 0
`,
  "fails-killed": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 58031 pass 0
0 2123 fork 1
1 3454 pass 1
1 4130 ns=.a..... pass 2
1 513 fork 2 1
2 239 ns=aa..... pass 11
2 494 ns=aabcd.. pass 12
2 1609 pass 13
2 15 pass 14
2 36 pass 15
2 91 pass 16
2 45 host={name} pass 17
2 411138 exit 0 9
1 580 ns=....... pass 3
1 473 pass 4
1 265 pass 5
1 418 pass 6
1 44 exit 0 0
0 833 fork 3
3 169 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1283 fork 4
4 101 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1597 exit 0 0
3 119 exit 0 0
0 1424 exit 0 0
`,
  "fails-user-namespace": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 152470 pass 0
0 6034 fork 1
1 3981 pass 1
1 8419 ns=.a..... pass 2
1 313 fork 2 1
2 230 ns=aa..... pass 11
2 533 ns=aabcd.. pass 12
2 125 pass 13
2 13 pass 14
2 35 pass 15
2 110 pass 16
2 626 ns=aabcd.e host={name} pass 17
2 593 fork 3 2
3 200 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1384 fork 4 3
4 150 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1494 exit 1 0
3 203 exit 1 0
1 1116 ns=....... pass 3
1 383 pass 4
2 1039 exit 1 0
1 675 pass 5
1 351 pass 6
1 84 exit 0 0
0 901 fork 5
5 209 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
5 1425 fork 6
6 110 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
6 1410 exit 0 0
5 182 exit 0 0
0 1545 exit 0 0
`,
  "fails-evaluate": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 145438 pass 0
0 6377 exit 1 0
`,
  "fails-no-file": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 147158 pass 0
0 1339 exit 1 0
`,
  "fails-hook": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 98908 pass 1
0 1970 fork 1
1 1769 ns=.a..... pass 2
1 253 fork 2 1
2 344 ns=aa..... pass 11
2 596 ns=aabcd.. pass 12
2 239 pass 13
2 15 pass 14
2 41 pass 15
2 210 pass 16
2 76 host={name} pass 17
2 179 exit 42 0
1 414 ns=....... pass 3
1 379 pass 4
1 310 pass 5
1 490 pass 6
1 53 exit 0 0
0 821 fork 3
3 367 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1511 fork 4
4 158 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1564 exit 0 0
3 119 exit 0 0
0 1338 exit 0 0
`,
  "fails-cgroup": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 45528 pass 1
0 1853 fork 1
1 4117 ns=.a..... pass 2
1 275 fork 2 1
2 268 ns=aa..... pass 11
2 543 ns=aabcd.. pass 12
2 104 pass 13
2 14 pass 14
2 1559 fork 3 2
3 4015 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-cgroup.hacolock"]
3 1504 fork 4 3
4 2333 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-cgroup.hacolock"]
4 1244 exit 0 0
3 232 exit 0 0
1 2242 ns=....... pass 3
1 662 pass 4
2 296 exit 1 0
1 5229 pass 5
1 394 fork 5
5 1770 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-cgroup.hacolock"]
5 986 fork 6
6 2986 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-cgroup.hacolock"]
6 1134 exit 0 0
5 89 exit 0 0
1 2034 exit 1 0
0 725 fork 7
7 192 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-cgroup.hacolock"]
7 949 fork 8
8 2953 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-cgroup.hacolock"]
8 1430 exit 0 0
7 164 exit 0 0
0 1401 exit 0 0
`,
  "supervisor-killed": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 62647 pass 1
0 2206 fork 1
1 3476 ns=.a..... pass 2
1 261 fork 2 1
2 825 ns=aa..... pass 11
2 916 ns=aabcd.. pass 12
2 86 pass 13
2 19 pass 14
2 38 pass 15
2 92 pass 16
2 38 host={name} pass 17
1 418565 ns=....... exit 0 9
0 1027 fork 3
3 204 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 987 fork 4
4 98 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1182 exit 0 0
3 239 exit 0 0
0 2281 exit 0 0
2 1076946 orphan pass 18
2 1373 pass 19
2 56 pass 20
2 676 fork 5 2
5 235 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
5 1257 comm=rm exit 0 0
2 1952 exit 1 0
`,
  "old-task": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 49231 pass 1
0 1880 fork 1
1 3857 ns=.a..... pass 2
1 279 fork 2 1
2 1143 ns=aa..... pass 11
2 471 ns=aabcd.. pass 12
2 115 pass 13
2 36 pass 14
2 56 pass 15
2 124 pass 16
2 39 host={name} pass 17
2 820 pass 18
2 788 pass 19
2 24 pass 20
2 173 pass 21
1 81 ns=....... pass 3
1 411 pass 4
2 402 comm=true exec ["/bin/true","/bin/true"]
2 833 exit 0 0
1 9046 pass 5
1 533 pass 6
1 97 exit 0 0
0 3046 fork 3
3 326 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 2024 fork 4
4 3417 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1495 exit 0 0
3 146 exit 0 0
0 2488 exit 0 0
`,
  "old-httpd": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 54384 pass 1
0 2222 fork 1
1 1857 ns=.a..... pass 2
1 204 fork 2 1
2 157 ns=aa..... pass 11
2 459 ns=aabcd.. pass 12
2 856 pass 13
2 37 pass 14
2 45 pass 15
2 122 pass 16
2 46 host={name} pass 17
2 4265 pass 18
2 796 pass 19
2 4 pass 20
1 224 ns=....... pass 3
1 262 pass 4
2 115 pass 21
2 273 comm=httpd exec ["/bin/httpd","/bin/httpd","-f","-p","127.0.0.1:18081","-h","/var/www"]
2 1361 listen
2 323474 exit 0 9
1 4083 pass 5
1 913 pass 6
1 48 exit 0 0
0 1451 fork 3
3 308 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1661 fork 4
4 497 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 2327 exit 0 0
3 186 exit 0 0
0 1536 exit 0 0
`,
  "old-server": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 41602 pass 1
0 3748 fork 1
1 2060 ns=.a..... pass 2
1 263 fork 2 1
2 230 ns=aa..... pass 11
2 475 ns=aabcd.. pass 12
2 66 pass 13
2 11 pass 14
2 33 pass 15
2 63 pass 16
2 27 host={name} pass 17
2 938 pass 18
2 865 pass 19
2 77 pass 20
1 244 ns=....... pass 3
2 23 pass 21
2 498 comm=tcpserver exec ["/bin/tcpserver","/bin/tcpserver","18080","300","500"]
1 64 pass 4
2 303192 listen
2 500227 exit 0 0
1 1574 pass 5
1 807 pass 6
1 89 exit 0 0
0 1120 fork 3
3 163 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 955 fork 4
4 122 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1200 exit 0 0
3 157 exit 0 0
0 1620 exit 0 0
`,
  "old-daemon": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 46795 pass 1
0 4534 fork 1
1 1122 fork 2
2 1423 ns=.a..... pass 2
2 200 fork 3 1
3 197 ns=aa..... pass 11
3 428 ns=aabcd.. pass 12
3 76 pass 13
3 13 pass 14
3 42 pass 15
3 78 pass 16
3 32 host={name} pass 17
0 1559 exit 0 0
3 1369 pass 18
3 990 pass 19
3 47 pass 20
2 377 ns=....... pass 3
2 342 pass 4
3 174 pass 21
3 282 comm=sleep exec ["/bin/sleep","/bin/sleep","2"]
3 2001279 exit 0 0
2 6249 pass 5
2 345 pass 6
2 615 exit 0 0
1 1161 orphan fork 4
4 181 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
4 1419 fork 5
5 238 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
5 1532 exit 0 0
4 163 exit 0 0
1 111 exit 0 0
`,
  "old-slow-hooks": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 35991 pass 1
0 4227 fork 1
1 105199 ns=.a..... pass 2
1 340 fork 2 1
2 2254 ns=aa..... pass 11
2 351145 ns=aabcd.. pass 12
2 115 pass 13
2 24 pass 14
2 56 pass 15
2 97 pass 16
2 49 host={name} pass 17
2 201986 pass 18
2 123307 pass 19
2 43 pass 20
1 998 ns=....... pass 3
2 800 pass 21
2 517 comm=sleep exec ["/bin/sleep","/bin/sleep","0.3"]
1 79661 pass 4
2 222183 exit 0 0
1 5566 pass 5
1 760 pass 6
1 52 exit 0 0
0 1001 fork 3
3 170 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1318 fork 4
4 181 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
4 1424 exit 0 0
3 179 exit 0 0
0 1331 exit 0 0
`,
  "old-three-containers": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 36399 pass 1
0 3458 fork 1
0 641 fork 2
0 1124 fork 3
3 1695 ns=.a..... pass 2
2 62 ns=.b..... pass 2
2 374 fork 4 1
4 109 ns=bb..... pass 11
4 441 ns=bbcde.. pass 12
4 65 pass 13
4 11 pass 14
4 29 pass 15
4 130 pass 16
4 51 host={name}-1 pass 17
3 412 fork 5 1
5 199 ns=aa..... pass 11
5 445 ns=aafgh.. pass 12
5 93 pass 13
5 13 pass 14
5 30 pass 15
5 98 pass 16
5 27 host={name}-2 pass 17
1 1004 ns=.i..... pass 2
4 55 pass 18
1 142 fork 6 1
6 97 ns=ii..... pass 11
6 325 ns=iijkl.. pass 12
6 104 pass 13
6 18 pass 14
6 31 pass 15
6 79 pass 16
6 39 host={name}-0 pass 17
5 540 pass 18
6 411 pass 18
5 713 pass 19
6 57 pass 19
6 87 pass 20
4 88 pass 19
4 28 pass 20
1 62 ns=....... pass 3
4 99 pass 21
1 163 pass 4
6 111 pass 21
2 99 ns=....... pass 3
4 62 comm=sleep exec ["/bin/sleep","/bin/sleep","0.6000000000000001"]
6 156 comm=sleep exec ["/bin/sleep","/bin/sleep","0.4"]
5 379 pass 20
2 63 pass 4
3 213 ns=....... pass 3
5 825 pass 21
5 242 comm=sleep exec ["/bin/sleep","/bin/sleep","0.8"]
3 963 pass 4
6 402320 exit 0 0
1 2648 pass 5
1 727 pass 6
1 67 exit 0 0
4 193195 exit 0 0
2 2824 pass 5
2 1083 pass 6
2 68 exit 0 0
5 196997 exit 0 0
3 3294 pass 5
3 417 pass 6
3 69 exit 0 0
0 1182 fork 7
7 213 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.haconiwa-{name}.hacolock"]
7 1790 fork 8
8 125 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.haconiwa-{name}.hacolock"]
8 1687 exit 0 0
7 257 exit 0 0
0 1577 exit 0 0
`,
  "old-fails-no-rootfs": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 51426 pass 1
0 2193 fork 1
1 12032 ns=.a..... pass 2
1 342 fork 2 1
2 483 ns=aa..... pass 11
2 680 ns=aabcd.. pass 12
2 939 fork 3 2
3 1841 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-norootfs.hacolock"]
3 1404 fork 4 3
4 3749 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-norootfs.hacolock"]
4 1641 exit 0 0
3 198 exit 0 0
2 2584 exit 1 0
1 192 ns=....... pass 3
1 446 pass 4
1 10712 pass 5
1 560 pass 6
1 66 exit 0 0
0 1027 fork 5
5 1485 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.fail-norootfs.hacolock"]
5 1281 fork 6
6 2471 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.fail-norootfs.hacolock"]
6 1619 exit 0 0
5 14169 exit 0 0
0 1801 exit 0 0
`,
  "old-fails-masked-path": String.raw`
0 0 comm=haconiwa ns=....... host=. exec ["{bin}","{bin}","run","{haco}"]
0 37974 pass 1
0 2709 fork 1
1 7403 ns=.a..... pass 2
1 294 fork 2 1
2 262 ns=aa..... pass 11
2 565 ns=aabcd.. pass 12
2 83 pass 13
2 14 pass 14
2 100 pass 15
2 142 pass 16
2 49 host={name} pass 17
2 1329 fork 3 2
3 1100 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
3 1615 comm=rm exit 0 0
1 1196 ns=....... pass 3
1 479 pass 4
2 463 exit 1 0
1 5059 pass 5
1 481 pass 6
1 27 exit 0 0
0 2751 fork 4
4 4125 comm=sh exec ["/bin/sh","sh","-c","rm -f /var/lock/.{name}.hacolock"]
4 1483 fork 5
5 2405 comm=rm exec ["/usr/bin/rm","rm","-f","/var/lock/.{name}.hacolock"]
5 1258 exit 0 0
4 103 exit 0 0
0 1305 exit 0 0
`,
} as const;
