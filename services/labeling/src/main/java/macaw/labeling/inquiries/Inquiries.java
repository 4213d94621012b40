package macaw.labeling.inquiries;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.tasks.Holders;
import macaw.labeling.texts.Names;
import org.jspecify.annotations.Nullable;

/** Asking leads, and answering. */
public final class Inquiries {
    private final InquiryStore store;
    private final Holders holders;
    private final Supplier<UUID> ids;
    private final InstantSource clock;

    public Inquiries(InquiryStore store, Holders holders, Supplier<UUID> ids, InstantSource clock) {
        this.store = store;
        this.holders = holders;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Asks about a task that the labeler has or had; the same key with the same question asks once. TASK_UNKNOWN, LEASE_LOST, TEXT_EMPTY,
     * TEXT_TOO_LONG, TEXT_INVALID; SUBMISSION_CONFLICT where the key came with another question.
     *
     * @param idempotencyKey chosen by the sender; null to ask in any case
     */
    public Inquiry ask(String namespace, UUID task, UUID labeler, String text, @Nullable String idempotencyKey) {
        UUID id = idempotencyKey == null ? ids.get() : id(labeler, Names.idempotencyKey(idempotencyKey));
        var inquiry = new Inquiry(id, task, labeler, text, now(), Optional.empty());
        holders.check(namespace, task, labeler);
        Inquiry asked = store.add(namespace, inquiry);
        if (!asked.task().equals(task) || !asked.text().equals(text)) {
            throw new CodedException(
                    ErrorCode.SUBMISSION_CONFLICT,
                    "idempotency key \"" + idempotencyKey + "\" came with another question before");
        }
        return asked;
    }

    /** The same for the same key of a labeler. */
    private static UUID id(UUID labeler, String key) {
        return UUID.nameUUIDFromBytes((labeler + " " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Answers it, in place of an earlier answer. INQUIRY_UNKNOWN, TEXT_EMPTY, TEXT_TOO_LONG, TEXT_INVALID. */
    public Inquiry answer(String namespace, UUID inquiry, String text, String by) {
        return store.answer(namespace, inquiry, new Inquiry.LeadsAnswer(text, by, now()));
    }

    /** What a labeler asked in a project, latest first. */
    public List<InquiryView> ofLabeler(Project project, UUID labeler, int offset, int limit) {
        return store.ofLabeler(project, labeler, offset, limit);
    }

    /** What leads look at: those without an answer first, then the latest first. */
    public List<InquiryView> list(Project project, boolean openOnly, int offset, int limit) {
        return store.list(project, openOnly, offset, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
