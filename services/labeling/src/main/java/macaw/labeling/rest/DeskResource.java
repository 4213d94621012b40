package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.labeling.flags.Flag;
import macaw.labeling.flags.FlagKind;
import macaw.labeling.flags.Flags;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.skips.Skip;
import macaw.labeling.skips.SkipReason;
import macaw.labeling.skips.Skips;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What a labeler does with a task beside answering it. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.LABELER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DeskResource {
    private final DefaultNamespace namespaces;
    private final Skips skips;
    private final Flags flags;
    private final Inquiries inquiries;
    private final CallerLabeler caller;

    DeskResource(DefaultNamespace namespaces, Skips skips, Flags flags, Inquiries inquiries, CallerLabeler caller) {
        this.namespaces = namespaces;
        this.skips = skips;
        this.flags = flags;
        this.inquiries = inquiries;
        this.caller = caller;
    }

    /**
     * Passing a task over.
     *
     * @param lease the caller's hold on it
     * @param reason {@code unclear}, {@code too_hard}, {@code language}, {@code sensitive} or {@code other}
     * @param comment needed where the reason is other
     */
    public record SkipBody(
            @Nullable String lease,
            @Nullable String reason,
            @Nullable String comment) {}

    /** That it was passed over. */
    public record Skipped(UUID task, String reason, Instant skippedAt) {
        static Skipped of(Skip skip) {
            return new Skipped(skip.task(), Words.of(skip.reason()), skip.skippedAt());
        }
    }

    /**
     * Something wrong with a prompt.
     *
     * @param kind {@code unclear}, {@code harmful} or {@code private_data}
     * @param comment in words; may be left out
     */
    public record FlagBody(@Nullable String kind, @Nullable String comment) {}

    /** That a prompt is flagged. */
    public record Flagged(UUID id, String kind, Instant flaggedAt) {
        static Flagged of(Flag flag) {
            return new Flagged(flag.id(), Words.of(flag.kind()), flag.flaggedAt());
        }
    }

    /**
     * A question to a lead.
     *
     * @param text what
     * @param idempotencyKey chosen by the sender, so that a second try asks nothing twice; may be left out
     */
    public record QuestionBody(
            @Nullable String text, @Nullable String idempotencyKey) {}

    /** That a question was asked. */
    public record Asked(UUID id, Instant askedAt) {
        static Asked of(Inquiry inquiry) {
            return new Asked(inquiry.id(), inquiry.askedAt());
        }
    }

    /** Passes a task over. */
    @POST
    @Path("v1/tasks/{task}/skip")
    @Operation(summary = "Passes a task over: its place is free, and the caller is never handed it again")
    public Skipped skip(String task, @QueryParam("namespace") @DefaultValue("") String namespace, SkipBody body) {
        String owner = namespaces.or(namespace);
        return Skipped.of(skips.skip(
                owner,
                TaskResource.task(task),
                SubmissionBody.lease(Objects.requireNonNullElse(body.lease(), "")),
                caller.in(owner).id(),
                Words.read(SkipReason.class, "reason", Objects.requireNonNullElse(body.reason(), "")),
                Objects.requireNonNullElse(body.comment(), "")));
    }

    /** Flags a task's prompt. */
    @POST
    @Path("v1/tasks/{task}/flags")
    @Operation(
            summary =
                    "Flags a task's prompt; harmful ones and those with private data go to nobody else until a lead decides")
    public Flagged flag(String task, @QueryParam("namespace") @DefaultValue("") String namespace, FlagBody body) {
        String owner = namespaces.or(namespace);
        return Flagged.of(flags.raise(
                owner,
                TaskResource.task(task),
                caller.in(owner).id(),
                Words.read(FlagKind.class, "kind", Objects.requireNonNullElse(body.kind(), "")),
                Objects.requireNonNullElse(body.comment(), "")));
    }

    /** Asks a lead about a task. */
    @POST
    @Path("v1/tasks/{task}/questions")
    @Operation(summary = "Asks a lead about a task")
    public Asked ask(String task, @QueryParam("namespace") @DefaultValue("") String namespace, QuestionBody body) {
        String owner = namespaces.or(namespace);
        return Asked.of(inquiries.ask(
                owner,
                TaskResource.task(task),
                caller.in(owner).id(),
                Objects.requireNonNullElse(body.text(), ""),
                body.idempotencyKey()));
    }
}
