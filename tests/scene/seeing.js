// What a browser makes of pages, each in a frame as wide as the window would be: told to tests/scene/browser.py.

const framesOf = () => [...document.querySelectorAll("iframe")];
const ofEach = told => Object.fromEntries(framesOf().map(frame => [frame.name, told(frame)]));

// Resolves when all are there, with all that they show.
const show = pages => Promise.all(Object.entries(pages).map(([name, html]) => new Promise(loaded => {
  const frame = document.createElement("iframe");
  Object.assign(frame, { name, height: 600, srcdoc: html, onload: loaded });
  Object.assign(frame.style, { border: 0, display: "block" });
  document.body.style.margin = 0;
  document.body.append(frame);
}))).then(() => null);

const measure = width => {
  framesOf().forEach(frame => { frame.width = width; frame.style.display = "block"; });
  return ofEach(measured);
};

const leave = left => framesOf().forEach(frame => { frame.style.display = frame === left ? "block" : "none"; });

// Leaves one page to be seen, as high as it is; returns its height.
const alone = (name, most) => {
  const frame = framesOf().find(one => one.name === name);
  leave(frame);
  frame.height = 1;
  frame.height = Math.min(frame.contentDocument.scrollingElement.scrollHeight, most);
  return Number(frame.height);
};

// Resolves when all is drawn: the second frame begins after the first.
const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(null))));

const measured = frame => {
  const page = frame.contentDocument, view = frame.contentWindow;
  const shown = [...page.body.querySelectorAll("*")].filter(one => one.getClientRects().length);
  const said = shown.filter(one => !isHidden(one) && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return {
    width: page.scrollingElement.scrollWidth,
    elements: [...page.querySelectorAll("*")].map(one => one.localName),
    fetched: view.performance.getEntriesByType("resource").map(one => one.name),
    beyond: shown.filter(one => one.getBoundingClientRect().right > frame.clientWidth + 1).map(one => one.localName),
    smallest: Math.min(...said.map(one => parseFloat(view.getComputedStyle(one).fontSize))),
    lowest: Math.min(...said.map(one => contrast(view, one))),
    targets: [...page.querySelectorAll("strong a, .button a")].map(one => one.getBoundingClientRect().height),
    blank: [...page.images].filter(one => !one.naturalWidth).map(one => one.alt),
  };
};

// Said to a screen reader, or in the list of a mailbox, alone.
const isHidden = one => one.getBoundingClientRect().width <= 1;

const WHITE = [255, 255, 255, 1];
const channels = colour => colour.match(/[\d.]+/g).map(Number);
const luminance = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map(one => one / 255).map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

// The colour behind an element. On paper none is printed, unless the page asks for it.
const paper = (view, one) => {
  const isPrinted = view.matchMedia("print").matches;
  for (let behind = one; behind; behind = behind.parentElement) {
    const style = view.getComputedStyle(behind), colour = channels(style.backgroundColor);
    if (colour[3] !== 0 && !(isPrinted && style.printColorAdjust !== "exact")) return colour;
  }
  return WHITE;
};
const contrast = (view, one) => {
  const [ink, ground] = [channels(view.getComputedStyle(one).color), paper(view, one)].map(luminance);
  return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
};

// What axe finds, as rule and element; the pages are ours, and may run what we put there. One at a time is laid out: it is faster.
const violations = async (source, options) => {
  const told = {};
  for (const frame of framesOf()) {
    leave(frame);
    frame.contentWindow.eval(source);
    const found = await frame.contentWindow.axe.run(frame.contentDocument, { resultTypes: ["violations"], ...options });
    told[frame.name] = found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)}`));
  }
  return told;
};
