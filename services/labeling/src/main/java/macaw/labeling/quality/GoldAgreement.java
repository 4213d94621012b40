package macaw.labeling.quality;

import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import macaw.labeling.ranking.Ranking;

/**
 * How far a labeler's rankings follow what is expected of gold tasks: the share of the pairs of outputs that gold orders strictly which the
 * labeler orders the same way. A tie of the labeler on such a pair is no agreement; pairs that gold ties are not asked about.
 *
 * @param agreeing pairs that the labeler orders as gold does
 * @param pairs pairs that gold orders strictly
 */
public record GoldAgreement(long agreeing, long pairs) {
    /** Of a labeler who has done no gold task. */
    public static final GoldAgreement NONE = new GoldAgreement(0, 0);

    public GoldAgreement {
        if (agreeing < 0 || agreeing > pairs) {
            throw new IllegalArgumentException("agreeing must be between 0 and " + pairs + ", was " + agreeing);
        }
    }

    /** On one task. The labeler's ranking holds every output of gold's, which may leave outputs of the task out. */
    public static GoldAgreement of(Ranking gold, Ranking labeler) {
        long agreeing = 0;
        long pairs = 0;
        for (int better = 0; better < gold.groups().size(); better++) {
            for (int worse = better + 1; worse < gold.groups().size(); worse++) {
                for (UUID first : gold.groups().get(better)) {
                    for (UUID second : gold.groups().get(worse)) {
                        pairs++;
                        agreeing += labeler.rankOf(first) < labeler.rankOf(second) ? 1 : 0;
                    }
                }
            }
        }
        return new GoldAgreement(agreeing, pairs);
    }

    /** Over several tasks: every pair weighs the same, whichever task it is of. */
    public static GoldAgreement over(List<GoldAgreement> tasks) {
        return tasks.stream().reduce(NONE, GoldAgreement::plus);
    }

    /** Both together. */
    public GoldAgreement plus(GoldAgreement other) {
        return new GoldAgreement(agreeing + other.agreeing, pairs + other.pairs);
    }

    /** Between 0 and 1; none where gold orders no pair strictly. */
    public OptionalDouble share() {
        return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) agreeing / pairs);
    }

    /**
     * Whether the share is there and at least the threshold. The quotient is rounded as the threshold's decimal is, so 7 of 25 reach 0.28; a product
     * of threshold and pairs may be rounded above the number of pairs that it stands for.
     */
    public boolean reaches(double threshold) {
        return pairs > 0 && (double) agreeing / pairs >= threshold;
    }
}
