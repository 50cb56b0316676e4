"use client";

/** The layout itself failed: nothing of it, not even its language, can be relied on. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="page narrow">
          <h1>Something went wrong</h1>
          <p>The page could not be made. The server&apos;s log has the details.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
