package macaw.labeling.quality;

import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * How long submissions took, as the labelers' pages measured it.
 *
 * @param medianMillis half of them took no longer
 * @param p10Millis a tenth of them took no longer
 * @param p90Millis nine tenths of them took no longer
 * @param totalMillis all together
 */
public record WorkTime(long medianMillis, long p10Millis, long p90Millis, long totalMillis) {
    private static final double P10 = 10;
    private static final double P50 = 50;
    private static final double P90 = 90;

    /** Of one submission or more; percentiles as Commons Math estimates them. */
    static WorkTime of(List<Judgement> judgements) {
        var percentile = new Percentile();
        percentile.setData(
                judgements.stream().mapToDouble(Judgement::durationMillis).toArray());
        return new WorkTime(
                Math.round(percentile.evaluate(P50)),
                Math.round(percentile.evaluate(P10)),
                Math.round(percentile.evaluate(P90)),
                judgements.stream().mapToLong(Judgement::durationMillis).sum());
    }
}
