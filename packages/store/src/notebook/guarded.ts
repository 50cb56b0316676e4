/** Runs a read or a write of the notebook; what fails says so as a StoreError. */
export type Guarded = <Result>(doing: "read" | "write", work: () => Result) => Result;
