package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labelers;
import macaw.labeling.projects.Projects;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Verdict;
import macaw.labeling.review.Withdrawals;
import macaw.labeling.submissions.SubmissionFilter;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.submissions.SubmissionViews;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.texts.Names;
import macaw.v1.AdjudicateRequest;
import macaw.v1.ListSubmissionsRequest;
import macaw.v1.ReviewRequest;
import macaw.v1.ReviewServiceGrpc;
import macaw.v1.SubmissionHistory;
import macaw.v1.SubmissionRef;
import macaw.v1.SubmissionSummary;
import macaw.v1.Submitted;
import macaw.v1.TaskDecided;
import macaw.v1.TaskDecision;
import macaw.v1.WithdrawLabelerRequest;
import macaw.v1.WithdrawPromptRequest;
import macaw.v1.Withdrawn;

/** {@code ReviewService}. */
@GrpcService
public class ReviewRpc extends ReviewServiceGrpc.ReviewServiceImplBase {
    private static final int USUAL_LIMIT = 50;
    private static final int MOST_SUBMISSIONS = 200;

    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final Labelers labelers;
    private final ReviewDesk reviews;
    private final Withdrawals withdrawals;
    private final SubmissionViews submissions;

    ReviewRpc(
            DefaultNamespace namespaces,
            Projects projects,
            Labelers labelers,
            ReviewDesk reviews,
            Withdrawals withdrawals,
            SubmissionViews submissions) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.labelers = labelers;
        this.reviews = reviews;
        this.withdrawals = withdrawals;
        this.submissions = submissions;
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void review(ReviewRequest request, StreamObserver<Submitted> observer) {
        Reply.one(
                observer,
                () -> Encoding.submitted(reviews.review(
                        namespaces.or(request.getSubmission().getNamespace()),
                        submission(request.getSubmission()),
                        read(Verdict.values(), "action", request.getAction()),
                        request.getComment(),
                        caller())));
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void adjudicate(AdjudicateRequest request, StreamObserver<Submitted> observer) {
        Reply.one(observer, () -> {
            String namespace = namespaces.or(request.getNamespace());
            var judgement = new ReviewDesk.Judgement(
                    task(request.getTaskId()),
                    ContentCodec.decode(request.getContent()),
                    request.getComment(),
                    request.getDurationMillis());
            return Encoding.submitted(
                    reviews.adjudicate(namespace, judgement, labelers.ofSubject(namespace, caller())));
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void closeTask(TaskDecision request, StreamObserver<TaskDecided> observer) {
        Reply.one(observer, () -> {
            reviews.close(
                    namespaces.or(request.getNamespace()), task(request.getTaskId()), request.getReason(), caller());
            return TaskDecided.newBuilder()
                    .setTaskId(request.getTaskId())
                    .setClosed(true)
                    .build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void reopenTask(TaskDecision request, StreamObserver<TaskDecided> observer) {
        Reply.one(observer, () -> {
            reviews.reopen(
                    namespaces.or(request.getNamespace()), task(request.getTaskId()), request.getReason(), caller());
            return TaskDecided.newBuilder().setTaskId(request.getTaskId()).build();
        });
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void getHistory(SubmissionRef request, StreamObserver<SubmissionHistory> observer) {
        Reply.one(
                observer,
                () -> ReviewEncoding.history(
                        reviews.history(namespaces.or(request.getNamespace()), submission(request))));
    }

    @Override
    @AllowedRoles({Roles.REVIEWER, Roles.OPERATOR})
    public void listSubmissions(ListSubmissionsRequest request, StreamObserver<SubmissionSummary> observer) {
        Reply.<SubmissionSummary>stream(observer, send -> {
            var project = projects.get(namespaces.or(request.getNamespace()), request.getProject());
            var filter = new SubmissionFilter(
                    given(request.getState()).map(word -> read(SubmissionState.values(), "state", word)),
                    given(request.getLabeler()),
                    given(request.getPromptId()));
            int limit = request.getLimit() == 0 ? USUAL_LIMIT : request.getLimit();
            submissions
                    .latest(project, filter, Math.max(request.getOffset(), 0), Math.clamp(limit, 1, MOST_SUBMISSIONS))
                    .forEach(view -> send.accept(ReviewEncoding.summary(view)));
        });
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void withdrawLabeler(WithdrawLabelerRequest request, StreamObserver<Withdrawn> observer) {
        Reply.one(
                observer,
                () -> withdrawn(withdrawals.labeler(
                        namespaces.or(request.getNamespace()), request.getPseudonym(), request.getReason(), caller())));
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void withdrawPrompt(WithdrawPromptRequest request, StreamObserver<Withdrawn> observer) {
        Reply.one(observer, () -> {
            var project = projects.get(namespaces.or(request.getNamespace()), request.getProject());
            return withdrawn(withdrawals.prompt(project, request.getPromptId(), request.getReason(), caller()));
        });
    }

    private static Withdrawn withdrawn(int count) {
        return Withdrawn.newBuilder().setSubmissions(count).build();
    }

    static UUID submission(SubmissionRef ref) {
        return Names.id(ref.getSubmissionId())
                .orElseThrow(() -> new CodedException(
                        ErrorCode.SUBMISSION_UNKNOWN, "no submission \"" + ref.getSubmissionId() + "\""));
    }

    private static UUID task(String id) {
        return Names.id(id).orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + id + "\""));
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static <E extends Enum<E>> E read(E[] values, String field, String word) {
        return Stream.of(values)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> Decoding.invalid(field + " must not be \"" + word + "\""));
    }

    private static String caller() {
        return RpcAccess.caller().orElseThrow().subject();
    }
}
