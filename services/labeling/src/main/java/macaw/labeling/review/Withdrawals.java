package macaw.labeling.review;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.labeling.projects.Project;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.Withdrawal;

/**
 * Taking back all of a labeler's or a prompt's work. First the mark, then one submission a transaction: killed in between,
 * the same call again does the rest.
 */
public final class Withdrawals {
    private static final int BATCH = 200;

    private final WithdrawalStore store;
    private final SubmissionDesk submissions;
    private final InstantSource clock;

    public Withdrawals(WithdrawalStore store, SubmissionDesk submissions, InstantSource clock) {
        this.store = store;
        this.submissions = submissions;
        this.clock = clock;
    }

    /** Withdraws a labeler and all their work. Returns how many submissions this call took back. LABELER_UNKNOWN; TEXT_EMPTY without a reason. */
    public int labeler(String namespace, String pseudonym, String reason, String by) {
        var withdrawal = new Withdrawal(reason, by);
        Instant now = now();
        UUID labeler = store.markLabeler(namespace, pseudonym, reason, now);
        List<UUID> held = store.heldBy(namespace, labeler, BATCH);
        while (!held.isEmpty()) {
            held.forEach(task -> store.release(namespace, task, labeler, now));
            held = store.heldBy(namespace, labeler, BATCH);
        }
        return all(namespace, withdrawal, () -> store.leftOfLabeler(namespace, labeler, BATCH));
    }

    /** Withdraws a prompt and all work on it. Returns how many submissions this call took back. PROMPT_UNKNOWN; TEXT_EMPTY without a reason. */
    public int prompt(Project project, String prompt, String reason, String by) {
        var withdrawal = new Withdrawal(reason, by);
        UUID task = store.markPrompt(project, prompt, reason, by, now());
        return all(project.namespace(), withdrawal, () -> store.leftOfTask(project.namespace(), task, BATCH));
    }

    private int all(String namespace, Withdrawal withdrawal, Supplier<List<UUID>> left) {
        int withdrawn = 0;
        List<UUID> batch = left.get();
        while (!batch.isEmpty()) {
            batch.forEach(submission -> submissions.withdraw(namespace, submission, withdrawal));
            withdrawn += batch.size();
            batch = left.get();
        }
        return withdrawn;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
