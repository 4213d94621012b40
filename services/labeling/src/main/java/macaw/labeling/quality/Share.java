package macaw.labeling.quality;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A part of a whole that one task adds to a figure: a share where something is counted, a mean where the part is a sum of values.
 *
 * @param part the part, or the sum
 * @param whole how much there is, or how many values
 */
record Share(double part, long whole) {
    /** The tasks' parts over the tasks' wholes, so that every unit weighs the same; none of nothing. */
    static Estimate estimate(List<Share> tasks) {
        double part = tasks.stream().mapToDouble(Share::part).sum();
        long whole = tasks.stream().mapToLong(Share::whole).sum();
        return new Estimate(
                whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole),
                whole,
                tasks.stream()
                        .map(share -> Estimate.Part.of(share.part, share.whole))
                        .toList(),
                2,
                sums -> sums[0] / sums[1]);
    }
}
