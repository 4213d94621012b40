package macaw.labeling.grpc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import macaw.labeling.forms.Answer;
import macaw.labeling.quality.AgreementReport;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.Figure;
import macaw.labeling.quality.Habits;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.quality.JudgingLabeler;
import macaw.labeling.quality.LabelerQuality;
import macaw.labeling.quality.Measure;
import macaw.labeling.quality.QualityDesk;
import macaw.labeling.quality.QuestionAgreement;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.Agreement;
import macaw.v1.Disagreements;
import macaw.v1.DisputedOutput;
import macaw.v1.DisputedSubmission;
import macaw.v1.DisputedTask;
import macaw.v1.LabelerAgreement;
import macaw.v1.LabelerQualities;
import macaw.v1.OddTime;
import macaw.v1.PeriodAgreement;
import macaw.v1.WorkTime;

/** What judgement is worth as messages of {@code macaw.v1}. */
final class QualityEncoding {
    private QualityEncoding() {}

    static Agreement agreement(AgreementReport report) {
        var message = Agreement.newBuilder()
                .setComparisons(report.comparisons())
                .setTasks(report.tasks())
                .setSharedTasks(report.sharedTasks())
                .putAllFigures(figures(report.overall()));
        report.labelers()
                .forEach(of -> message.addLabelers(LabelerAgreement.newBuilder()
                        .setLabeler(labeler(of.labeler()))
                        .setComparisons(of.comparisons())
                        .setSharedTasks(of.sharedTasks())
                        .putAllFigures(figures(of.figures()))));
        report.questions().forEach((id, agreement) -> message.addQuestions(question(id, agreement)));
        report.course()
                .forEach(step -> message.addCourse(PeriodAgreement.newBuilder()
                        .setFrom(step.from().toString())
                        .setSharedTasks(step.sharedTasks())
                        .putAllFigures(figures(step.figures()))));
        return message.build();
    }

    private static macaw.v1.QuestionAgreement question(String id, QuestionAgreement agreement) {
        return macaw.v1.QuestionAgreement.newBuilder()
                .setQuestion(id)
                .setYes(agreement.given(Answer.YES))
                .setNo(agreement.given(Answer.NO))
                .setNotApplicable(agreement.given(Answer.NOT_APPLICABLE))
                .setSameAnswer(figure(agreement.same()))
                .setAlpha(figure(agreement.alpha()))
                .build();
    }

    private static Map<String, macaw.v1.Figure> figures(Map<Measure, Figure> figures) {
        Map<String, macaw.v1.Figure> messages = new HashMap<>();
        figures.forEach((measure, figure) -> messages.put(LabelCodec.word(measure), figure(figure)));
        return messages;
    }

    private static macaw.v1.Figure figure(Figure figure) {
        var message = macaw.v1.Figure.newBuilder().setTasks(figure.tasks()).setUnits(figure.units());
        figure.value().ifPresent(message::setValue);
        figure.interval().ifPresent(interval -> message.setLow(interval.low()).setHigh(interval.high()));
        return message.build();
    }

    private static macaw.v1.JudgingLabeler labeler(JudgingLabeler labeler) {
        return macaw.v1.JudgingLabeler.newBuilder()
                .setPseudonym(labeler.pseudonym())
                .setName(labeler.name())
                .setSimulated(labeler.simulated())
                .build();
    }

    static LabelerQualities labelers(List<LabelerQuality> qualities) {
        var message = LabelerQualities.newBuilder();
        qualities.forEach(quality -> message.addLabelers(labeler(quality)));
        return message.build();
    }

    private static macaw.v1.LabelerQuality labeler(LabelerQuality quality) {
        var message = macaw.v1.LabelerQuality.newBuilder()
                .setLabeler(labeler(quality.labeler()))
                .setSubmissions(quality.submissions())
                .setHabits(habits(quality.habits()))
                .setGoldAgreeing(quality.gold().agreeing())
                .setGoldPairs(quality.gold().pairs())
                .addAllSignals(quality.signals().stream()
                        .map(LabelCodec::word)
                        .sorted()
                        .toList());
        quality.time()
                .ifPresent(time -> message.setTime(WorkTime.newBuilder()
                        .setMedianMillis(time.medianMillis())
                        .setP10Millis(time.p10Millis())
                        .setP90Millis(time.p90Millis())
                        .setTotalMillis(time.totalMillis())));
        quality.oddTimes()
                .forEach(odd -> message.addOddTimes(OddTime.newBuilder()
                        .setSubmissionId(odd.submission().toString())
                        .setTaskId(odd.task().toString())
                        .setDurationMillis(odd.durationMillis())
                        .setScore(odd.score())));
        return message.build();
    }

    private static macaw.v1.Habits habits(Habits habits) {
        var message = macaw.v1.Habits.newBuilder()
                .setComparisons(habits.comparisons())
                .setFlat(habits.flat())
                .setRatings(habits.ratings())
                .setCommonestRating(habits.commonestRating())
                .setCommonestRatings(habits.commonestRatings())
                .setFirstShownBest(habits.firstShownBest())
                .setFirstShownExpected(habits.firstShownExpected());
        habits.firstShownScore().ifPresent(message::setFirstShownScore);
        return message.build();
    }

    static Disagreements disagreements(QualityDesk.Page page) {
        var message = Disagreements.newBuilder().setTotal(page.total());
        page.disputes().forEach(disputed -> message.addTasks(task(disputed)));
        return message.build();
    }

    private static DisputedTask task(QualityDesk.Disputed disputed) {
        Dispute dispute = disputed.dispute();
        var message = DisputedTask.newBuilder()
                .setTaskId(dispute.task().toString())
                .setPromptId(dispute.promptId())
                .setPrompt(dispute.prompt())
                .setCategory(dispute.category())
                .setLanguage(dispute.language())
                .setClosed(dispute.closed());
        disputed.disagreement()
                .ifPresent(measured -> message.setLabelers(measured.labelers())
                        .setDisagreement(measured.disagreement())
                        .setRatingDistance(measured.ratingDistance()));
        dispute.outputs()
                .forEach(output -> message.addOutputs(DisputedOutput.newBuilder()
                        .setOutputId(output.id().toString())
                        .setText(output.text())
                        .addAllPolicies(output.policies())));
        dispute.views().forEach(view -> message.addSubmissions(submission(view)));
        return message.build();
    }

    private static DisputedSubmission submission(Dispute.View view) {
        var message = DisputedSubmission.newBuilder()
                .setSubmissionId(view.submission().toString())
                .setLabeler(labeler(view.labeler()))
                .setState(LabelCodec.word(view.state()))
                .setAdjudication(view.adjudication())
                .setSubmittedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, view.submittedAt()))
                .setDurationMillis(view.durationMillis())
                .setComment(view.comment());
        view.outputs().forEach(output -> message.addOutputs(output(output)));
        return message.build();
    }

    private static macaw.v1.JudgedOutput output(JudgedOutput judged) {
        var message = macaw.v1.JudgedOutput.newBuilder()
                .setOutputId(judged.output().toString())
                .setShownAt(judged.shownAt() + 1)
                .setRank(judged.rank() + 1)
                .setOverall(judged.overall());
        judged.answers().forEach((question, answer) -> message.putAnswers(question, LabelCodec.encode(answer)));
        return message.build();
    }
}
