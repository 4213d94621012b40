package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.drafts.json.DraftJson;
import macaw.labeling.flags.FlagKind;
import macaw.labeling.flags.Flags;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.labelers.PreferenceStore;
import macaw.labeling.ownwork.OwnWork;
import macaw.labeling.projects.Projects;
import macaw.labeling.skips.SkipReason;
import macaw.labeling.skips.Skips;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.AskLeadRequest;
import macaw.v1.Draft;
import macaw.v1.DropDraftResponse;
import macaw.v1.Flag;
import macaw.v1.FlagPromptRequest;
import macaw.v1.GetMeRequest;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.LeadQuestion;
import macaw.v1.LeadQuestions;
import macaw.v1.Me;
import macaw.v1.OwnProgress;
import macaw.v1.OwnProgressRequest;
import macaw.v1.OwnSubmissions;
import macaw.v1.OwnWorkRequest;
import macaw.v1.Preferences;
import macaw.v1.SaveDraftRequest;
import macaw.v1.Skip;
import macaw.v1.SkipTaskRequest;
import macaw.v1.SubmitPromptRequest;
import macaw.v1.Submitted;
import macaw.v1.TaskRef;

/** {@code LabelerService}. */
@GrpcService
public class LabelerRpc extends LabelerServiceGrpc.LabelerServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Labelers labelers;
    private final Projects projects;
    private final SubmissionDesk submissions;
    private final Drafts drafts;
    private final Skips skips;
    private final Flags flags;
    private final Inquiries inquiries;
    private final OwnWork work;
    private final PreferenceStore preferences;

    LabelerRpc(
            DefaultNamespace namespaces,
            Labelers labelers,
            Projects projects,
            SubmissionDesk submissions,
            Drafts drafts,
            Skips skips,
            Flags flags,
            Inquiries inquiries,
            OwnWork work,
            PreferenceStore preferences) {
        this.namespaces = namespaces;
        this.labelers = labelers;
        this.projects = projects;
        this.submissions = submissions;
        this.drafts = drafts;
        this.skips = skips;
        this.flags = flags;
        this.inquiries = inquiries;
        this.work = work;
        this.preferences = preferences;
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void submitPrompt(SubmitPromptRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getLease().getNamespace());
            return Encoding.submitted(
                    submissions.submit(namespace, labeler(namespace).id(), DeskDecoding.handedIn(request)));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void saveDraft(SaveDraftRequest request, StreamObserver<Draft> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getTask().getNamespace());
            UUID task = DeskDecoding.task(request.getTask());
            return DeskEncoding.draft(drafts.save(
                    namespace,
                    task,
                    request.getLeaseId().isEmpty() ? null : Decoding.lease(request.getLeaseId()),
                    labeler(namespace).id(),
                    DraftJson.read(request.getContentJson())));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void getDraft(TaskRef request, StreamObserver<Draft> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            return DeskEncoding.draft(drafts.get(
                    namespace, DeskDecoding.task(request), labeler(namespace).id()));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void dropDraft(TaskRef request, StreamObserver<DropDraftResponse> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            drafts.drop(
                    namespace, DeskDecoding.task(request), labeler(namespace).id());
            return DropDraftResponse.getDefaultInstance();
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void skipTask(SkipTaskRequest request, StreamObserver<Skip> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getLease().getNamespace());
            return DeskEncoding.skip(skips.skip(
                    namespace,
                    Decoding.task(request.getLease()),
                    Decoding.lease(request.getLease()),
                    labeler(namespace).id(),
                    DeskDecoding.word(SkipReason.class, "reason", request.getReason()),
                    request.getComment()));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void flagPrompt(FlagPromptRequest request, StreamObserver<Flag> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getTask().getNamespace());
            return ConcernEncoding.flag(flags.raise(
                            namespace,
                            DeskDecoding.task(request.getTask()),
                            labeler(namespace).id(),
                            DeskDecoding.word(FlagKind.class, "kind", request.getKind()),
                            request.getComment()))
                    .build();
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void askLead(AskLeadRequest request, StreamObserver<LeadQuestion> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getTask().getNamespace());
            return ConcernEncoding.question(inquiries.ask(
                            namespace,
                            DeskDecoding.task(request.getTask()),
                            labeler(namespace).id(),
                            request.getText(),
                            request.getIdempotencyKey().isEmpty() ? null : request.getIdempotencyKey()))
                    .build();
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void listOwnQuestions(OwnWorkRequest request, StreamObserver<LeadQuestions> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            var answer = LeadQuestions.newBuilder();
            inquiries
                    .ofLabeler(
                            projects.get(namespace, request.getProject()),
                            labeler(namespace).id(),
                            DeskDecoding.offset(request.getOffset()),
                            DeskDecoding.limit(request.getLimit()))
                    .forEach(view -> answer.addQuestions(ConcernEncoding.question(view.inquiry())));
            return answer.build();
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void getOwnProgress(OwnProgressRequest request, StreamObserver<OwnProgress> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            return DeskEncoding.progress(work.progress(
                    projects.get(namespace, request.getProject()),
                    labeler(namespace).id(),
                    request.getZone().isEmpty() ? "UTC" : request.getZone()));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void listOwnSubmissions(OwnWorkRequest request, StreamObserver<OwnSubmissions> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            var answer = OwnSubmissions.newBuilder();
            work.submissions(
                            projects.get(namespace, request.getProject()),
                            labeler(namespace).id(),
                            DeskDecoding.offset(request.getOffset()),
                            DeskDecoding.limit(request.getLimit()))
                    .forEach(own -> answer.addSubmissions(DeskEncoding.submission(own)));
            return answer.build();
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void getMe(GetMeRequest request, StreamObserver<Me> observer) {
        Reply.one(observer, () -> {
            Labeler labeler = labeler(namespaces.or(request.getNamespace()));
            return DeskEncoding.me(labeler, preferences.of(labeler));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void choosePreferences(Preferences request, StreamObserver<Me> observer) {
        Reply.one(observer, () -> {
            Labeler labeler = labeler(namespaces.or(request.getNamespace()));
            var chosen = new macaw.labeling.labelers.Preferences(request.getSensitiveOptOut());
            preferences.save(labeler, chosen);
            return DeskEncoding.me(labeler, chosen);
        });
    }

    private Labeler labeler(String namespace) {
        return labelers.ofSubject(namespace, RpcAccess.caller().orElseThrow().subject());
    }
}
