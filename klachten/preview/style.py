"""How the page of all letters looks, and the few lines by which it loads anew: all that on it is neither words nor letters."""

from outbound.look import MONOSPACE, TYPE, as_properties, look_of

_STYLE = """
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 TYPE; }
header, nav, main, .faults { max-width: 88rem; margin: 0 auto; padding: 1rem 1.5rem; }
h1 { margin: .5rem 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; color: var(--accent); }
nav h2 { margin-top: 0; color: var(--ink); font-size: 1rem; }
h3 { margin: 1.25rem 0 .25rem; font-size: .95rem; }
p { margin: 0 0 .5rem; }
a { color: var(--accent); }
span, header p { color: var(--soft); }
fieldset { display: inline-block; margin: .5rem 1rem 0 0; padding: 0; border: 0; }
legend { float: left; margin-right: .6rem; padding: 0; color: var(--soft); }
label { display: inline-block; min-height: 24px; margin-right: .6rem; cursor: pointer; }
input { accent-color: var(--accent); width: 16px; height: 16px; vertical-align: -3px; }
nav ul { columns: 15rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
nav li { break-inside: avoid; padding: 1px 0; }
nav li a { display: inline-block; min-height: 24px; }
em, .fault, .faults h2 { color: var(--alarm); font-style: normal; }
.faults { border-left: 4px solid var(--alarm); background: var(--paper); }
.faults h2 { margin-top: .5rem; }
.faults h3 { overflow-wrap: anywhere; font-family: MONO; }
.faults pre { padding: .5rem; background: var(--panel); }
mark { display: inline-block; min-width: 100%; background: var(--alarm); color: var(--paper); }
main section { border-top: 1px solid var(--line); }
main > section { margin-bottom: 2rem; }
.subject { font-weight: 600; overflow-wrap: anywhere; }
details { margin-top: .25rem; }
summary { min-height: 24px; cursor: pointer; overflow-wrap: anywhere; }
.parts { display: grid; grid-template-columns: minmax(0, 640px) minmax(38rem, 1fr); gap: 1rem; align-items: start; margin-bottom: 1rem; }
iframe { width: 100%; height: calc(var(--lines) * 1.4rem + 8rem); border: 1px solid var(--line); background: var(--paper); resize: both; }
pre { margin: 0; padding: .75rem; overflow-wrap: anywhere; white-space: pre-wrap; font: 13px/1.5 MONO; background: var(--paper); }
.parts pre { border: 1px solid var(--line); max-height: calc(var(--lines) * 1.4rem + 8rem); overflow-y: auto; unicode-bidi: plaintext; }
body:has(#phone:checked) iframe { width: 375px; max-width: 100%; height: calc(var(--lines) * 1.8rem + 8rem); }
body:has(#dark:checked) iframe { color-scheme: dark; }
body:has(#light:checked) iframe { color-scheme: light; }
@media (max-width: 71rem) {
  .parts { grid-template-columns: minmax(0, 1fr); }
  header, nav, main, .faults { padding: 1rem; }
}
@media print {
  fieldset { display: none; }
  mark { background: none; color: #000000; font-weight: 700; }
}
"""

RELOAD = """
const listen = async () => {
  try {
    const news = await fetch("changed?since=" + encodeURIComponent(document.documentElement.dataset.stamp || ""));
    if (news.status === 205) return location.reload();
    if (news.ok) return listen();
  } catch (gone) {}
  document.querySelector("header p").textContent = "The preview has ended; start it again to see what changes.";
};
listen();
"""
"""Waits for word that something changed, and loads the page anew; the browser keeps the place at which one reads."""


def style_of(colour: str) -> str:
    """Return the style of the page for a house's colour, in light and in dark."""
    return as_properties(look_of(colour)) + _STYLE.replace("TYPE", TYPE).replace("MONO", MONOSPACE)
