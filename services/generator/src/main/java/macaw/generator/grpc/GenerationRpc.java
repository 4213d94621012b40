package macaw.generator.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.rpc.CallerGone;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.Answer;
import macaw.generator.answering.Answering;
import macaw.generator.answering.Likelihoods;
import macaw.generator.answering.Piece;
import macaw.generator.policies.PolicyCatalog;
import macaw.records.VersionName;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.ListPoliciesRequest;
import macaw.v1.ListPoliciesResponse;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.LogProbabilitiesResponse;

/** The generator over gRPC. */
@GrpcService
public class GenerationRpc extends GenerationServiceGrpc.GenerationServiceImplBase {
    private final Answering answering;
    private final Likelihoods likelihoods;
    private final PolicyCatalog catalog;

    GenerationRpc(Answering answering, Likelihoods likelihoods, PolicyCatalog catalog) {
        this.answering = answering;
        this.likelihoods = likelihoods;
        this.catalog = catalog;
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> reply) {
        try (Answer answer = answering.ask(GenerationCodec.question(request))) {
            CallerGone.ofThisCall().then(answer::close);
            for (Optional<Piece> piece = answer.next(); piece.isPresent(); piece = answer.next()) {
                reply.onNext(GenerationCodec.response(answer, piece.get()));
            }
            reply.onCompleted();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void logProbabilities(LogProbabilitiesRequest request, StreamObserver<LogProbabilitiesResponse> reply) {
        try {
            reply.onNext(GenerationCodec.response(likelihoods.judge(
                    VersionName.parse(request.getPolicy()),
                    GenerationCodec.input(request),
                    GenerationCodec.completions(request),
                    CallerGone.ofThisCall()::then)));
            reply.onCompleted();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
    public void listPolicies(ListPoliciesRequest request, StreamObserver<ListPoliciesResponse> reply) {
        String namespace = request.getNamespace().isEmpty() ? VersionName.DEFAULT_NAMESPACE : request.getNamespace();
        reply.onNext(ListPoliciesResponse.newBuilder()
                .addAllPolicies(catalog.list(namespace).stream()
                        .map(GenerationCodec::info)
                        .toList())
                .build());
        reply.onCompleted();
    }

    private static CodedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CodedException(ErrorCode.DRAINING, "the generator is shutting down", e);
    }
}
