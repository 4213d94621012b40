package macaw.labeling.prompts;

import java.math.BigInteger;
import macaw.labeling.texts.Sha256;

/**
 * Where a prompt belongs, for ever. A group that comes without a split gets one from its name alone, so a later upload, another project or
 * another installation puts it in the same place: SHA-256(group) mod 10 is 0 to 7 for train, 8 for validation, 9 for test.
 */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    private static final BigInteger PARTS = BigInteger.TEN;
    private static final int TRAIN_PARTS = 8;

    /** The split of a group that nobody chose one for. */
    public static Split ofGroup(String group) {
        int part = new BigInteger(1, Sha256.of(group)).mod(PARTS).intValue();
        if (part < TRAIN_PARTS) {
            return TRAIN;
        }
        return part == TRAIN_PARTS ? VALIDATION : TEST;
    }
}
