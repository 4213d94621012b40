package macaw.labeling.tasks;

import java.time.InstantSource;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.LabelerDirectory;

/** Where leads say who is to do which task. */
public final class Assignments {
    private final AssignmentStore store;
    private final LabelerDirectory labelers;
    private final InstantSource clock;

    public Assignments(AssignmentStore store, LabelerDirectory labelers, InstantSource clock) {
        this.store = store;
        this.labelers = labelers;
        this.clock = clock;
    }

    /**
     * Keeps a place for the labeler, who gets the task next. TASK_UNKNOWN, LABELER_UNKNOWN, PROJECT_CLOSED, TASK_CLOSED, NOT_A_MEMBER, and what
     * {@link Assigning#decide} refuses.
     */
    public Labeler assign(String namespace, UUID task, String pseudonym, boolean release, String by) {
        Labeler labeler = labelers.byPseudonym(namespace, pseudonym)
                .orElseThrow(() -> new CodedException(
                        ErrorCode.LABELER_UNKNOWN, "labeler \"" + pseudonym + "\" is not in this namespace"));
        store.assign(namespace, task, labeler.id(), by, situation -> {
            var project = situation.task().project();
            project.checkOpen();
            if (situation.task().closed()) {
                throw new CodedException(ErrorCode.TASK_CLOSED, "task " + task + " is closed");
            }
            if (!project.staffing().admits(pseudonym)) {
                throw new CodedException(
                        ErrorCode.NOT_A_MEMBER,
                        "labeler \"" + pseudonym + "\" is no member of project \"" + project.name() + "\"");
            }
            return Assigning.decide(situation.occupancy(), labeler.id(), release, clock.instant());
        });
        return labeler;
    }

    /** Keeps no place of the task for anybody any more; TASK_UNKNOWN. */
    public void unassign(String namespace, UUID task) {
        store.unassign(namespace, task);
    }
}
