package macaw.labeling.grpc;

import java.util.UUID;
import macaw.labeling.drafts.Draft;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.labelers.Preferences;
import macaw.labeling.ownwork.OwnProgress;
import macaw.labeling.ownwork.OwnSubmission;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.skips.Skip;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.SentBack;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.PromptExample;
import macaw.v1.RankGroup;
import macaw.v1.SubmittedContent;

/** What lies on a labeler's desk, as messages of {@code macaw.v1}. */
final class DeskEncoding {
    private DeskEncoding() {}

    static macaw.v1.Draft draft(Draft draft) {
        return macaw.v1.Draft.newBuilder()
                .setContentJson(draft.content().json())
                .setSavedAtMicros(LabelCodec.micros(draft.savedAt()))
                .build();
    }

    static macaw.v1.SentBack sentBack(SentBack work) {
        return macaw.v1.SentBack.newBuilder()
                .setSubmissionId(work.submission().id().toString())
                .setRevision(work.submission().revision())
                .setReviewComment(work.reviewComment())
                .setContent(content(work.content()))
                .setLabelerComment(work.submission().comment())
                .build();
    }

    static SubmittedContent content(Content content) {
        var message = SubmittedContent.newBuilder();
        switch (content) {
            case Content.WrittenPrompt(var style, String text, var examples) ->
                message.setStyle(LabelCodec.word(style))
                        .setText(text)
                        .addAllExamples(
                                examples.stream().map(DeskEncoding::example).toList());
            case Content.Demonstration(String response) -> message.setText(response);
            case Content.Comparison(var ratings, Ranking ranking) -> {
                message.addAllRatings(ratings.stream().map(DeskEncoding::rating).toList());
                ranking.groups()
                        .forEach(group -> message.addRanking(RankGroup.newBuilder()
                                .addAllOutputIds(
                                        group.stream().map(UUID::toString).toList())));
            }
        }
        return message.build();
    }

    private static PromptExample example(Content.WrittenPrompt.Example example) {
        return PromptExample.newBuilder()
                .setInput(example.input())
                .setOutput(example.output())
                .build();
    }

    private static macaw.v1.OutputRating rating(OutputRating rating) {
        var message = macaw.v1.OutputRating.newBuilder()
                .setOutputId(rating.output().toString())
                .setOverall(rating.overall());
        rating.answers().forEach((question, answer) -> message.putAnswers(question, LabelCodec.encode(answer)));
        return message.build();
    }

    static macaw.v1.Skip skip(Skip skip) {
        return macaw.v1.Skip.newBuilder()
                .setTaskId(skip.task().toString())
                .setReason(LabelCodec.word(skip.reason()))
                .setSkippedAtMicros(LabelCodec.micros(skip.skippedAt()))
                .build();
    }

    static macaw.v1.Me me(Labeler labeler, Preferences chosen) {
        return macaw.v1.Me.newBuilder()
                .setPseudonym(labeler.pseudonym())
                .setName(labeler.name())
                .setSimulated(labeler.simulated())
                .setSensitiveOptOut(chosen.sensitiveOptOut())
                .build();
    }

    static macaw.v1.OwnProgress progress(OwnProgress own) {
        var message = macaw.v1.OwnProgress.newBuilder()
                .setSubmitted(own.submitted())
                .setCounting(own.counting())
                .setSentBack(own.sentBack())
                .setSurplus(own.surplus())
                .setExcluded(own.excluded())
                .setToday(own.today())
                .setLastHour(own.lastHour())
                .setTotalMillis(own.totalMillis())
                .setTasksLeft(own.tasksLeft())
                .setQuestionsAnswered(own.questionsAnswered());
        own.medianMillis().ifPresent(message::setMedianMillis);
        return message.build();
    }

    static macaw.v1.OwnSubmission submission(OwnSubmission own) {
        var message = macaw.v1.OwnSubmission.newBuilder()
                .setSubmissionId(own.id().toString())
                .setTaskId(own.task().toString())
                .setKind(Encoding.kind(own.kind()))
                .setPrompt(own.prompt())
                .setState(LabelCodec.word(own.standing().state()))
                .setReviewComment(own.reviewComment())
                .setSubmittedAtMicros(LabelCodec.micros(own.submittedAt()))
                .setRevision(own.revision())
                .setEditable(own.editable());
        ExclusionCause cause = own.standing().cause();
        if (cause != null) {
            message.setCause(LabelCodec.word(cause));
        }
        return message.build();
    }
}
