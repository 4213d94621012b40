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
import macaw.labeling.submissions.RevisionDesk;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What labelers do with work that they handed in. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.LABELER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RevisionResource {
    private final DefaultNamespace namespaces;
    private final RevisionDesk revisions;
    private final CallerLabeler caller;

    RevisionResource(DefaultNamespace namespaces, RevisionDesk revisions, CallerLabeler caller) {
        this.namespaces = namespaces;
        this.revisions = revisions;
        this.caller = caller;
    }

    /**
     * Changed work: the keys of its kind beside these.
     *
     * @param basedOn the revision that the labeler had before them
     * @param comment the labeler's own
     * @param idempotencyKey chosen by the sender
     * @param durationMillis time spent on the change
     */
    public record RevisionBody(
            @Nullable Long basedOn,
            @Nullable String text,
            @Nullable String style,
            @Nullable List<SubmissionBody.Example> examples,
            @Nullable List<SubmissionBody.Rating> ratings,
            @Nullable List<List<String>> ranking,
            @Nullable String comment,
            @Nullable String idempotencyKey,
            @Nullable Integer durationMillis) {
        RevisionDesk.Revision decode(UUID submission) {
            return new RevisionDesk.Revision(
                    submission,
                    Objects.requireNonNullElse(basedOn, 0L),
                    Objects.requireNonNullElse(idempotencyKey, ""),
                    SubmissionBody.content(style, text, examples, ratings, ranking),
                    Objects.requireNonNullElse(comment, ""),
                    Objects.requireNonNullElse(durationMillis, 0));
        }
    }

    /**
     * A labeler's own submission.
     *
     * @param id the submission
     * @param state as in {@link SubmissionBody.Recorded}
     * @param revision rises with every change
     * @param editable whether a revision is accepted now
     * @param reviewComment what a reviewer said of it last; left out where nobody did
     * @param task its task, with the guidelines and questions that it was made with
     * @param content what it says
     * @param comment the labeler's own; may be empty
     */
    public record MineBody(
            UUID id,
            String state,
            long revision,
            boolean editable,
            @Nullable String reviewComment,
            TaskBody task,
            ContentBody content,
            String comment) {}

    /** The caller's own submission with its task. */
    @GET
    @Path("v1/submissions/{id}/mine")
    @Operation(summary = "The caller's own submission with its task")
    public MineBody mine(String id, @QueryParam("namespace") @DefaultValue("") String namespace) {
        String owner = namespaces.or(namespace);
        RevisionDesk.Mine mine = revisions.mine(
                owner, ReviewResource.submission(id), caller.in(owner).id());
        return new MineBody(
                mine.submission().id(),
                Words.of(mine.submission().toldState()),
                mine.submission().revision(),
                mine.editable(),
                mine.reviewComment().orElse(null),
                TaskBody.of(mine.task(), mine.shown(), null, null, null),
                ContentBody.of(mine.content()),
                mine.submission().comment());
    }

    /** Changes the caller's own submission. */
    @POST
    @Path("v1/submissions/{id}/revision")
    @Operation(summary = "Changes the caller's own submission until its task is closed; the earlier content is kept")
    public SubmissionBody.Recorded revise(
            String id, @QueryParam("namespace") @DefaultValue("") String namespace, RevisionBody body) {
        String owner = namespaces.or(namespace);
        return SubmissionBody.Recorded.of(
                revisions.revise(owner, caller.in(owner).id(), body.decode(ReviewResource.submission(id))));
    }
}
