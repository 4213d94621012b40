package macaw.records.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.Run;
import macaw.v1.VersionPublished;

/**
 * What services follow to know how the others stand, from its bytes. A newer contract revision is refused (REVISION_UNSUPPORTED) instead of
 * half understood, and so is a message that leaves open what it tells of (REQUEST_INVALID).
 */
public final class Announcements {
    private Announcements() {}

    /** The value of a record of topic runs. */
    public static Run run(byte[] value) throws InvalidProtocolBufferException {
        Run run = Run.parseFrom(value);
        ContractRevision.require(run.getContractRevision());
        return switch (run.getState()) {
            case RUN_STATE_QUEUED,
                    RUN_STATE_RUNNING,
                    RUN_STATE_PAUSED,
                    RUN_STATE_FINISHED,
                    RUN_STATE_FAILED,
                    RUN_STATE_CANCELLED -> run;
            case RUN_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "run " + run.getRunId() + " has no known state");
        };
    }

    /** The value of a record of topic policy-versions or reward-versions. */
    public static VersionPublished version(byte[] value) throws InvalidProtocolBufferException {
        VersionPublished version = VersionPublished.parseFrom(value);
        ContractRevision.require(version.getContractRevision());
        return switch (version.getKind()) {
            case VERSION_KIND_POLICY, VERSION_KIND_REWARD -> version;
            case VERSION_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "a version is a policy or a reward");
        };
    }

    /** Whether nobody waits for what a run asked for. */
    public static boolean ended(Run run) {
        return switch (run.getState()) {
            case RUN_STATE_FINISHED, RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
            case RUN_STATE_QUEUED, RUN_STATE_RUNNING, RUN_STATE_PAUSED, RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }
}
