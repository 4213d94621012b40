package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import macaw.labeling.hours.LabelerHours;
import macaw.labeling.hours.Work;
import org.jspecify.annotations.Nullable;

/**
 * What a labeler did in a project, as JSON.
 *
 * @param pseudonym as exports name them
 * @param name as leads know them
 * @param simulated whether a program plays the labeler
 * @param member whether they may work on it now
 * @param tasks tasks handed in, whatever became of them
 * @param counting of these, counting
 * @param sentBack of these, sent back
 * @param surplus of these, in surplus
 * @param excluded of these, excluded
 * @param totalMillis time spent, paid whatever became of the work
 * @param medianMillis of the time spent on a task
 * @param lastAt when the last was handed in
 * @param goldTasks gold tasks done at any time
 * @param goldAgreement share of the pairs ordered as gold orders them, 0 to 1; left out without gold tasks
 * @param screened whether their work counts
 * @param periods the same by day or month, where it is asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoursBody(
        String pseudonym,
        String name,
        boolean simulated,
        boolean member,
        int tasks,
        int counting,
        int sentBack,
        int surplus,
        int excluded,
        long totalMillis,
        long medianMillis,
        @Nullable Instant lastAt,
        int goldTasks,
        @Nullable Double goldAgreement,
        boolean screened,
        @Nullable List<Work> periods) {
    static HoursBody of(LabelerHours hours, boolean withPeriods) {
        Work total = hours.total();
        var agreement = hours.gold().agreement().share();
        return new HoursBody(
                hours.labeler().pseudonym(),
                hours.labeler().name(),
                hours.labeler().simulated(),
                hours.member(),
                total.tasks(),
                total.counting(),
                total.sentBack(),
                total.surplus(),
                total.excluded(),
                total.totalMillis(),
                total.medianMillis(),
                total.lastAt(),
                hours.gold().tasks(),
                agreement.isPresent() ? agreement.getAsDouble() : null,
                hours.screened(),
                withPeriods ? hours.periods() : null);
    }
}
