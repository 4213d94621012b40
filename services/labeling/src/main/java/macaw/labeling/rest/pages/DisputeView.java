package macaw.labeling.rest.pages;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import macaw.labeling.forms.FormSchema;
import macaw.labeling.forms.Question;
import macaw.labeling.quality.Dispute;
import macaw.labeling.quality.JudgedOutput;
import macaw.labeling.quality.JudgingLabeler;
import macaw.labeling.quality.TaskDisagreement;
import org.jspecify.annotations.Nullable;

/**
 * What the page of disagreements shows of one task: outputs side by side, and under each what everybody said of it.
 *
 * @param task the task
 * @param promptId its prompt
 * @param prompt the prompt's text
 * @param category the prompt's; may be empty
 * @param closed whether nothing of it changes any more
 * @param differing how much of it is disputed; null where fewer than two labelers have judged it
 * @param outputs the outputs by letter
 * @param views a line of each submission
 * @param disputed questions that got different answers for an output, with what everybody answered
 */
public record DisputeView(
        UUID task,
        String promptId,
        String prompt,
        String category,
        boolean closed,
        @Nullable String differing,
        List<Shown> outputs,
        List<View> views,
        List<Disputed> disputed) {
    private static final int A = 'A';

    /** An output. */
    public record Shown(UUID id, String letter, String text, String policies) {}

    /** A submission and what it says of each output, in their order. */
    public record View(
            UUID submission,
            JudgingLabeler who,
            String state,
            boolean adjudication,
            Instant submittedAt,
            String took,
            String comment,
            List<Cell> cells) {}

    /** What a submission says of an output. */
    public record Cell(String letter, int rank, boolean tied, int overall, int shownAt) {}

    /** A question that was answered differently. */
    public record Disputed(String question, String letter, String answers) {}

    static DisputeView of(Dispute dispute, @Nullable TaskDisagreement measured, FormSchema form) {
        Map<UUID, String> letters = new HashMap<>();
        List<Shown> outputs = new ArrayList<>();
        for (Dispute.Output output : dispute.outputs()) {
            String letter = String.valueOf((char) (A + outputs.size()));
            letters.put(output.id(), letter);
            outputs.add(new Shown(output.id(), letter, output.text(), String.join(", ", output.policies())));
        }
        return new DisputeView(
                dispute.task(),
                dispute.promptId(),
                dispute.prompt(),
                dispute.category(),
                dispute.closed(),
                measured == null ? null : differing(measured),
                outputs,
                dispute.views().stream().map(view -> view(view, outputs)).toList(),
                disputed(dispute, outputs, form));
    }

    private static String differing(TaskDisagreement measured) {
        return FigureView.percent(measured.disagreement()) + " of the pairs ordered differently by "
                + measured.labelers() + " labelers, ratings "
                + String.format(Locale.ROOT, "%.1f", measured.ratingDistance()) + " apart on average";
    }

    private static View view(Dispute.View view, List<Shown> outputs) {
        Map<UUID, JudgedOutput> said = new HashMap<>();
        Map<Integer, Integer> inRank = new HashMap<>();
        view.outputs().forEach(output -> {
            said.put(output.output(), output);
            inRank.merge(output.rank(), 1, Integer::sum);
        });
        List<Cell> cells = new ArrayList<>();
        for (Shown output : outputs) {
            JudgedOutput judged = said.get(output.id());
            if (judged != null) {
                cells.add(new Cell(
                        output.letter(),
                        judged.rank() + 1,
                        inRank.getOrDefault(judged.rank(), 0) > 1,
                        judged.overall(),
                        judged.shownAt() + 1));
            }
        }
        return new View(
                view.submission(),
                view.labeler(),
                view.state().name().toLowerCase(Locale.ROOT),
                view.adjudication(),
                view.submittedAt().truncatedTo(ChronoUnit.SECONDS),
                QualityView.took(view.durationMillis()),
                view.comment(),
                cells);
    }

    private static List<Disputed> disputed(Dispute dispute, List<Shown> outputs, FormSchema form) {
        Set<String> questions = new TreeSet<>();
        dispute.views()
                .forEach(view -> view.outputs()
                        .forEach(output -> questions.addAll(output.answers().keySet())));
        List<Disputed> disputed = new ArrayList<>();
        for (String question : questions) {
            for (Shown output : outputs) {
                Map<String, List<String>> answers = new HashMap<>();
                for (Dispute.View view : dispute.views()) {
                    view.outputs().stream()
                            .filter(judged -> judged.output().equals(output.id()))
                            .flatMap(judged ->
                                    Optional.ofNullable(judged.answers().get(question)).stream())
                            .forEach(answer -> answers.computeIfAbsent(
                                            answer.name()
                                                    .toLowerCase(Locale.ROOT)
                                                    .replace('_', ' '),
                                            word -> new ArrayList<>())
                                    .add(view.labeler().name()));
                }
                if (answers.size() > 1) {
                    disputed.add(new Disputed(
                            form.question(question).map(Question::text).orElse(question),
                            output.letter(),
                            said(answers)));
                }
            }
        }
        return disputed;
    }

    private static String said(Map<String, List<String>> answers) {
        return answers.entrySet().stream()
                .sorted(Map.Entry.<String, List<String>>comparingByKey().reversed())
                .map(answer -> answer.getKey() + ": " + String.join(", ", answer.getValue()))
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }
}
