package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Verdict;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What leads decide about submissions and tasks. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {
    private final DefaultNamespace namespaces;
    private final ReviewDesk reviews;
    private final CallerLabeler caller;

    ReviewResource(DefaultNamespace namespaces, ReviewDesk reviews, CallerLabeler caller) {
        this.namespaces = namespaces;
        this.reviews = reviews;
        this.caller = caller;
    }

    /**
     * A decision about a submission.
     *
     * @param action {@code send_back}, {@code exclude} or {@code count}
     * @param comment shown to the labeler; not empty unless it is to count
     */
    public record ReviewBody(
            @Nullable String action, @Nullable String comment) {}

    /** A lead's own judgement: the keys of its kind beside these. */
    public record AdjudicationBody(
            @Nullable String text,
            @Nullable String style,
            @Nullable List<SubmissionBody.Example> examples,
            @Nullable List<SubmissionBody.Rating> ratings,
            @Nullable List<List<String>> ranking,
            @Nullable String comment,
            @Nullable Integer durationMillis) {}

    /** Why a task is closed or opened. */
    public record ReasonBody(@Nullable String reason) {}

    /** What came of it. */
    public record TaskStateBody(UUID id, boolean closed) {}

    /** Decides about a submission. */
    @POST
    @Path("v1/submissions/{id}/review")
    @Operation(summary = "Sends a submission back to its labeler, excludes it, or lets it count")
    public SubmissionBody.Recorded review(
            String id, @QueryParam("namespace") @DefaultValue("") String namespace, ReviewBody body) {
        return SubmissionBody.Recorded.of(reviews.review(
                namespaces.or(namespace),
                submission(id),
                Words.read(Verdict.class, "action", Objects.requireNonNullElse(body.action(), "")),
                Objects.requireNonNullElse(body.comment(), ""),
                caller.subject()));
    }

    /** All that a submission ever said, and all that was decided about it. */
    @GET
    @Path("v1/submissions/{id}/history")
    @Operation(summary = "All that a submission ever said, and all that was decided about it")
    public HistoryBody history(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        return HistoryBody.of(reviews.history(namespaces.or(namespace), submission(id)));
    }

    /** Records the caller's own judgement of a task. */
    @POST
    @Path("v1/tasks/{task}/adjudication")
    @Operation(summary = "Records the caller's own judgement of a task, which counts and closes the task")
    public SubmissionBody.Recorded adjudicate(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, AdjudicationBody body) {
        String owner = namespaces.or(namespace);
        var content =
                SubmissionBody.content(body.style(), body.text(), body.examples(), body.ratings(), body.ranking());
        return SubmissionBody.Recorded.of(reviews.adjudicate(
                owner,
                new ReviewDesk.Judgement(
                        TaskResource.task(task),
                        content,
                        Objects.requireNonNullElse(body.comment(), ""),
                        Objects.requireNonNullElse(body.durationMillis(), 0)),
                caller.in(owner)));
    }

    /** Lets nothing of a task be changed any more. */
    @POST
    @Path("v1/tasks/{task}/closing")
    @Operation(summary = "Lets nothing of a task be changed any more")
    public TaskStateBody close(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, ReasonBody body) {
        UUID id = TaskResource.task(task);
        reviews.close(namespaces.or(namespace), id, Objects.requireNonNullElse(body.reason(), ""), caller.subject());
        return new TaskStateBody(id, true);
    }

    /** Takes the closing of a task back. */
    @POST
    @Path("v1/tasks/{task}/reopening")
    @Operation(summary = "Takes the closing of a task back; an adjudication goes on counting")
    public TaskStateBody reopen(
            String task, @QueryParam("namespace") @DefaultValue("") String namespace, ReasonBody body) {
        UUID id = TaskResource.task(task);
        reviews.reopen(namespaces.or(namespace), id, Objects.requireNonNullElse(body.reason(), ""), caller.subject());
        return new TaskStateBody(id, false);
    }

    static UUID submission(String id) {
        return Names.id(id)
                .orElseThrow(() -> new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission \"" + id + "\""));
    }
}
