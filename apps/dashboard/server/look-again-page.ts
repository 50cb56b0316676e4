import { escaped } from "../charts/escaped.ts";

/** Says why nothing was shared, and leads to the preview of what was asked for. */
export const lookAgainPage = (reason: string, href: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Hacotaki</title>
<p>${escaped(reason)} <a href="${escaped(href)}">Look at the preview again</a>.</p>
<p lang="ja">共有していません。指定された内容がプレビューと違います。プレビューのあとで選び直したか、起動の記録が先に進みました。<a href="${escaped(href)}">プレビューを見なおす</a></p>
</html>
`;
