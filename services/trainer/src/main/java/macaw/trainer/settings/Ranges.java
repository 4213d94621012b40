package macaw.trainer.settings;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The checks of settings records; each names key and value. */
final class Ranges {
    private Ranges() {}

    static void atLeast(String key, long value, long least) {
        require(value >= least, key + " must be at least " + least + ", was " + value);
    }

    static void positive(String key, double value) {
        require(value > 0 && Double.isFinite(value), key + " must be above 0, was " + value);
    }

    static void notNegative(String key, double value) {
        require(value >= 0 && Double.isFinite(value), key + " must be at least 0, was " + value);
    }

    static void fraction(String key, double value) {
        require(value >= 0 && value <= 1, key + " must be between 0 and 1, was " + value);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
        }
    }
}
