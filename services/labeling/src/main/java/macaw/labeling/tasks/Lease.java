package macaw.labeling.tasks;

import java.time.Instant;
import java.util.UUID;
import macaw.labeling.projects.Terms;

/**
 * A labeler's hold on one place of a task.
 *
 * @param id the lease
 * @param task the task
 * @param labeler who holds it
 * @param terms the versions under which it was handed out
 * @param expiresAt when the place is free again unless the lease was renewed or used
 * @param state what became of it
 */
public record Lease(UUID id, UUID task, UUID labeler, Terms terms, Instant expiresAt, State state) {
    /** What became of a lease. */
    public enum State {
        /** Nothing yet; it holds a place until it expires. */
        HELD,
        /** It ended and its place was seen to be free. */
        EXPIRED,
        /** A submission came of it. */
        USED
    }

    boolean holdsPlace(Instant now) {
        return state == State.HELD && expiresAt.isAfter(now);
    }

    /** The same lease, which holds no place any more. */
    public Lease expired() {
        return new Lease(id, task, labeler, terms, expiresAt, State.EXPIRED);
    }

    Lease until(Instant end) {
        return new Lease(id, task, labeler, terms, end, State.HELD);
    }
}
