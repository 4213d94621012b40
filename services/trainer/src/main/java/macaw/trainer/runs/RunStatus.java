package macaw.trainer.runs;

import java.util.Locale;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;

/** Where a run stands, and what may become of it: {@link #after} is the whole state machine. */
public sealed interface RunStatus {

    /** Waits for its turn. */
    record Queued() implements RunStatus {}

    /** Is carried out. */
    record Running() implements RunStatus {}

    /**
     * Waits.
     *
     * @param reason for what
     * @param goesOnByItself true when that is a dependency which will return; false when a person has to resume it
     */
    record Paused(Failure reason, boolean goesOnByItself) implements RunStatus {}

    /** Did all it was asked to. */
    record Finished() implements RunStatus {}

    /** Cannot go on; starting it again would fail the same way. */
    record Failed(Failure reason) implements RunStatus {}

    /** Somebody ended it. */
    record Cancelled() implements RunStatus {}

    /** What can happen to a run. */
    sealed interface Change {
        /** A trainer takes it up. */
        record Begin() implements Change {}

        /** A dependency does not answer. */
        record Block(Failure reason) implements Change {}

        /** The dependency is back. */
        record Unblock() implements Change {}

        /** It needs a person: the loss is not finite, rollouts are lost, a version is taken. */
        record Hold(Failure reason) implements Change {}

        /** Somebody pauses it. */
        record Pause() implements Change {}

        /** Somebody resumes it. */
        record Resume() implements Change {}

        /** Somebody cancels it. */
        record Cancel() implements Change {}

        /** It is done. */
        record Finish() implements Change {}

        /** It cannot be done. */
        record Fail(Failure reason) implements Change {}
    }

    /** Whether nothing more will happen. */
    default boolean ended() {
        return switch (this) {
            case Queued(), Running() -> false;
            case Paused paused -> false;
            case Finished(), Cancelled() -> true;
            case Failed failed -> true;
        };
    }

    /** Whether somebody works on it, be it by waiting for a dependency. */
    default boolean underWay() {
        return switch (this) {
            case Running() -> true;
            case Paused paused -> paused.goesOnByItself();
            case Queued(), Finished(), Cancelled() -> false;
            case Failed failed -> false;
        };
    }

    /** The status after a change. Errors: RUN_STATE_CONFLICT when this status does not allow it. */
    default RunStatus after(Change change) {
        return switch (this) {
            case Queued() -> afterQueued(change);
            case Running() -> afterUnderWay(change);
            case Paused paused -> paused.goesOnByItself() ? afterUnderWay(change) : afterHeld(change);
            case Finished(), Cancelled() -> afterEnd(change);
            case Failed failed -> afterEnd(change);
        };
    }

    private RunStatus afterQueued(Change change) {
        return switch (change) {
            case Change.Begin() -> new Running();
            case Change.Pause() -> pausedOnRequest();
            case Change.Cancel() -> new Cancelled();
            case Change.Resume() -> this;
            case Change.Fail(Failure reason) -> new Failed(reason);
            case Change.Unblock(), Change.Finish() -> throw refused(change);
            case Change.Block block -> throw refused(block);
            case Change.Hold hold -> throw refused(hold);
        };
    }

    private RunStatus afterUnderWay(Change change) {
        return switch (change) {
            case Change.Begin(), Change.Unblock(), Change.Resume() -> new Running();
            case Change.Block(Failure reason) -> new Paused(reason, true);
            case Change.Hold(Failure reason) -> new Paused(reason, false);
            case Change.Pause() -> pausedOnRequest();
            case Change.Cancel() -> new Cancelled();
            case Change.Finish() -> new Finished();
            case Change.Fail(Failure reason) -> new Failed(reason);
        };
    }

    private RunStatus afterHeld(Change change) {
        return switch (change) {
            case Change.Resume() -> new Queued();
            case Change.Pause() -> this;
            case Change.Cancel() -> new Cancelled();
            case Change.Begin(), Change.Unblock(), Change.Finish() -> throw refused(change);
            case Change.Block block -> throw refused(block);
            case Change.Hold hold -> throw refused(hold);
            case Change.Fail fail -> throw refused(fail);
        };
    }

    private RunStatus afterEnd(Change change) {
        if (this instanceof Cancelled && change instanceof Change.Cancel) {
            return this;
        }
        throw refused(change);
    }

    private static Paused pausedOnRequest() {
        return new Paused(
                new Failure(ErrorCode.PAUSE_REQUESTED.name(), ErrorCode.PAUSE_REQUESTED.meaning(), false), false);
    }

    private CodedException refused(Change change) {
        return new CodedException(
                ErrorCode.RUN_STATE_CONFLICT,
                "a run that is " + name() + " cannot "
                        + change.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    /** The word for it, lower-case, as in metrics and REST. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
