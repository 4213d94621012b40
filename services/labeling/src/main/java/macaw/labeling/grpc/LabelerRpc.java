package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.labeling.drafts.Drafts;
import macaw.labeling.drafts.json.DraftJson;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.Draft;
import macaw.v1.DropDraftResponse;
import macaw.v1.LabelerServiceGrpc;
import macaw.v1.SaveDraftRequest;
import macaw.v1.SubmitPromptRequest;
import macaw.v1.Submitted;
import macaw.v1.TaskRef;

/** {@code LabelerService}. */
@GrpcService
public class LabelerRpc extends LabelerServiceGrpc.LabelerServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Labelers labelers;
    private final SubmissionDesk submissions;
    private final Drafts drafts;

    LabelerRpc(DefaultNamespace namespaces, Labelers labelers, SubmissionDesk submissions, Drafts drafts) {
        this.namespaces = namespaces;
        this.labelers = labelers;
        this.submissions = submissions;
        this.drafts = drafts;
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
            return DeskEncoding.draft(
                    drafts.save(namespace, task, labeler(namespace).id(), DraftJson.read(request.getContentJson())));
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

    private Labeler labeler(String namespace) {
        return labelers.ofSubject(namespace, RpcAccess.caller().orElseThrow().subject());
    }
}
