package macaw.labeling.rest.pages;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import macaw.labeling.forms.Answer;
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
            List<Cell> cells,
            List<Answered> answered) {}

    /** A question and a submission's answers to it, one for each output; empty where unanswered. */
    public record Answered(String question, List<String> answers) {}

    /** What a submission says of an output. */
    public record Cell(String letter, int rank, boolean tied, int overall, int shownAt) {}

    /** A question that was answered differently, and of which outputs in the same way. */
    public record Disputed(String question, List<String> letters, String answers) {}

    static DisputeView of(Dispute dispute, @Nullable TaskDisagreement measured, FormSchema form) {
        List<Shown> outputs = new ArrayList<>();
        for (Dispute.Output output : dispute.outputs()) {
            String letter = String.valueOf((char) (A + outputs.size()));
            outputs.add(new Shown(output.id(), letter, output.text(), String.join(", ", output.policies())));
        }
        List<String> questions = questions(dispute, form);
        return new DisputeView(
                dispute.task(),
                dispute.promptId(),
                dispute.prompt(),
                dispute.category(),
                dispute.closed(),
                measured == null ? null : differing(measured),
                outputs,
                dispute.views().stream()
                        .map(view -> view(view, outputs, questions, form))
                        .toList(),
                disputed(dispute, outputs, questions, form));
    }

    /** Those that somebody answered, in the order of the form; such as it does not have any more come last. */
    private static List<String> questions(Dispute dispute, FormSchema form) {
        Set<String> answered = new TreeSet<>();
        dispute.views()
                .forEach(view -> view.outputs()
                        .forEach(output -> answered.addAll(output.answers().keySet())));
        Set<String> ordered = new LinkedHashSet<>();
        form.questions().stream().map(Question::id).filter(answered::contains).forEach(ordered::add);
        ordered.addAll(answered);
        return List.copyOf(ordered);
    }

    private static String text(String question, FormSchema form) {
        return form.question(question).map(Question::text).orElse(question);
    }

    private static String words(@Nullable Answer answer) {
        return answer == null ? "" : answer.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String differing(TaskDisagreement measured) {
        return FigureView.percent(measured.disagreement()) + " of the pairs ordered differently by "
                + measured.labelers() + " labelers, ratings "
                + String.format(Locale.ROOT, "%.1f", measured.ratingDistance()) + " apart on average";
    }

    private static View view(Dispute.View view, List<Shown> outputs, List<String> questions, FormSchema form) {
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
                cells,
                questions.stream()
                        .map(question -> new Answered(
                                text(question, form),
                                outputs.stream()
                                        .map(output -> said.get(output.id()))
                                        .map(judged -> judged == null
                                                ? ""
                                                : words(judged.answers().get(question)))
                                        .toList()))
                        .toList());
    }

    private static List<Disputed> disputed(
            Dispute dispute, List<Shown> outputs, List<String> questions, FormSchema form) {
        List<Disputed> disputed = new ArrayList<>();
        for (String question : questions) {
            Map<String, List<String>> letters = new LinkedHashMap<>();
            for (Shown output : outputs) {
                SortedMap<String, List<String>> answers = answers(dispute, output.id(), question);
                if (answers.size() > 1) {
                    letters.computeIfAbsent(said(answers), words -> new ArrayList<>())
                            .add(output.letter());
                }
            }
            letters.forEach((words, which) -> disputed.add(new Disputed(text(question, form), which, words)));
        }
        return disputed;
    }

    /** Who gave which answer about an output. */
    private static SortedMap<String, List<String>> answers(Dispute dispute, UUID output, String question) {
        SortedMap<String, List<String>> answers = new TreeMap<>();
        for (Dispute.View view : dispute.views()) {
            for (JudgedOutput judged : view.outputs()) {
                Answer answer = judged.answers().get(question);
                if (judged.output().equals(output) && answer != null) {
                    answers.computeIfAbsent(words(answer), words -> new ArrayList<>())
                            .add(view.labeler().name());
                }
            }
        }
        return answers;
    }

    private static String said(SortedMap<String, List<String>> answers) {
        return answers.reversed().entrySet().stream()
                .map(answer -> answer.getKey() + ": " + String.join(", ", answer.getValue()))
                .collect(Collectors.joining("; "));
    }
}
