package macaw.labeling.flags;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Holders;

/** Marking prompts, and deciding about marked ones. */
public final class Flags {
    private final FlagStore store;
    private final Holders holders;
    private final PromptWithdrawal withdrawal;
    private final Supplier<UUID> ids;
    private final InstantSource clock;

    public Flags(
            FlagStore store, Holders holders, PromptWithdrawal withdrawal, Supplier<UUID> ids, InstantSource clock) {
        this.store = store;
        this.holders = holders;
        this.withdrawal = withdrawal;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Marks the task's prompt. While a flag of {@link FlagKind#HARMFUL} or {@link FlagKind#PRIVATE_DATA} is open, nobody is handed the task;
     * who has it before them may hand it in. TASK_UNKNOWN, LEASE_LOST where the labeler never had it, TEXT_TOO_LONG and TEXT_INVALID of the comment.
     */
    public Flag raise(String namespace, UUID task, UUID labeler, FlagKind kind, String comment) {
        holders.check(namespace, task, labeler);
        return store.add(namespace, new Flag(ids.get(), task, labeler, kind, comment, now(), Optional.empty()));
    }

    /** Decides about it; the same decision again changes nothing. FLAG_UNKNOWN, FLAG_CONFLICT. */
    public Flag resolve(String namespace, UUID id, Flag.Action action, String comment, String by) {
        var decision = new Flag.Resolution(action, comment, by, now());
        FlagStore.Flagged flagged = store.get(namespace, id);
        flagged.flag().resolved(decision);
        switch (action) {
            case KEEP -> {}
            case WITHDRAW_PROMPT -> {
                String kind =
                        flagged.flag().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                withdrawal.withdraw(namespace, flagged.project(), flagged.promptId(), "flagged as " + kind, by);
            }
        }
        return store.resolve(namespace, id, flag -> flag.resolved(decision));
    }

    /** What leads look at: open ones first, then the latest first. */
    public List<FlagView> list(Project project, boolean openOnly, int offset, int limit) {
        return store.list(project, openOnly, offset, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
