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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.flags.Flag;
import macaw.labeling.flags.FlagView;
import macaw.labeling.flags.Flags;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.inquiries.Inquiry;
import macaw.labeling.inquiries.InquiryView;
import macaw.labeling.projects.Projects;
import macaw.labeling.skips.SkippedPrompt;
import macaw.labeling.skips.Skips;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What labelers tell leads: prompts they flagged, questions they asked, tasks they passed over. */
@Path("/")
@RunOnVirtualThread
@RolesAllowed({Roles.REVIEWER, Roles.OPERATOR})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ConcernResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Flags flags;
    private final Inquiries inquiries;
    private final Skips skips;
    private final CallerLabeler caller;

    ConcernResource(
            DefaultNamespace namespaces,
            Projects projects,
            Flags flags,
            Inquiries inquiries,
            Skips skips,
            CallerLabeler caller) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.flags = flags;
        this.inquiries = inquiries;
        this.skips = skips;
        this.caller = caller;
    }

    /** Who said it: the name that leads know, the pseudonym of exports, and whether a program plays them. */
    public record FromBody(String name, String pseudonym, boolean simulated) {}

    /**
     * A flag.
     *
     * @param kind {@code unclear}, {@code harmful} or {@code private_data}
     * @param resolution null while it is open
     */
    public record FlagViewBody(
            UUID id,
            UUID task,
            String promptId,
            String prompt,
            String kind,
            String comment,
            FromBody labeler,
            Instant flaggedAt,
            @Nullable ResolutionBody resolution) {
        static FlagViewBody of(FlagView view) {
            Flag flag = view.flag();
            return new FlagViewBody(
                    flag.id(),
                    flag.task(),
                    view.promptId(),
                    view.prompt(),
                    Words.of(flag.kind()),
                    flag.comment(),
                    new FromBody(view.labelerName(), view.pseudonym(), view.simulated()),
                    flag.flaggedAt(),
                    flag.resolution().map(ResolutionBody::of).orElse(null));
        }
    }

    /** What was decided about a flag: {@code keep} or {@code withdraw_prompt}, why, by whom and when. */
    public record ResolutionBody(String action, String comment, String by, Instant at) {
        static ResolutionBody of(Flag.Resolution resolution) {
            return new ResolutionBody(
                    Words.of(resolution.action()), resolution.comment(), resolution.by(), resolution.at());
        }
    }

    /** What is to be done about a flag. */
    public record DecisionBody(
            @Nullable String action, @Nullable String comment) {}

    /**
     * A question to leads.
     *
     * @param answer null until there is one
     */
    public record QuestionViewBody(
            UUID id,
            UUID task,
            String promptId,
            String prompt,
            String text,
            FromBody labeler,
            Instant askedAt,
            @Nullable AnswerBody answer) {
        static QuestionViewBody of(InquiryView view) {
            Inquiry inquiry = view.inquiry();
            return new QuestionViewBody(
                    inquiry.id(),
                    inquiry.task(),
                    view.promptId(),
                    view.prompt(),
                    inquiry.text(),
                    new FromBody(view.labelerName(), view.pseudonym(), view.simulated()),
                    inquiry.askedAt(),
                    inquiry.answer().map(AnswerBody::of).orElse(null));
        }
    }

    /** An answer: what, by whom and when. */
    public record AnswerBody(String text, String by, Instant at) {
        static AnswerBody of(Inquiry.LeadsAnswer answer) {
            return new AnswerBody(answer.text(), answer.by(), answer.at());
        }
    }

    /** An answer to be given. */
    public record ReplyBody(@Nullable String text) {}

    /**
     * A prompt that was passed over.
     *
     * @param skips by how many
     * @param reasons by how many for which reason
     * @param comments what they said, in order of time
     */
    public record SkippedBody(
            UUID task, String promptId, String prompt, int skips, Map<String, Integer> reasons, List<String> comments) {
        static SkippedBody of(SkippedPrompt skipped) {
            Map<String, Integer> reasons = new LinkedHashMap<>();
            skipped.reasons().forEach((reason, count) -> reasons.put(Words.of(reason), count));
            return new SkippedBody(
                    skipped.task(), skipped.promptId(), skipped.prompt(), skipped.skips(), reasons, skipped.comments());
        }
    }

    /** Flags of a project's prompts. */
    @GET
    @Path("v1/projects/{name}/flags")
    @Operation(summary = "Flags of a project's prompts, open ones first, then the latest first")
    public List<FlagViewBody> flags(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("open") @DefaultValue("false") boolean open,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return flags
                .list(
                        projects.get(namespaces.or(namespace), name),
                        open,
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, OwnWorkResource.MOST))
                .stream()
                .map(FlagViewBody::of)
                .toList();
    }

    /** Decides about a flag. */
    @POST
    @Path("v1/flags/{id}/resolution")
    @Operation(summary = "Decides about a flag: the prompt is kept, or withdrawn with all work on it")
    public ResolutionBody resolve(
            String id, @QueryParam("namespace") @DefaultValue("") String namespace, DecisionBody body) {
        UUID flag =
                Names.id(id).orElseThrow(() -> new CodedException(ErrorCode.FLAG_UNKNOWN, "no flag \"" + id + "\""));
        return ResolutionBody.of(flags.resolve(
                        namespaces.or(namespace),
                        flag,
                        Words.read(Flag.Action.class, "action", Objects.requireNonNullElse(body.action(), "")),
                        Objects.requireNonNullElse(body.comment(), ""),
                        caller.subject())
                .resolution()
                .orElseThrow());
    }

    /** Questions that labelers asked. */
    @GET
    @Path("v1/projects/{name}/questions")
    @Operation(summary = "What labelers asked in a project, without an answer first, then the latest first")
    public List<QuestionViewBody> questions(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("open") @DefaultValue("false") boolean open,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return inquiries
                .list(
                        projects.get(namespaces.or(namespace), name),
                        open,
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, OwnWorkResource.MOST))
                .stream()
                .map(QuestionViewBody::of)
                .toList();
    }

    /** Answers a question. */
    @POST
    @Path("v1/questions/{id}/answer")
    @Operation(summary = "Answers a labeler's question, in place of an earlier answer")
    public AnswerBody answer(String id, @QueryParam("namespace") @DefaultValue("") String namespace, ReplyBody body) {
        UUID question = Names.id(id)
                .orElseThrow(
                        () -> new CodedException(ErrorCode.INQUIRY_UNKNOWN, "no question \"" + id + "\" to a lead"));
        return AnswerBody.of(inquiries
                .answer(
                        namespaces.or(namespace),
                        question,
                        Objects.requireNonNullElse(body.text(), ""),
                        caller.subject())
                .answer()
                .orElseThrow());
    }

    /** Prompts that were passed over. */
    @GET
    @Path("v1/projects/{name}/skips")
    @Operation(summary = "A project's prompts that labelers passed over, with reasons, the most often first")
    public List<SkippedBody> skips(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return skips
                .counted(
                        projects.get(namespaces.or(namespace), name),
                        Math.max(offset, 0),
                        Math.clamp(limit, 1, OwnWorkResource.MOST))
                .stream()
                .map(SkippedBody::of)
                .toList();
    }
}
