package macaw.labeling.quality;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.dkpro.statistics.agreement.coding.CodingAnnotationStudy;
import org.dkpro.statistics.agreement.coding.KrippendorffAlphaAgreement;
import org.dkpro.statistics.agreement.distance.CachedDistanceFunction;
import org.dkpro.statistics.agreement.distance.IDistanceFunction;
import org.dkpro.statistics.agreement.distance.NominalDistanceFunction;
import org.dkpro.statistics.agreement.distance.OrdinalDistanceFunction;

/**
 * Krippendorff's alpha = 1 - observed / expected disagreement. The value is DKPro's; the interval resamples tasks and needs the same formula
 * a thousand times over, which {@link #ofCoincidences} has for sums of coincidences. A unit is something that several labelers gave a value
 * to; units with fewer than two values say nothing and are left out. Who gave which of a unit's values does not enter.
 */
final class Alpha {
    /** How far two values are apart. */
    enum Scale {
        /** By how many values lie between them. */
        ORDINAL,
        /** Different is different. */
        NOMINAL
    }

    private Alpha() {}

    /** Of tasks, each a list of units; none without two different values. */
    static Estimate estimate(Scale scale, List<List<int[]>> tasks) {
        List<List<int[]>> shared = tasks.stream()
                .map(units -> units.stream().filter(unit -> unit.length > 1).toList())
                .toList();
        List<int[]> units = shared.stream().flatMap(List::stream).toList();
        int[] values = values(units);
        return new Estimate(
                of(scale, units),
                units.stream().mapToLong(unit -> unit.length).sum(),
                shared.stream()
                        .map(task -> Estimate.Part.of(coincidences(task, values)))
                        .toList(),
                values.length * values.length,
                sums -> ofCoincidences(scale, sums, values.length));
    }

    /** DKPro's alpha of the units; none without two different values. */
    static OptionalDouble of(Scale scale, List<int[]> units) {
        List<int[]> shared = units.stream().filter(unit -> unit.length > 1).toList();
        int[] values = values(shared);
        if (values.length < 2) {
            return OptionalDouble.empty();
        }
        // a slot for each value of the largest unit, not for each labeler: alpha does not ask whose value it is
        int slots = shared.stream().mapToInt(unit -> unit.length).max().orElseThrow();
        var study = new CodingAnnotationStudy(slots);
        for (int[] unit : shared) {
            Object[] item = new Object[slots];
            for (int i = 0; i < unit.length; i++) {
                item[i] = Arrays.binarySearch(values, unit[i]);
            }
            study.addItemAsArray(item);
        }
        return OptionalDouble.of(new KrippendorffAlphaAgreement(study, distance(scale)).calculateAgreement());
    }

    /** DKPro counts the whole study for each ordinal distance, so each is asked for once, and in one direction. */
    private static IDistanceFunction distance(Scale scale) {
        return switch (scale) {
            case ORDINAL -> {
                var cached = new CachedDistanceFunction(new OrdinalDistanceFunction());
                yield (study, one, other) -> (Integer) one < (Integer) other
                        ? cached.measureDistance(study, one, other)
                        : cached.measureDistance(study, other, one);
            }
            case NOMINAL -> new NominalDistanceFunction();
        };
    }

    /** How often the values c and k meet in a unit, at [c * values + k]: each ordered pair of a unit of m values weighs 1 / (m - 1). */
    static double[] coincidences(List<int[]> units, int[] values) {
        double[] matrix = new double[values.length * values.length];
        for (int[] unit : units) {
            double weight = 1.0 / (unit.length - 1);
            for (int i = 0; i < unit.length; i++) {
                int row = Arrays.binarySearch(values, unit[i]) * values.length;
                for (int j = 0; j < unit.length; j++) {
                    if (i != j) {
                        matrix[row + Arrays.binarySearch(values, unit[j])] += weight;
                    }
                }
            }
        }
        return matrix;
    }

    /**
     * Alpha of a matrix o of coincidences with marginals n_c and sum n (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"):
     * 1 - (n - 1) sum(o_ck d_ck) / sum(n_c n_k d_ck), over c &lt; k. Nominal: d = 1. Ordinal: d = (n_c / 2 + what lies between + n_k / 2)^2. Not
     * a number without two different values.
     */
    static double ofCoincidences(Scale scale, double[] matrix, int values) {
        double[] marginals = new double[values];
        double[] before = new double[values + 1];
        for (int c = 0; c < values; c++) {
            for (int k = 0; k < values; k++) {
                marginals[c] += matrix[c * values + k];
            }
            before[c + 1] = before[c] + marginals[c];
        }
        double observed = 0;
        double expected = 0;
        for (int c = 0; c < values; c++) {
            for (int k = c + 1; k < values; k++) {
                double distance = switch (scale) {
                    case NOMINAL -> 1;
                    case ORDINAL -> {
                        double between = before[k] - before[c + 1] + (marginals[c] + marginals[k]) / 2;
                        yield between * between;
                    }
                };
                observed += matrix[c * values + k] * distance;
                expected += marginals[c] * marginals[k] * distance;
            }
        }
        return expected == 0 ? Double.NaN : 1 - (before[values] - 1) * observed / expected;
    }

    /** The distinct values, ascending. */
    static int[] values(List<int[]> units) {
        return units.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
    }
}
