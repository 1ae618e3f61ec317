/** What would it take, with several levers: few of them, each no further than it must. */

const TURNS = 6;

/**
 * Levers are put to their better end, the one that gives most for its move first, until the target
 * is likely enough; then each goes back as far as it may, the one that gives least first. The
 * members are in common, so that the probability moves only with the levers; where effects add up
 * no smaller sum of moves is enough.
 * @param {{id: string, start: number, end: number, range: number, gain: number}[]} levers
 *   `gain`: of probability for a whole range of the lever
 * @param {number} asked  probability
 * @param {(moves: {id: string, value: number}[]) => Promise<number|null>} probability  null: cancelled
 * @returns {Promise<{found: boolean, moves: Object[], probability: number, effort: number}|null>}
 */
export async function seekTogether(levers, asked, probability) {
  const order = levers.filter((one) => one.gain > 0 && one.end !== one.start).sort((a, b) => b.gain - a.gain);
  const shares = order.map(() => 0);
  const movesOf = (at) => order.flatMap((one, i) => (at[i] ? [{ id: one.id, start: one.start, value: one.start + at[i] * (one.end - one.start) }] : []));
  const run = (at) => probability(movesOf(at));
  const put = (i, share) => shares.map((own, j) => (j === i ? share : own));
  let best = 0;
  for (let i = 0; i < order.length && best < asked; i++) {
    const next = await run(put(i, 1));
    if (next === null) return null;
    if (next > best) [shares[i], best] = [1, next];
  }
  if (best < asked) return answer(false, best);
  for (let i = order.length - 1; i >= 0; i--) {
    if (!shares[i]) continue;
    let [short, enough] = [-1, 1];
    for (let step = 0; step <= TURNS && short < enough; step++) {
      const middle = step ? (Math.max(short, 0) + enough) / 2 : 0;
      const next = await run(put(i, middle));
      if (next === null) return null;
      if (next >= asked) [enough, best] = [middle, next];
      else short = middle;
      if (enough === 0) break;
    }
    shares[i] = enough;
  }
  return answer(true, best);

  function answer(found, chance) {
    const effort = order.reduce((sum, one, i) => sum + (shares[i] * Math.abs(one.end - one.start)) / one.range, 0);
    return { found, moves: movesOf(shares), probability: chance, effort };
  }
}
