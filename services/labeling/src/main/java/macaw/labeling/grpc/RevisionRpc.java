package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.submissions.RevisionDesk;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.MySubmission;
import macaw.v1.ReviseRequest;
import macaw.v1.RevisionServiceGrpc;
import macaw.v1.SubmissionRef;
import macaw.v1.Submitted;

/** {@code RevisionService}. */
@GrpcService
public class RevisionRpc extends RevisionServiceGrpc.RevisionServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Labelers labelers;
    private final RevisionDesk revisions;

    RevisionRpc(DefaultNamespace namespaces, Labelers labelers, RevisionDesk revisions) {
        this.namespaces = namespaces;
        this.labelers = labelers;
        this.revisions = revisions;
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void revise(ReviseRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getSubmission().getNamespace());
            return Encoding.submitted(revisions.revise(
                    namespace,
                    labeler(namespace),
                    new RevisionDesk.Revision(
                            ReviewRpc.submission(request.getSubmission()),
                            request.getBasedOn(),
                            request.getIdempotencyKey(),
                            ContentCodec.decode(request.getContent()),
                            request.getComment(),
                            request.getDurationMillis())));
        });
    }

    @Override
    @AllowedRoles(Roles.LABELER)
    public void getMine(SubmissionRef request, StreamObserver<MySubmission> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            return ReviewEncoding.mine(revisions.mine(namespace, ReviewRpc.submission(request), labeler(namespace)));
        });
    }

    private UUID labeler(String namespace) {
        return labelers.ofSubject(namespace, RpcAccess.caller().orElseThrow().subject())
                .id();
    }
}
