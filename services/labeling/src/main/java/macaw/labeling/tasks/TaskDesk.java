package macaw.labeling.tasks;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import macaw.labeling.gold.Turn;
import macaw.labeling.gold.Turns;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Project;

/** Where labelers get their work. */
public final class TaskDesk {
    private final TaskStore store;
    private final LeasePolicy policy;
    private final Supplier<UUID> ids;
    private final InstantSource clock;
    private final IntConsumer leasesExpired;

    /** @param leasesExpired told how many leases were seen to have ended */
    public TaskDesk(
            TaskStore store, LeasePolicy policy, Supplier<UUID> ids, InstantSource clock, IntConsumer leasesExpired) {
        this.store = store;
        this.policy = policy;
        this.ids = ids;
        this.clock = clock;
        this.leasesExpired = leasesExpired;
    }

    /**
     * A task as one labeler gets it.
     *
     * @param task the task
     * @param shown its outputs in the order that this labeler sees
     * @param lease the hold on it
     */
    public record Leased(Task task, List<Output> shown, Lease lease) {}

    /** The task that the labeler holds, or the next free one; empty where there is nothing to do now. PROJECT_PAUSED, PROJECT_CLOSED, NOT_A_MEMBER. */
    public Optional<Leased> next(Project project, Labeler asking) {
        project.checkWorks(asking.pseudonym());
        UUID labeler = asking.id();
        Instant now = now();
        Turn turn = project.staffing().triesLabelers()
                ? Turns.next(project.staffing(), store.position(project, labeler))
                : Turn.ORDINARY;
        return store.handOut(
                        project, labeler, turn, now, candidate -> policy.handOut(candidate, labeler, ids.get(), now))
                .map(granted -> {
                    leasesExpired.accept(granted.ended().size());
                    Task task = store.get(
                            project.namespace(),
                            granted.lease().task(),
                            granted.lease().terms());
                    return new Leased(task, ShownOrder.of(task.id(), labeler, task.outputs()), granted.lease());
                });
    }

    /** The lease with a new end; TASK_UNKNOWN, LEASE_LOST. */
    public Lease renew(String namespace, UUID task, UUID lease, UUID labeler) {
        Instant now = now();
        return store.renew(namespace, task, labeler, now, candidate -> policy.renew(candidate, lease, labeler, now));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
