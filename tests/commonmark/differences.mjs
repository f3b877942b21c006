// The examples of CommonMark's specification that Greyline shows otherwise on purpose, by the reason. An example that
// is the same after all is a mistake in this list. `words`: the words of the example are all there, in their order.

/** Examples that are an error, by the rules that report it. */
export const REFUSED = [
  {
    rules: ["forbidden-html"],
    why: "scripts, style sheets and frames could do to a page what no check of its text sees",
    examples: [170, 172, 173, 176, 178],
  },
  {
    rules: ["ambiguous-block"],
    why: "a comment that ends where it begins was meant to end later, and what follows would be published",
    examples: [626],
  },
];

/** Examples that look different on their page. */
export const DIFFERENT = [
  {
    why: "harmless HTML is read into the text: a group is what it holds, words in it are paragraphs, preformatted words are code",
    words: true,
    examples: [
      148, 151, 152, 153, 154, 155, 159, 161, 162, 164, 165, 169, 174, 175, 177, 184, 185, 186, 188, 189, 191, 475,
    ],
  },
  {
    why: "of a tag that may not stand in a text the words are kept, and raw-html reports it",
    words: true,
    examples: [166, 167, 168, 171],
  },
  {
    why: "what only looks like a tag, or has a name that HTML does not know, is shown as it was written, and raw-html reports it",
    words: false,
    examples: [150, 156, 157, 158, 163, 201, 491, 524, 536, 613, 614, 615, 617, 623],
  },
  {
    why: "an element ends with the paragraph, item or quote in which it began, and one without words is left out",
    words: true,
    examples: [31, 187, 477, 494, 616, 630, 642, 643],
  },
  {
    why: "an instruction to another program goes as a whole, with a > in it too; a browser would show its end",
    words: false,
    examples: [180],
  },
  {
    why: "the words of a CDATA section are shown; a browser takes them for a comment",
    words: false,
    examples: [182, 629],
  },
  {
    why: "a link without an address leads to the top of the page it is on, and empty-link reports it",
    words: true,
    examples: [200, 485, 486, 487, 567],
  },
  {
    why: "[[…]] is a link to a policy by its id, or to a page; one that leads nowhere is an error, broken-link",
    words: false,
    examples: [559, 590],
  },
  {
    why: "addresses are links without marks, as on GitHub",
    words: true,
    examples: [602, 608, 611, 612],
  },
];
