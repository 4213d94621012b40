package macaw.labeling.gold;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.ratings.Ratings;
import macaw.labeling.tasks.Task;
import macaw.labeling.texts.Texts;

/**
 * What is expected of a task.
 *
 * @param task the task, of a comparison
 * @param ranking some or all of its outputs, at least one of them better than another
 * @param ratings what is expected of each output; empty where only the ranking is
 * @param note for leads: why; may be empty
 * @param createdBy who recorded it, as access control knows them
 * @param createdAt when
 */
public record Gold(
        UUID task, Ranking ranking, List<OutputRating> ratings, String note, String createdBy, Instant createdAt) {
    public Gold {
        ratings = List.copyOf(ratings);
        Texts.optional("note", note, Texts.MAX_COMMENT);
        if (ranking.groups().size() < 2) {
            throw new CodedException(
                    ErrorCode.RANKING_INCOMPLETE,
                    "ranking of a gold task must put at least one output before another, has "
                            + ranking.groups().size() + " group(s)");
        }
    }

    /**
     * Refuses what the task cannot be expected to get: REQUEST_INVALID where nothing is compared, PROJECT_CLOSED, OUTPUT_UNKNOWN, and what
     * {@link Ratings#check} says of ratings.
     */
    public void checkFits(Task of) {
        of.project().checkOpen();
        if (of.form().isEmpty()) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "task " + of.id() + " compares nothing; gold is of comparisons");
        }
        Set<UUID> outputs = of.outputIds();
        for (UUID output : ranking.groups().stream().flatMap(List::stream).toList()) {
            if (!outputs.contains(output)) {
                throw new CodedException(
                        ErrorCode.OUTPUT_UNKNOWN,
                        "the ranking names output " + output + ", which the task does not have");
            }
        }
        if (!ratings.isEmpty()) {
            Ratings.check(of.form().get(), outputs, ratings);
        }
    }
}
