package macaw.labeling.grpc;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.InstructGptForm;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Staffing;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.Names;
import macaw.records.Sampling;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.v1.LeaseRef;
import macaw.v1.RankGroup;
import macaw.v1.SubmitComparisonRequest;
import macaw.v1.SubmitDemonstrationRequest;

/** Messages of {@code macaw.v1} as records of the core. */
final class Decoding {
    private Decoding() {}

    static Project project(macaw.v1.Project message, String namespace) {
        return new Project(
                namespace,
                message.getName(),
                message.getOverlap() == 0 ? 1 : message.getOverlap(),
                new Project.Guidelines(1, message.getGuidelines()),
                work(message, namespace),
                staffing(message.getStaffing()),
                Project.State.RUNNING);
    }

    private static Staffing staffing(macaw.v1.Staffing message) {
        return new Staffing(
                !message.getMembersOnly(),
                new TreeSet<>(message.getMembersList()),
                message.getGoldShare(),
                message.getScreeningTasks(),
                message.getScreeningThreshold() == 0 ? Staffing.USUAL_THRESHOLD : message.getScreeningThreshold());
    }

    private static Project.Work work(macaw.v1.Project message, String namespace) {
        return switch (message.getKind()) {
            case TASK_KIND_PROMPT -> new Project.Work.Prompts();
            case TASK_KIND_DEMONSTRATION -> new Project.Work.Demonstrations();
            case TASK_KIND_COMPARISON ->
                new Project.Work.Comparisons(
                        message.getK() == 0 ? Project.Work.Comparisons.USUAL_K : message.getK(),
                        message.getPoliciesList().stream()
                                .map(policy -> VersionName.parse(policy, namespace))
                                .toList(),
                        sampling(message),
                        message.getForm().isEmpty() ? InstructGptForm.VERSION_1.version() : message.getForm());
            case TASK_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw invalid("kind must be prompt, demonstration or comparison");
        };
    }

    private static Sampling sampling(macaw.v1.Project message) {
        if (!message.hasSampling()) {
            return Project.Work.Comparisons.USUAL_SAMPLING;
        }
        var sampling = message.getSampling();
        return RolloutCodec.decode(
                sampling.getMaxTokens() > 0
                        ? sampling
                        : sampling.toBuilder()
                                .setMaxTokens(Project.Work.Comparisons.USUAL_SAMPLING.maxTokens())
                                .build());
    }

    static NewPrompt prompt(macaw.v1.NewPrompt message) {
        return new NewPrompt(
                message.getPromptId(),
                message.getText(),
                message.getCategory(),
                message.getSource(),
                message.getLanguage(),
                // false is what nobody said, too
                Sensitivity.said(message.getSensitive() ? true : null, message.getContentWarning()),
                message.getGroup(),
                split(message.getSplit()));
    }

    private static Optional<Split> split(macaw.v1.Split message) {
        return switch (message) {
            case SPLIT_UNSPECIFIED -> Optional.empty();
            case SPLIT_TRAIN -> Optional.of(Split.TRAIN);
            case SPLIT_VALIDATION -> Optional.of(Split.VALIDATION);
            case SPLIT_TEST -> Optional.of(Split.TEST);
            case UNRECOGNIZED -> throw invalid("split must be train, validation or test");
        };
    }

    static Set<Split> splits(List<macaw.v1.Split> messages) {
        var splits = EnumSet.noneOf(Split.class);
        for (macaw.v1.Split message : messages) {
            splits.add(split(message).orElseThrow(() -> invalid("split must be train, validation or test")));
        }
        return splits;
    }

    static SubmissionDesk.HandedIn handedIn(SubmitDemonstrationRequest message) {
        return new SubmissionDesk.HandedIn(
                task(message.getLease()),
                lease(message.getLease()),
                message.getIdempotencyKey(),
                new Content.Demonstration(message.getText()),
                message.getComment(),
                message.getDurationMillis());
    }

    static SubmissionDesk.HandedIn handedIn(SubmitComparisonRequest message) {
        return new SubmissionDesk.HandedIn(
                task(message.getLease()),
                lease(message.getLease()),
                message.getIdempotencyKey(),
                comparison(message.getRatingsList(), message.getRankingList()),
                message.getComment(),
                message.getDurationMillis());
    }

    static Content.Comparison comparison(List<macaw.v1.OutputRating> ratings, List<RankGroup> groups) {
        var ranking = new Ranking(groups.stream()
                .map(group ->
                        group.getOutputIdsList().stream().map(Decoding::output).toList())
                .toList());
        return new Content.Comparison(ratings.stream().map(Decoding::rating).toList(), ranking);
    }

    static OutputRating rating(macaw.v1.OutputRating message) {
        var answers = new TreeMap<String, Answer>();
        for (Map.Entry<String, macaw.v1.Answer> answer : message.getAnswersMap().entrySet()) {
            answer(answer.getValue()).ifPresent(given -> answers.put(answer.getKey(), given));
        }
        return new OutputRating(output(message.getOutputId()), message.getOverall(), answers);
    }

    static Optional<Answer> answer(macaw.v1.Answer message) {
        return switch (message) {
            case ANSWER_UNSPECIFIED -> Optional.empty();
            case ANSWER_YES -> Optional.of(Answer.YES);
            case ANSWER_NO -> Optional.of(Answer.NO);
            case ANSWER_NOT_APPLICABLE -> Optional.of(Answer.NOT_APPLICABLE);
            case UNRECOGNIZED -> throw invalid("an answer must be yes, no or not applicable");
        };
    }

    static UUID task(LeaseRef lease) {
        return Names.id(lease.getTaskId())
                .orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + lease.getTaskId() + "\""));
    }

    static UUID lease(LeaseRef lease) {
        return lease(lease.getLeaseId());
    }

    static UUID lease(String id) {
        return Names.id(id)
                .orElseThrow(
                        () -> new CodedException(ErrorCode.LEASE_LOST, "lease \"" + id + "\" is not this labeler's"));
    }

    static UUID output(String id) {
        return Names.id(id)
                .orElseThrow(() ->
                        new CodedException(ErrorCode.OUTPUT_UNKNOWN, "\"" + id + "\" is no output that the task has"));
    }

    static CodedException invalid(String message) {
        return new CodedException(ErrorCode.REQUEST_INVALID, message);
    }
}
