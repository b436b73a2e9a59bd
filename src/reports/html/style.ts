/**
 * The colours of reports, for both schemes. Blue and orange can be distinguished by the colour-blind too, and what differs
 * by colour differs by form as well. On paper the page is always light.
 */
export const colors = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --ink: #1b2430; --muted: #5d6877; --line: #e1e5ea; --shade: rgb(20 30 45 / 0.18);
  --first: #2f6db5; --on-first: #ffffff; --second: #d9660b; --good: #16806a; --bad: #c2410c;
  --truth: #00c8ff; --detection: #ff9a2e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --panel: #1a2029; --ink: #e6e9ee; --muted: #98a3b3; --line: #2b333f; --shade: rgb(0 0 0 / 0.8);
    --first: #69aaf2; --on-first: #0c1118; --second: #f59a4a; --good: #4cc3a5; --bad: #fb8a5c;
  }
}
`.trim();

/** The page's style. */
export const style = `
${colors}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0; }
h2 { font-size: 1.35rem; letter-spacing: -0.01em; margin: 0 0 14px; }
h3 { font-size: 1rem; margin: 28px 0 10px; }
h3 small { font-weight: 400; color: var(--muted); margin-left: 6px; }
p { margin: 0 0 16px; max-width: 76ch; }
header p { color: var(--muted); margin: 6px 0 18px; max-width: none; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 10px 0; border-block: 1px solid var(--line); }
nav a { color: var(--first); text-decoration: none; font-size: 0.92rem; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--first); outline-offset: 2px; }
section { padding: 34px 0 14px; border-bottom: 1px solid var(--line); }
section:last-of-type { border-bottom: 0; }
footer { color: var(--muted); font-size: 0.85rem; padding-block: 18px 40px; }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px; margin: 0 0 24px; }
.cards div { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.cards dt { color: var(--muted); font-size: 0.85rem; }
.cards dd { margin: 0; }
.cards .value { font-size: 1.65rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.25; font-variant-numeric: tabular-nums; }
.cards div:first-child .value { color: var(--first); }
.cards .note { color: var(--muted); font-size: 0.82rem; }

.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 12px 40px; align-items: start; }
figure { margin: 0 0 24px; min-width: 0; }
figure > figcaption, caption { text-align: left; color: var(--muted); font-size: 0.87rem; line-height: 1.4; margin-bottom: 8px; }
/* A shadow at the side shows that a table goes on there: it scrolls with the frame, its cover with the table. */
.scroll {
  overflow-x: auto; margin-bottom: 24px;
  background:
    linear-gradient(to right, var(--page) 30%, transparent) 0 0 / 40px 100% local,
    linear-gradient(to left, var(--page) 30%, transparent) 100% 0 / 40px 100% local,
    radial-gradient(farthest-side at 0 50%, var(--shade), transparent) 0 0 / 14px 100% scroll,
    radial-gradient(farthest-side at 100% 50%, var(--shade), transparent) 100% 0 / 14px 100% scroll;
  background-repeat: no-repeat;
}
.scroll figure { margin: 0; }

table { border-collapse: collapse; width: 100%; font-size: 0.87rem; font-variant-numeric: tabular-nums; line-height: 1.4; }
caption { padding-bottom: 4px; }
th, td { padding: 5px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 600; vertical-align: bottom; border-bottom-color: var(--muted); }
tbody th { font-weight: 500; white-space: nowrap; }
table.words tbody th { color: var(--muted); white-space: normal; min-width: 7.5em; }
table.words td { overflow-wrap: anywhere; min-width: 9em; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
tbody tr:hover { background: var(--panel); }

.plot { --plot-background: var(--page); display: block; width: 100%; max-width: 540px; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; overflow: visible; }
.plot text { white-space: pre; }
.wide .plot { width: auto; max-width: none; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 18px; margin-bottom: 24px; }
.multiples figure { margin: 0; }
.multiples figcaption { color: var(--ink); font-size: 0.82rem; font-weight: 600; margin-bottom: 2px; overflow-wrap: anywhere; }
.title { color: var(--muted); font-size: 0.87rem; font-weight: 400; line-height: 1.4; margin: 0 0 10px; }

.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 16px; margin-bottom: 24px; }
.pictures figure { margin: 0; }
.pictures svg { display: block; width: 100%; aspect-ratio: 4 / 3; height: auto; background: var(--panel); border-radius: 8px; }
.pictures svg text { font: 600 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; fill: #0b0f14; }
.pictures figcaption { font-size: 0.82rem; margin: 6px 0 0; overflow-wrap: anywhere; }
.pictures figcaption b { color: var(--ink); font-weight: 600; }
details { margin-bottom: 24px; }
summary { color: var(--first); cursor: pointer; font-size: 0.87rem; padding: 6px 0; margin-bottom: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; list-style: none; padding: 0; margin: 0 0 4px; font-size: 0.87rem; color: var(--muted); }
.legend svg { width: 34px; height: 14px; margin-right: 8px; vertical-align: -2px; background: #2a3038; border-radius: 3px; }
.truth { stroke: var(--truth); stroke-dasharray: 7 4; }
.detection { stroke: var(--detection); }
.truth, .detection, .casing { fill: none; stroke-width: 2.5; }
.casing { stroke: #000; stroke-opacity: 0.55; stroke-width: 4.5; }
.plate-truth { fill: var(--truth); }
.plate-detection { fill: var(--detection); }

@media (max-width: 520px) {
  main, header, footer { padding-inline: 14px; }
  .cards { grid-template-columns: 1fr 1fr; gap: 8px; }
  .cards div { padding: 10px 12px; }
  .cards div:first-child { grid-column: 1 / -1; }
  .cards div:last-child:nth-child(even) { grid-column: 1 / -1; }
  .cards .value { font-size: 1.35rem; }
  th, td { padding-inline: 7px; }
  /* As wide as lines of some words need: the frame scrolls sideways, and no cell breaks after every word. */
  table:not(.words) { width: max-content; min-width: 100%; }
  table:not(.words) td:not(.number) { max-width: 15em; }
  thead th { max-width: 8em; }
  tbody th { white-space: normal; min-width: 6.5em; max-width: 10em; overflow-wrap: anywhere; }
  .multiples { grid-template-columns: 1fr 1fr; }
}
@media print {
  body { font-size: 11pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  nav, summary { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  section { padding-top: 18px; }
  figure, tr, .cards div { break-inside: avoid; }
  h2, h3, .title { break-after: avoid; }
  .scroll { overflow: visible; }
  .wide .plot { width: 100%; max-width: 100%; }
}
`.trim();
