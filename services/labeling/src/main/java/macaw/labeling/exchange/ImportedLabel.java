package macaw.labeling.exchange;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Output;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.submissions.Content;

/**
 * A label of other origin, whole and ready to be recorded.
 *
 * @param row where its file has it
 * @param name what its file calls it; empty where it has no name
 * @param id the submission it becomes; the same label has the same
 * @param prompt what it is about
 * @param outputs what was compared; empty unless it is a comparison
 * @param content what it says
 * @param labeler who said it
 * @param work how it was done
 */
public record ImportedLabel(
        long row,
        String name,
        UUID id,
        NewPrompt prompt,
        List<Output> outputs,
        Content content,
        Somebody labeler,
        Work work) {
    public ImportedLabel {
        outputs = List.copyOf(outputs);
    }

    /**
     * A labeler elsewhere.
     *
     * @param pseudonym all that is known of them
     * @param simulated whether a program played them
     */
    public record Somebody(String pseudonym, boolean simulated) {}

    /**
     * How a label came about.
     *
     * @param shownOrder ids of the outputs in the order that the labeler saw; empty where nobody knows
     * @param terms versions of guidelines and form
     * @param comment the labeler's own
     * @param adjudication whether it is a reviewer's
     * @param durationMillis time spent; 0 where nobody knows
     * @param submittedAt when, in whole microseconds
     * @param revision from 1
     */
    public record Work(
            List<UUID> shownOrder,
            Terms terms,
            String comment,
            boolean adjudication,
            int durationMillis,
            Instant submittedAt,
            long revision) {
        public Work {
            shownOrder = List.copyOf(shownOrder);
        }
    }

    BadRow bad(ErrorCode code, String field, String detail) {
        return new BadRow(row, name.isEmpty() ? id.toString() : name, code, field, detail);
    }
}
