package macaw.labeling.quality;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a labeler's comparisons have in common, whatever they are about.
 *
 * @param comparisons how many
 * @param flat comparisons that rate all outputs alike and answer every question alike for all of them (straight-lining)
 * @param ratings single ratings
 * @param commonestRating the rating given most often, the lower of equals; 0 of no ratings
 * @param commonestRatings how often
 * @param firstShownBest comparisons that rank the output shown first best, alone or tied
 * @param firstShownExpected how many would by chance: outputs are shuffled, so each comparison expects its number of best outputs over its
 *     number of outputs
 * @param firstShownVariance of that expectation: the sum of p (1 - p)
 */
public record Habits(
        int comparisons,
        int flat,
        int ratings,
        int commonestRating,
        int commonestRatings,
        int firstShownBest,
        double firstShownExpected,
        double firstShownVariance) {

    static Habits of(List<Judgement> judgements) {
        int comparisons = 0;
        int flat = 0;
        int best = 0;
        double expected = 0;
        double variance = 0;
        Map<Integer, Integer> given = new HashMap<>();
        for (Judgement judgement : judgements) {
            if (judgement.compares()) {
                List<JudgedOutput> outputs = judgement.outputs();
                comparisons++;
                flat += isFlat(outputs) ? 1 : 0;
                outputs.forEach(output -> given.merge(output.overall(), 1, Integer::sum));
                double chance = (double) outputs.stream()
                                .filter(output -> output.rank() == 0)
                                .count()
                        / outputs.size();
                expected += chance;
                variance += chance * (1 - chance);
                best += outputs.stream().anyMatch(output -> output.shownAt() == 0 && output.rank() == 0) ? 1 : 0;
            }
        }
        int commonest = commonest(given);
        return new Habits(
                comparisons,
                flat,
                given.values().stream().mapToInt(Integer::intValue).sum(),
                commonest,
                given.getOrDefault(commonest, 0),
                best,
                expected,
                variance);
    }

    private static boolean isFlat(List<JudgedOutput> outputs) {
        var said = new HashSet<>();
        outputs.forEach(output -> said.add(List.of(output.overall(), output.answers())));
        return said.size() == 1;
    }

    private static int commonest(Map<Integer, Integer> given) {
        int commonest = 0;
        for (var rating : given.entrySet()) {
            int lead = rating.getValue() - given.getOrDefault(commonest, 0);
            if (lead > 0 || (lead == 0 && rating.getKey() < commonest)) {
                commonest = rating.getKey();
            }
        }
        return commonest;
    }

    /** Share of flat comparisons; none without a comparison. */
    public OptionalDouble flatShare() {
        return share(flat, comparisons);
    }

    /** Share of the ratings that are the commonest one; none without a rating. */
    public OptionalDouble commonestShare() {
        return share(commonestRatings, ratings);
    }

    /** Share of the comparisons that rank the output shown first best; none without a comparison. */
    public OptionalDouble firstShownShare() {
        return share(firstShownBest, comparisons);
    }

    /** The share to be expected by chance; none without a comparison. */
    public OptionalDouble firstShownChance() {
        return share(firstShownExpected, comparisons);
    }

    /** How many standard deviations the output shown first is ranked best more often than by chance; none where all is tied. */
    public OptionalDouble firstShownScore() {
        return firstShownVariance == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((firstShownBest - firstShownExpected) / Math.sqrt(firstShownVariance));
    }

    private static OptionalDouble share(double part, int whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
    }
}
