// Loads what is shown of a result. In: a result as rank.js makes it. Out: the same with
//   content       what the index says of the page (see `decodePage` in decode.js)
//   heading       the number of the heading that the result leads to, or -1 for the top of the page
//   text, hits    the passage that is shown, and where the words of the query stand in it
//   span          where most of them stand near each other
//   nearness      the score, better where the words stand near each other or make up the title
import { decodeJson, decodePage } from "./decode.js";
import { densestSpan, findHits, groupsOf } from "./hits.js";
import { totalRarity } from "./rank.js";
import { loadShard } from "./shards.js";
import { tokens } from "./tokenize.js";

const NONE = -1;

const headingOf = ({ headings, passages }, passage) => headings[passages[passage - 1]?.heading]?.title ?? "";

// The passage that is shown; for the head of a page its card, or the first passage of a page without one.
const shownPassage = ({ card, passages }, passage) => {
  if (!passage && card) return { heading: NONE, text: card };
  return passages[Math.max(0, passage - 1)] ?? { heading: NONE, text: "" };
};

const loadText = async (page, { text, shard, position }) =>
  text ?? (await loadShard(`d${page}-${shard}`, decodeJson))[position];

export const loadDetails = async (result, groups) => {
  const content = await loadShard("d" + result.page, decodePage);
  const titleHits = findHits(content.title, groups);
  const rarityOf = (hits) => totalRarity(groupsOf(hits).map((number) => groups[number]));
  const headingHits = findHits(headingOf(content, result.passage), groups);
  // The result leads to the top of the page, if the heading of the passage says no more than the title.
  if (result.preferHead && rarityOf(headingHits) <= rarityOf(titleHits)) result.passage = 0;
  const passage = shownPassage(content, result.passage);
  const text = await loadText(result.page, passage);
  const hits = findHits(text, groups);
  const span = densestSpan(hits, groups);

  const ideal = totalRarity(groups) || 1;
  const titleFit = ((rarityOf(titleHits) / ideal) * titleHits.length) / Math.max(1, tokens(content.title).length);
  const standTogether = groupsOf(titleHits).length > 1 || span.words > 1;
  const density = standTogether ? Math.max(span.score, densestSpan(titleHits, groups).score) : 0;
  const nearness = result.score * (1 + 0.3 * Math.min(1, density / ideal / 1.5) + 0.2 * titleFit);
  const heading = result.passage ? passage.heading : NONE;
  return Object.assign(result, { content, heading, text, hits, span, nearness });
};
