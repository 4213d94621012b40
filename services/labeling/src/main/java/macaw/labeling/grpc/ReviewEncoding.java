package macaw.labeling.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.review.History;
import macaw.labeling.review.Version;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.RevisionDesk;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionView;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.ContentVersion;
import macaw.v1.MySubmission;
import macaw.v1.ReviewEntry;
import macaw.v1.SubmissionHistory;
import macaw.v1.SubmissionSummary;
import macaw.v1.Submitted;
import macaw.v1.SubmittedContent;
import org.jspecify.annotations.Nullable;

/** The life of a submission as messages. */
final class ReviewEncoding {
    private ReviewEncoding() {}

    static MySubmission mine(RevisionDesk.Mine mine) {
        return MySubmission.newBuilder()
                .setSubmission(Encoding.submitted(mine.submission()))
                .setEditable(mine.editable())
                .setReviewComment(mine.reviewComment().orElse(""))
                .setTask(Encoding.task(mine.task(), mine.shown()))
                .setContent(DeskEncoding.content(mine.content()))
                .setComment(mine.submission().comment())
                .build();
    }

    static SubmissionHistory history(History history) {
        Submission submission = history.submission();
        return SubmissionHistory.newBuilder()
                .setSubmission(Submitted.newBuilder()
                        .setSubmissionId(submission.id().toString())
                        .setRevision(submission.revision())
                        .setState(LabelCodec.word(submission.state())))
                .setTaskId(submission.task().toString())
                .setLabelerPseudonym(history.labeler().pseudonym())
                .addAllVersions(
                        history.versions().stream().map(ReviewEncoding::version).toList())
                .addAllReviews(
                        history.trail().stream().map(ReviewEncoding::entry).toList())
                .build();
    }

    private static ContentVersion version(Version version) {
        String form = version.terms().form();
        return ContentVersion.newBuilder()
                .setRevision(version.revision())
                .setContent(DeskEncoding.content(version.content()))
                .setComment(version.comment())
                .setState(LabelCodec.word(version.state()))
                .setCause(cause(version.cause()))
                .setDurationMillis(version.durationMillis())
                .setRecordedAtMicros(LabelCodec.micros(version.at()))
                .setGuidelinesVersion(version.terms().guidelinesVersion())
                .setFormVersion(form == null ? "" : form)
                .build();
    }

    private static ReviewEntry entry(macaw.labeling.review.ReviewEntry entry) {
        var message = ReviewEntry.newBuilder()
                .setAction(LabelCodec.word(entry.action()))
                .setReviewer(entry.reviewer())
                .setComment(entry.comment())
                .setDecidedAtMicros(LabelCodec.micros(entry.at()));
        entry.outcome()
                .ifPresent(outcome ->
                        message.setState(LabelCodec.word(outcome.state())).setRevision(outcome.revision()));
        return message.build();
    }

    private static String cause(@Nullable ExclusionCause cause) {
        return cause == null ? "" : LabelCodec.word(cause);
    }

    static SubmissionSummary summary(SubmissionView view) {
        return SubmissionSummary.newBuilder()
                .setSubmissionId(view.id().toString())
                .setTaskId(view.task().toString())
                .setPromptId(view.promptId())
                .setLabelerPseudonym(view.labeler())
                .setLabelerName(view.labelerName())
                .setSimulated(view.simulated())
                .setState(LabelCodec.word(view.state()))
                .setCause(cause(view.cause()))
                .setRevision(view.revision())
                .setAdjudication(view.adjudication())
                .setComment(view.comment())
                .setSubmittedAtMicros(LabelCodec.micros(view.submittedAt()))
                .setDurationMillis(view.durationMillis())
                .setContent(content(view))
                .addAllReviews(view.reviews().stream()
                        .map(review -> ReviewEntry.newBuilder()
                                .setAction(review.action())
                                .setReviewer(review.reviewer())
                                .setComment(review.comment())
                                .setDecidedAtMicros(LabelCodec.micros(review.at()))
                                .build())
                        .toList())
                .build();
    }

    private static SubmittedContent content(SubmissionView view) {
        if (view.written() != null) {
            return DeskEncoding.content(view.written());
        }
        if (view.ranked().isEmpty()) {
            return DeskEncoding.content(new Content.Demonstration(view.response()));
        }
        var groups = new TreeMap<Integer, List<UUID>>();
        view.ranked()
                .forEach(output -> groups.computeIfAbsent(output.rank(), rank -> new ArrayList<>())
                        .add(output.output()));
        return DeskEncoding.content(new Content.Comparison(
                view.ranked().stream()
                        .filter(output -> output.overall() > 0)
                        .map(output -> new OutputRating(output.output(), output.overall(), output.answers()))
                        .toList(),
                new Ranking(List.copyOf(groups.values()))));
    }
}
