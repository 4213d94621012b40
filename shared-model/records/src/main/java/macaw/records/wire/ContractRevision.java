package macaw.records.wire;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The revision of the contracts, carried by every message that flows through a topic. */
public final class ContractRevision {
    /** What this build writes, and the newest that it reads. */
    public static final int CURRENT = 1;

    private ContractRevision() {}

    /**
     * Refuses a message that this build would only half understand.
     *
     * @throws CodedException REVISION_UNSUPPORTED when it is newer, REQUEST_INVALID when it names none
     */
    public static void require(int revision) {
        refuseNewer(revision);
        if (revision == 0) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "contract revision must be at least 1, was 0");
        }
    }

    /** For requests that may leave it out. Errors: REVISION_UNSUPPORTED when it is newer. */
    public static void refuseNewer(int revision) {
        // a uint32 above 2^31 is a negative int
        if (Integer.compareUnsigned(revision, CURRENT) > 0) {
            throw new CodedException(
                    ErrorCode.REVISION_UNSUPPORTED,
                    "contract revision " + Integer.toUnsignedString(revision) + " is newer than " + CURRENT);
        }
    }
}
