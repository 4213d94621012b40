package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.inquiries.InquiryView;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.PreferenceStore;
import macaw.labeling.labelers.Preferences;
import macaw.labeling.ownwork.OwnProgress;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.ownwork.OwnWork;
import macaw.labeling.projects.Projects;
import macaw.labeling.texts.DefaultNamespace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A labeler's own account, work and questions. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed(Roles.LABELER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class OwnWorkResource {
    static final int MOST = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final OwnWork work;
    private final Inquiries inquiries;
    private final PreferenceStore preferences;
    private final CallerLabeler caller;

    OwnWorkResource(
            DefaultNamespace namespaces,
            Projects projects,
            OwnWork work,
            Inquiries inquiries,
            PreferenceStore preferences,
            CallerLabeler caller) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.work = work;
        this.inquiries = inquiries;
        this.preferences = preferences;
        this.caller = caller;
    }

    /**
     * The caller.
     *
     * @param pseudonym the only thing of them that leaves the service
     * @param name shown to leads
     * @param simulated whether a program plays the labeler
     * @param sensitiveOptOut that they are given no sensitive prompts
     */
    public record MeBody(String pseudonym, String name, boolean simulated, boolean sensitiveOptOut) {
        static MeBody of(Labeler labeler, Preferences chosen) {
            return new MeBody(labeler.pseudonym(), labeler.name(), labeler.simulated(), chosen.sensitiveOptOut());
        }
    }

    /** What the caller chooses. */
    public record ChoiceBody(Boolean sensitiveOptOut) {}

    /**
     * How much the caller did in a project, and how fast.
     *
     * @param medianMillis null where there is nothing yet
     * @param tasksLeft unfinished tasks that they could still be handed, now or later
     * @param questionsAnswered their questions to leads that have an answer
     */
    public record ProgressBody(
            int submitted,
            int counting,
            int sentBack,
            int surplus,
            int excluded,
            int today,
            int lastHour,
            @Nullable Long medianMillis,
            long totalMillis,
            int tasksLeft,
            int questionsAnswered) {
        static ProgressBody of(OwnProgress own) {
            return new ProgressBody(
                    own.submitted(),
                    own.counting(),
                    own.sentBack(),
                    own.surplus(),
                    own.excluded(),
                    own.today(),
                    own.lastHour(),
                    own.medianMillis().isPresent() ? own.medianMillis().getAsLong() : null,
                    own.totalMillis(),
                    own.tasksLeft(),
                    own.questionsAnswered());
        }
    }

    /**
     * A submission of the caller's.
     *
     * @param cause why it does not count; of excluded ones only
     * @param reviewComment what a lead said of it last
     * @param editable whether it may still be changed
     */
    public record SubmittedBody(
            UUID id,
            UUID task,
            String kind,
            String prompt,
            String state,
            @Nullable String cause,
            @Nullable String reviewComment,
            Instant submittedAt,
            long revision,
            boolean editable) {
        static SubmittedBody of(OwnSubmission own) {
            return new SubmittedBody(
                    own.id(),
                    own.task(),
                    Words.of(own.kind()),
                    own.prompt(),
                    Words.of(own.standing().state()),
                    Optional.ofNullable(own.standing().cause()).map(Words::of).orElse(null),
                    own.reviewComment().isEmpty() ? null : own.reviewComment(),
                    own.submittedAt(),
                    own.revision(),
                    own.editable());
        }
    }

    /**
     * A question of the caller's.
     *
     * @param prompt of the task that it is about
     * @param answer null until a lead has answered
     */
    public record OwnQuestionBody(
            UUID id,
            UUID task,
            String prompt,
            String text,
            Instant askedAt,
            @Nullable String answer,
            @Nullable Instant answeredAt) {
        static OwnQuestionBody of(InquiryView view) {
            Inquiry inquiry = view.inquiry();
            return new OwnQuestionBody(
                    inquiry.id(),
                    inquiry.task(),
                    view.prompt(),
                    inquiry.text(),
                    inquiry.askedAt(),
                    inquiry.answer().map(Inquiry.LeadsAnswer::text).orElse(null),
                    inquiry.answer().map(Inquiry.LeadsAnswer::at).orElse(null));
        }
    }

    /** Who the caller is. */
    @GET
    @Path("v1/me")
    @Operation(summary = "The calling labeler and what they chose")
    public MeBody me(@QueryParam("namespace") @DefaultValue("") String namespace) {
        Labeler labeler = caller.in(namespaces.or(namespace));
        return MeBody.of(labeler, preferences.of(labeler));
    }

    /** Changes what the caller chose. */
    @PUT
    @Path("v1/me")
    @Operation(summary = "Changes what the calling labeler chose: whether they are given sensitive prompts")
    public MeBody choose(@QueryParam("namespace") @DefaultValue("") String namespace, ChoiceBody body) {
        Labeler labeler = caller.in(namespaces.or(namespace));
        var chosen = new Preferences(body.sensitiveOptOut());
        preferences.save(labeler, chosen);
        return MeBody.of(labeler, chosen);
    }

    /** How much the caller did, and how fast. */
    @GET
    @Path("v1/projects/{name}/my/progress")
    @Operation(summary = "How much the caller did in a project, and how fast; zone is where their day begins")
    public ProgressBody progress(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("zone") @DefaultValue("UTC") String zone) {
        String owner = namespaces.or(namespace);
        return ProgressBody.of(
                work.progress(projects.get(owner, name), caller.in(owner).id(), zone));
    }

    /** What the caller handed in. */
    @GET
    @Path("v1/projects/{name}/my/submissions")
    @Operation(summary = "What the caller handed in and what became of it, latest first")
    public List<SubmittedBody> submissions(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        String owner = namespaces.or(namespace);
        return work
                .submissions(
                        projects.get(owner, name),
                        caller.in(owner).id(),
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, MOST))
                .stream()
                .map(SubmittedBody::of)
                .toList();
    }

    /** What the caller asked leads. */
    @GET
    @Path("v1/projects/{name}/my/questions")
    @Operation(summary = "What the caller asked leads, with the answers, latest first")
    public List<OwnQuestionBody> questions(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        String owner = namespaces.or(namespace);
        return inquiries
                .ofLabeler(
                        projects.get(owner, name),
                        caller.in(owner).id(),
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, MOST))
                .stream()
                .map(OwnQuestionBody::of)
                .toList();
    }
}
