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
import java.util.Objects;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.projects.Projects;
import macaw.labeling.review.Withdrawals;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.submissions.Withdrawal;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Who labels, and taking back what was recorded. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OversightResource {
    private final DefaultNamespace namespaces;
    private final Labelers labelers;
    private final SubmissionDesk submissions;
    private final Withdrawals withdrawals;
    private final Projects projects;
    private final CallerLabeler caller;

    OversightResource(
            DefaultNamespace namespaces,
            Labelers labelers,
            SubmissionDesk submissions,
            Withdrawals withdrawals,
            Projects projects,
            CallerLabeler caller) {
        this.namespaces = namespaces;
        this.labelers = labelers;
        this.submissions = submissions;
        this.withdrawals = withdrawals;
        this.projects = projects;
        this.caller = caller;
    }

    /** A labeler to be registered. */
    public record NewLabeler(@Nullable String name, boolean simulated) {}

    /**
     * A registered labeler.
     *
     * @param key shown this once
     */
    public record LabelerBody(UUID id, String pseudonym, boolean simulated, String key) {}

    /** Why something is taken back. */
    public record WithdrawalBody(@Nullable String reason) {
        String given() {
            return Objects.requireNonNullElse(reason, "");
        }
    }

    /**
     * What a withdrawal did.
     *
     * @param submissions submissions that this call took back
     */
    public record Withdrawn(int submissions) {}

    /** Registers a labeler. */
    @POST
    @Path("v1/labelers")
    @Operation(summary = "Registers a labeler and returns its key, once")
    public LabelerBody register(@QueryParam("namespace") @DefaultValue("") String namespace, NewLabeler body) {
        var registered = labelers.register(
                namespaces.or(namespace), Objects.requireNonNullElse(body.name(), ""), body.simulated());
        return new LabelerBody(
                registered.labeler().id(),
                registered.labeler().pseudonym(),
                registered.labeler().simulated(),
                registered.key());
    }

    /** Takes a submission back. */
    @POST
    @Path("v1/submissions/{id}/withdrawal")
    @Operation(summary = "Takes a submission back; later snapshots leave it out and its topic gets a tombstone")
    public SubmissionBody.Recorded withdraw(
            String id, @QueryParam("namespace") @DefaultValue("") String namespace, WithdrawalBody body) {
        UUID submission = Names.id(id)
                .orElseThrow(() -> new CodedException(ErrorCode.SUBMISSION_UNKNOWN, "no submission \"" + id + "\""));
        return SubmissionBody.Recorded.of(submissions.withdraw(
                namespaces.or(namespace), submission, new Withdrawal(body.given(), caller.subject())));
    }

    /** Takes a labeler and all their work back. */
    @POST
    @Path("v1/labelers/{pseudonym}/withdrawal")
    @Operation(
            summary =
                    "Takes a labeler and all their work back; their key works no more, and later snapshots respect it")
    public Withdrawn withdrawLabeler(
            String pseudonym, @QueryParam("namespace") @DefaultValue("") String namespace, WithdrawalBody body) {
        return new Withdrawn(withdrawals.labeler(namespaces.or(namespace), pseudonym, body.given(), caller.subject()));
    }

    /** Takes a prompt and all work on it back. */
    @POST
    @Path("v1/projects/{name}/prompts/{prompt}/withdrawal")
    @Operation(
            summary =
                    "Takes a prompt and all work on it back; it is handed out no more, and later snapshots respect it")
    public Withdrawn withdrawPrompt(
            String name,
            String prompt,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            WithdrawalBody body) {
        return new Withdrawn(withdrawals.prompt(
                projects.get(namespaces.or(namespace), name), prompt, body.given(), caller.subject()));
    }
}
