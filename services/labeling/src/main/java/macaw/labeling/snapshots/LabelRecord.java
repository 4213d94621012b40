package macaw.labeling.snapshots;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.outputs.Draw;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.Submission;
import macaw.labeling.tasks.Task;

/** One counting submission as it leaves the service: whole, pseudonymous, with where everything came from. */
public sealed interface LabelRecord {
    /** What is the same for both kinds. */
    Origin origin();

    /**
     * Which submission it is, about which prompt, by whom.
     *
     * @param id the submission
     * @param revision 1, and one more with every change
     * @param prompt the prompt
     * @param pseudonym the labeler's
     * @param simulated a program played the labeler
     * @param imported the label came from elsewhere; its labeler has no account here
     * @param comment the labeler's own; may be empty
     * @param guidelinesVersion of the project's guidelines that the labeler had
     * @param adjudication whether it is a reviewer's own judgement
     * @param durationMillis time spent
     * @param submittedAt when, in whole microseconds
     */
    record Origin(
            UUID id,
            long revision,
            Prompt prompt,
            String pseudonym,
            boolean simulated,
            boolean imported,
            String comment,
            int guidelinesVersion,
            boolean adjudication,
            int durationMillis,
            Instant submittedAt) {}

    /**
     * A prompt that a labeler wrote.
     *
     * @param origin which and by whom; its prompt is the brief
     * @param written the prompt
     */
    record Prompted(Origin origin, Content.WrittenPrompt written) implements LabelRecord {}

    /**
     * A demonstration.
     *
     * @param origin which and by whom
     * @param response the answer
     */
    record Demonstrated(Origin origin, String response) implements LabelRecord {}

    /**
     * A comparison.
     *
     * @param origin which and by whom
     * @param outputs in the order recorded
     * @param ranking all of them
     * @param ratings one each; none of a comparison that came from elsewhere without ratings
     * @param form name and version of the questions; empty where none were asked
     * @param shownOrder the outputs in the order that the labeler saw
     */
    record Compared(
            Origin origin,
            List<ComparedOutput> outputs,
            Ranking ranking,
            List<OutputRating> ratings,
            String form,
            List<UUID> shownOrder)
            implements LabelRecord {
        public Compared {
            outputs = List.copyOf(outputs);
            ratings = List.copyOf(ratings);
            shownOrder = List.copyOf(shownOrder);
        }

        /** The outputs by rank; ties in the order recorded. */
        public List<ComparedOutput> bestFirst() {
            return outputs.stream()
                    .sorted(Comparator.comparingInt(output -> ranking.rankOf(output.id())))
                    .toList();
        }

        /** What was said of one output; empty where it was not rated. */
        public Optional<OutputRating> rating(UUID output) {
            return ratings.stream()
                    .filter(rating -> rating.output().equals(output))
                    .findFirst();
        }
    }

    /**
     * An output as it is exported.
     *
     * @param id the output
     * @param text what labelers read
     * @param firstDraw where it came from first; empty of outputs from elsewhere
     * @param importedFrom where those came from; empty of drawn ones
     */
    record ComparedOutput(UUID id, String text, Optional<Draw> firstDraw, String importedFrom) {
        /** One that was drawn here. */
        public ComparedOutput(UUID id, String text, Draw firstDraw) {
            this(id, text, Optional.of(firstDraw), "");
        }

        /** The policy version that drew it, or where it came from. */
        public String from() {
            return firstDraw.map(draw -> draw.policy().toString()).orElse(importedFrom);
        }
    }

    /** Its kind. */
    default TaskKind kind() {
        return switch (this) {
            case Prompted prompted -> TaskKind.PROMPT;
            case Demonstrated demonstrated -> TaskKind.DEMONSTRATION;
            case Compared compared -> TaskKind.COMPARISON;
        };
    }

    /** The record of a submission whose content fits its task. */
    static LabelRecord of(Task task, Submission submission, Content content, Labeler labeler) {
        var origin = new Origin(
                submission.id(),
                submission.revision(),
                task.prompt(),
                labeler.pseudonym(),
                labeler.simulated(),
                labeler.imported(),
                submission.comment(),
                submission.terms().guidelinesVersion(),
                submission.adjudication(),
                submission.durationMillis(),
                submission.submittedAt());
        return switch (content) {
            case Content.WrittenPrompt written -> new Prompted(origin, written);
            case Content.Demonstration(String response) -> new Demonstrated(origin, response);
            case Content.Comparison(List<OutputRating> ratings, Ranking ranking) ->
                new Compared(
                        origin,
                        task.outputs().stream().map(LabelRecord::compared).toList(),
                        ranking,
                        ratings,
                        Objects.requireNonNullElse(submission.terms().form(), ""),
                        submission.shownOrder());
        };
    }

    private static ComparedOutput compared(Output output) {
        return new ComparedOutput(
                output.id(), output.text(), output.draws().stream().findFirst(), output.importedFrom());
    }
}
