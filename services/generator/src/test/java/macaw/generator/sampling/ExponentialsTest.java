package macaw.generator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialsTest {
    @Test
    void itIsTheExponentialFunctionFromTheLowestValueUpToZero() {
        int count = 100_000;
        float[] values = new float[count + 1];
        for (int i = 0; i <= count; i++) {
            values[i] = Exponentials.LOWEST * i / count;
        }
        float[] powers = values.clone();
        Exponentials.of(powers, new int[powers.length]);
        for (int i = 0; i <= count; i++) {
            double exact = Math.exp(values[i]);
            assertThat(powers[i] / exact).as("e^%s", values[i]).isCloseTo(1, within(1e-6));
        }
        assertThat(powers[0]).isEqualTo(1);
    }

    @Test
    void whatIsLowerStaysAtTheLowest() {
        float[] values = {-1e30f, Float.NEGATIVE_INFINITY, Exponentials.LOWEST};
        Exponentials.of(values, new int[3]);
        assertThat(values).containsOnly(values[2]);
        assertThat(values[2]).isLessThan(2e-38f);
    }
}
