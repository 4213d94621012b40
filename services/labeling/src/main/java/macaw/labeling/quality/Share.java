package macaw.labeling.quality;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A part of a whole that one task adds to a figure: a share where something is counted, a mean where the part is a sum of values.
 *
 * @param part the part, or the sum
 * @param whole how much there is, or how many values
 */
record Share(double part, long whole) {
    /** The tasks' parts over the tasks' wholes, so that every unit weighs the same; none of nothing. */
    static Figure figure(List<Share> tasks) {
        List<Share> counted = tasks.stream().filter(share -> share.whole > 0).toList();
        double part = counted.stream().mapToDouble(Share::part).sum();
        long whole = counted.stream().mapToLong(Share::whole).sum();
        if (whole == 0) {
            return new Figure(OptionalDouble.empty(), Optional.empty(), 0, 0);
        }
        Optional<Interval> interval = Resampling.interval(
                counted.stream()
                        .map(share -> new Resampling.Part(new int[] {0, 1}, new double[] {share.part, share.whole}))
                        .toList(),
                2,
                sums -> sums[0] / sums[1]);
        return new Figure(OptionalDouble.of(part / whole), interval, counted.size(), whole);
    }
}
