package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.flags.Flag.Action;
import macaw.labeling.inquiries.Inquiries;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Projects;
import macaw.labeling.skips.Skips;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import macaw.v1.AnswerQuestionRequest;
import macaw.v1.ConcernServiceGrpc;
import macaw.v1.ConcernsRequest;
import macaw.v1.Flag;
import macaw.v1.Flags;
import macaw.v1.LeadQuestion;
import macaw.v1.LeadQuestions;
import macaw.v1.ResolveFlagRequest;
import macaw.v1.SkippedPrompts;

/** {@code ConcernService}. */
@GrpcService
public class ConcernRpc extends ConcernServiceGrpc.ConcernServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final macaw.labeling.flags.Flags flags;
    private final Inquiries inquiries;
    private final Skips skips;

    ConcernRpc(
            DefaultNamespace namespaces,
            Projects projects,
            macaw.labeling.flags.Flags flags,
            Inquiries inquiries,
            Skips skips) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.flags = flags;
        this.inquiries = inquiries;
        this.skips = skips;
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listFlags(ConcernsRequest request, StreamObserver<Flags> observer) {
        Reply.one(observer, () -> {
            var answer = Flags.newBuilder();
            flags.list(
                            project(request),
                            request.getOpenOnly(),
                            DeskDecoding.offset(request.getOffset()),
                            DeskDecoding.limit(request.getLimit()))
                    .forEach(view -> answer.addFlags(ConcernEncoding.flag(view)));
            return answer.build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void resolveFlag(ResolveFlagRequest request, StreamObserver<Flag> observer) {
        Reply.one(observer, () -> {
            UUID flag = Names.id(request.getFlagId())
                    .orElseThrow(() ->
                            new CodedException(ErrorCode.FLAG_UNKNOWN, "no flag \"" + request.getFlagId() + "\""));
            return ConcernEncoding.decided(flags.resolve(
                            namespaces.or(request.getNamespace()),
                            flag,
                            DeskDecoding.word(Action.class, "action", request.getAction()),
                            request.getComment(),
                            caller()))
                    .build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listQuestions(ConcernsRequest request, StreamObserver<LeadQuestions> observer) {
        Reply.one(observer, () -> {
            var answer = LeadQuestions.newBuilder();
            inquiries
                    .list(
                            project(request),
                            request.getOpenOnly(),
                            DeskDecoding.offset(request.getOffset()),
                            DeskDecoding.limit(request.getLimit()))
                    .forEach(view -> answer.addQuestions(ConcernEncoding.question(view)));
            return answer.build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void answerQuestion(AnswerQuestionRequest request, StreamObserver<LeadQuestion> observer) {
        Reply.one(observer, () -> {
            UUID question = Names.id(request.getQuestionId())
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.INQUIRY_UNKNOWN, "no question \"" + request.getQuestionId() + "\" to a lead"));
            return ConcernEncoding.answered(inquiries.answer(
                            namespaces.or(request.getNamespace()), question, request.getText(), caller()))
                    .build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listSkips(ConcernsRequest request, StreamObserver<SkippedPrompts> observer) {
        Reply.one(observer, () -> {
            var answer = SkippedPrompts.newBuilder();
            skips.counted(
                            project(request),
                            DeskDecoding.offset(request.getOffset()),
                            DeskDecoding.limit(request.getLimit()))
                    .forEach(skipped -> answer.addPrompts(ConcernEncoding.skipped(skipped)));
            return answer.build();
        });
    }

    private Project project(ConcernsRequest request) {
        return projects.get(namespaces.or(request.getNamespace()), request.getProject());
    }

    private static String caller() {
        return RpcAccess.caller().orElseThrow().subject();
    }
}
