package macaw.labeling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.dkpro.statistics.agreement.coding.CodingAnnotationStudy;
import org.dkpro.statistics.agreement.coding.KrippendorffAlphaAgreement;
import org.dkpro.statistics.agreement.distance.NominalDistanceFunction;
import org.dkpro.statistics.agreement.distance.OrdinalDistanceFunction;
import org.junit.jupiter.api.Test;

class AlphaTest {
    /** Krippendorff 2011, example C: four observers, twelve units, missing values; the last unit has one value only. */
    private static final Integer[][] PUBLISHED = {
        {1, 1, null, 1},
        {2, 2, 3, 2},
        {3, 3, 3, 3},
        {3, 3, 3, 3},
        {2, 2, 2, 2},
        {1, 2, 3, 4},
        {4, 4, 4, 4},
        {1, 1, 2, 1},
        {2, 2, 2, 2},
        {null, 5, 5, 5},
        {null, null, 1, 1},
        {null, 3, null, null}
    };

    @Test
    void thePublishedExampleHasThePublishedAlphas() {
        List<int[]> units = units(PUBLISHED);
        assertThat(Alpha.of(Alpha.Scale.NOMINAL, units).getAsDouble()).isCloseTo(0.743, within(0.0005));
        assertThat(Alpha.of(Alpha.Scale.ORDINAL, units).getAsDouble()).isCloseTo(0.815, within(0.0005));
    }

    /** With labelers in slots of their own and nulls for the missing, as DKPro has it. */
    @Test
    void alphaIsDkprosAndSoIsTheFormulaOfTheInterval() {
        for (int seed = 0; seed < 50; seed++) {
            Integer[][] values = random(seed);
            var study = new CodingAnnotationStudy(values[0].length);
            for (Integer[] unit : values) {
                if (Arrays.stream(unit).filter(Objects::nonNull).count() > 1) {
                    study.addItemAsArray(unit);
                }
            }
            List<int[]> units = units(values);
            double ordinal = new KrippendorffAlphaAgreement(study, new OrdinalDistanceFunction()).calculateAgreement();
            double nominal = new KrippendorffAlphaAgreement(study, new NominalDistanceFunction()).calculateAgreement();
            assertThat(Alpha.of(Alpha.Scale.ORDINAL, units).getAsDouble()).isCloseTo(ordinal, within(1e-12));
            assertThat(Alpha.of(Alpha.Scale.NOMINAL, units).getAsDouble()).isCloseTo(nominal, within(1e-12));
            assertThat(byCoincidences(Alpha.Scale.ORDINAL, units)).isCloseTo(ordinal, within(1e-12));
            assertThat(byCoincidences(Alpha.Scale.NOMINAL, units)).isCloseTo(nominal, within(1e-12));
        }
    }

    @Test
    void onlyTheOrderOfOrdinalValuesMatters() {
        List<int[]> units = units(random(3));
        List<int[]> stretched = units.stream()
                .map(unit -> Arrays.stream(unit).map(value -> value * value).toArray())
                .toList();
        assertThat(Alpha.of(Alpha.Scale.ORDINAL, stretched)).isEqualTo(Alpha.of(Alpha.Scale.ORDINAL, units));
    }

    @Test
    void aValueThatNobodyElseJudgedIsNoSecondCategory() {
        assertThat(Alpha.of(Alpha.Scale.NOMINAL, List.of(new int[] {1, 1}, new int[] {2})))
                .isEmpty();
        assertThat(Alpha.of(Alpha.Scale.NOMINAL, List.of())).isEmpty();
    }

    private static double byCoincidences(Alpha.Scale scale, List<int[]> units) {
        List<int[]> shared = units.stream().filter(unit -> unit.length > 1).toList();
        int[] values = Alpha.values(shared);
        return Alpha.ofCoincidences(scale, Alpha.coincidences(shared, values), values.length);
    }

    private static List<int[]> units(Integer[][] values) {
        return Arrays.stream(values)
                .map(unit -> Arrays.stream(unit)
                        .filter(Objects::nonNull)
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }

    private static Integer[][] random(long seed) {
        var random = new Random(seed);
        List<Integer[]> units = new ArrayList<>();
        for (int unit = 0; unit < 40; unit++) {
            Integer[] values = new Integer[5];
            int truth = 1 + random.nextInt(7);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(3) == 0 ? null : Math.clamp(truth + random.nextInt(3) - 1, 1, 7);
            }
            units.add(values);
        }
        return units.toArray(Integer[][]::new);
    }
}
