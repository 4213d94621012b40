package macaw.labeling.quality;

import java.util.OptionalDouble;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/** Two labelers' judgements of one task. */
record LabelerPair(Judgement first, Judgement second) {
    /**
     * How two labelers order the pairs of a task's outputs. Each orders a pair in one of three ways: the one is better, the other is, or
     * they are tied.
     *
     * @param same pairs that both order the same way; a tie of both is the same, a tie of one is not
     * @param all pairs of outputs
     * @param strictSame pairs that both order strictly and the same way
     * @param strict pairs that both order strictly
     */
    record Order(int same, int all, int strictSame, int strict) {
        Order plus(Order other) {
            return new Order(same + other.same, all + other.all, strictSame + other.strictSame, strict + other.strict);
        }
    }

    Order order() {
        int same = 0;
        int all = 0;
        int strictSame = 0;
        int strict = 0;
        for (int a = 0; a < first.outputs().size(); a++) {
            for (int b = a + 1; b < first.outputs().size(); b++) {
                int one = relation(first, a, b);
                int other = relation(second, a, b);
                boolean bothStrict = one != 0 && other != 0;
                all++;
                same += one == other ? 1 : 0;
                strict += bothStrict ? 1 : 0;
                strictSame += bothStrict && one == other ? 1 : 0;
            }
        }
        return new Order(same, all, strictSame, strict);
    }

    private static int relation(Judgement judgement, int a, int b) {
        return Integer.compare(
                judgement.outputs().get(a).rank(), judgement.outputs().get(b).rank());
    }

    /** Mean distance of the two ratings of an output. */
    double ratingDistance() {
        double sum = 0;
        for (int i = 0; i < first.outputs().size(); i++) {
            sum += Math.abs(
                    first.outputs().get(i).overall() - second.outputs().get(i).overall());
        }
        return sum / first.outputs().size();
    }

    /**
     * Kendall's tau-b of the two rankings, by Commons Math: (concordant - discordant) / sqrt((n - n1)(n - n2)) with n pairs of outputs, of
     * which the one labeler ties n1 and the other n2 (Kendall 1945, "The treatment of ties in ranking problems"). None where a labeler
     * ties everything.
     */
    OptionalDouble tauB() {
        double tau = new KendallsCorrelation().correlation(ranks(first), ranks(second));
        return Double.isNaN(tau) ? OptionalDouble.empty() : OptionalDouble.of(tau);
    }

    private static double[] ranks(Judgement judgement) {
        return judgement.outputs().stream().mapToDouble(JudgedOutput::rank).toArray();
    }
}
