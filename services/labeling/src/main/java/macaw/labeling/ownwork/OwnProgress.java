package macaw.labeling.ownwork;

import java.util.OptionalLong;

/**
 * How much a labeler did in a project, and how fast. Withdrawn work, what contradicts other work of theirs under the same key, and a reviewer's own
 * judgements are counted nowhere.
 *
 * @param submitted submissions
 * @param counting of these, those that count as their labeler is told: answers to gold tasks and work that waits for screening are among them
 * @param sentBack of these, those to be done again
 * @param surplus of these, those that came late
 * @param excluded of these, those that do not count
 * @param today of these, those since midnight where the labeler is
 * @param lastHour of these, those of the last 60 minutes
 * @param medianMillis the median of the time spent on one; empty where there is none
 * @param totalMillis time spent on all
 * @param tasksLeft unfinished tasks that the labeler could still be handed, now or later
 * @param questionsAnswered the labeler's questions to leads that have an answer
 */
public record OwnProgress(
        int submitted,
        int counting,
        int sentBack,
        int surplus,
        int excluded,
        int today,
        int lastHour,
        OptionalLong medianMillis,
        long totalMillis,
        int tasksLeft,
        int questionsAnswered) {}
