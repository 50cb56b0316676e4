"use client";

import "../components/ui/tokens.css";
import "../components/ui/base.css";

/** The layout itself failed: nothing of it, not even its language, can be relied on. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Hacotaki</title>
        <main className="page narrow">
          <h1>Something went wrong</h1>
          <p>
            The page could not be made. The server&apos;s log has what happened
            {error.digest === undefined ? "" : ", under this number"}.
          </p>
          {error.digest !== undefined && <p className="code">{error.digest}</p>}
          <p>
            <a href="" className="button">
              Load the page again
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
