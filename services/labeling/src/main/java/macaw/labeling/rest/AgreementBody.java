package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import macaw.labeling.forms.Answer;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;
import macaw.labeling.quality.AgreementReport;
import macaw.labeling.quality.Figure;
import macaw.labeling.quality.Interval;
import macaw.labeling.quality.JudgingLabeler;
import macaw.labeling.quality.Measure;
import macaw.labeling.quality.QuestionAgreement;
import org.jspecify.annotations.Nullable;

/**
 * How much labelers agree, as JSON. Figures are by measure: {@code pairwise}, {@code pairwise_strict}, {@code tau_b}, {@code alpha_ratings},
 * {@code alpha_ranks}.
 *
 * @param comparisons judgements that it rests on
 * @param tasks tasks with at least one
 * @param sharedTasks tasks with two or more
 * @param figures everybody with everybody
 * @param labelers each labeler with the others
 * @param questions the answers to each question
 * @param course everybody with everybody, over time
 */
public record AgreementBody(
        int comparisons,
        int tasks,
        int sharedTasks,
        Map<String, FigureBody> figures,
        List<LabelerBody> labelers,
        List<QuestionBody> questions,
        List<PeriodBody> course) {

    /** A value and what it rests on; without {@code value} there is nothing to measure, without {@code low} and {@code high} too little. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FigureBody(
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high,
            int tasks,
            long units) {
        static FigureBody of(Figure figure) {
            return new FigureBody(
                    orNull(figure.value()),
                    figure.interval().map(Interval::low).orElse(null),
                    figure.interval().map(Interval::high).orElse(null),
                    figure.tasks(),
                    figure.units());
        }
    }

    /** One labeler with the others. */
    public record LabelerBody(
            String pseudonym,
            String name,
            boolean simulated,
            int comparisons,
            int sharedTasks,
            Map<String, FigureBody> figures) {}

    /** The answers to one question. */
    public record QuestionBody(
            String id, String text, long yes, long no, long notApplicable, FigureBody sameAnswer, FigureBody alpha) {}

    /** One step of time. */
    public record PeriodBody(LocalDate from, int sharedTasks, Map<String, FigureBody> figures) {}

    /** The report with the texts of the form's questions; a question that the form does not have any more goes by its id. */
    static AgreementBody of(AgreementReport report, FormSchema form) {
        return new AgreementBody(
                report.comparisons(),
                report.tasks(),
                report.sharedTasks(),
                figures(report.overall()),
                report.labelers().stream().map(AgreementBody::labeler).toList(),
                report.questions().entrySet().stream()
                        .map(question -> question(question.getKey(), question.getValue(), form))
                        .toList(),
                report.course().stream()
                        .map(step -> new PeriodBody(step.from(), step.sharedTasks(), figures(step.figures())))
                        .toList());
    }

    private static LabelerBody labeler(AgreementReport.OfLabeler of) {
        JudgingLabeler labeler = of.labeler();
        return new LabelerBody(
                labeler.pseudonym(),
                labeler.name(),
                labeler.simulated(),
                of.comparisons(),
                of.sharedTasks(),
                figures(of.figures()));
    }

    private static QuestionBody question(String id, QuestionAgreement agreement, FormSchema form) {
        return new QuestionBody(
                id,
                form.question(id).map(Question::text).orElse(id),
                agreement.given(Answer.YES),
                agreement.given(Answer.NO),
                agreement.given(Answer.NOT_APPLICABLE),
                FigureBody.of(agreement.same()),
                FigureBody.of(agreement.alpha()));
    }

    private static Map<String, FigureBody> figures(Map<Measure, Figure> figures) {
        Map<String, FigureBody> bodies = new LinkedHashMap<>();
        figures.forEach((measure, figure) -> bodies.put(Words.of(measure), FigureBody.of(figure)));
        return bodies;
    }

    static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
