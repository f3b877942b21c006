// Loads what the list of results shows of a result. In: a result as rank.js makes it. Out: the same with
//   content       what the index says of the page (see `decodeHeads` in decode.js)
//   heading       the number of the heading that the result leads to, or -1 for the top of the page
//   others        the numbers of further headings of the page that answer too
//   merit         the score, better where the words make up the title; results are listed by it
import { decodeHeads } from "./decode.js";
import { findHits, groupsOf } from "./hits.js";
import { totalRarity } from "./rank.js";
import { loadShard, start } from "./shards.js";
import { tokens } from "./tokenize.js";

const NONE = -1;
// How much better a result is that has the whole query as its title.
const TITLE = 0.5;
const MOST_OTHERS = 5;

/** Loads what the list of results shows of a result. */
export const loadHead = async (result, groups) => {
  const heads = await loadShard("h" + Math.floor(result.page / start.heads), decodeHeads);
  const content = heads[result.page % start.heads];
  const headingOf = (passage) => content.headingOfPassage[passage - 1] ?? NONE;
  // What may be offered, and the cases, stand on the card at the top of the page.
  if (result.passage > content.headingOfPassage.length) result.passage = 0;
  const titleHits = findHits(content.title, groups);
  const rarityOf = (hits) => totalRarity(groupsOf(hits).map((number) => groups[number]));
  const headingHits = findHits(content.headings[headingOf(result.passage)]?.title ?? "", groups);
  // The result leads to the top of the page, if the heading of the passage says no more than the title.
  if (result.preferHead && rarityOf(headingHits) <= rarityOf(titleHits)) result.passage = 0;
  const heading = result.passage ? headingOf(result.passage) : NONE;
  const others = new Set((result.otherPassages ?? []).map(headingOf));
  others.delete(NONE);
  others.delete(heading);
  const ideal = totalRarity(groups) || 1;
  const titleFit = ((rarityOf(titleHits) / ideal) * titleHits.length) / Math.max(1, tokens(content.title).length);
  const merit = result.score * (1 + TITLE * titleFit);
  return Object.assign(result, { content, heading, others: [...others].slice(0, MOST_OTHERS), merit });
};
