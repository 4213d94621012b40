package macaw.records;

import java.util.Arrays;

/** Natural logarithms of probabilities, one a token; each finite and at most 0. Equal means equal bit for bit. */
public final class LogProbabilities {
    private final float[] values;

    private LogProbabilities(float[] values) {
        for (float value : values) {
            // a probability may round to a hair above 1
            if (!Float.isFinite(value) || value > 1e-3f) {
                throw Refusals.refused("log-probability must be finite and at most 0, was " + value);
            }
        }
        this.values = values;
    }

    /** A copy of {@code values}. */
    public static LogProbabilities of(float... values) {
        return new LogProbabilities(values.clone());
    }

    public int size() {
        return values.length;
    }

    /** The value at {@code index}, from 0. */
    public float get(int index) {
        return values[index];
    }

    /** A copy. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogProbabilities that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
