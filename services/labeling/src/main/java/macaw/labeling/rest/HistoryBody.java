package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.review.History;
import macaw.labeling.review.ReviewEntry;
import macaw.labeling.review.Version;
import org.jspecify.annotations.Nullable;

/**
 * A submission's contents and what was decided about it, as JSON.
 *
 * @param id the submission
 * @param task its task
 * @param labeler pseudonym of who submitted
 * @param state whether it counts now
 * @param revision its revision now
 * @param versions its contents in order, the current one last
 * @param reviews decisions about it, and about its task alone, in order
 */
public record HistoryBody(
        UUID id,
        UUID task,
        String labeler,
        String state,
        long revision,
        List<VersionBody> versions,
        List<EntryBody> reviews) {
    /**
     * One content.
     *
     * @param revision the submission's last revision with it
     * @param state whether it counted at last
     * @param cause why not; of excluded ones only
     * @param content what it said
     * @param comment the labeler's own; may be empty
     * @param durationMillis time spent on it and on what was before it
     * @param recordedAt when
     * @param guidelinesVersion of the guidelines that the labeler had
     * @param form name and version of the questions; of comparisons only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VersionBody(
            long revision,
            String state,
            @Nullable String cause,
            ContentBody content,
            String comment,
            int durationMillis,
            Instant recordedAt,
            int guidelinesVersion,
            @Nullable String form) {
        static VersionBody of(Version version) {
            return new VersionBody(
                    version.revision(),
                    Words.of(version.state()),
                    Optional.ofNullable(version.cause()).map(Words::of).orElse(null),
                    ContentBody.of(version.content()),
                    version.comment(),
                    version.durationMillis(),
                    version.at(),
                    version.terms().guidelinesVersion(),
                    version.terms().form());
        }
    }

    /**
     * A decision.
     *
     * @param action what was decided
     * @param reviewer who, as access control knows them
     * @param comment why; may be empty
     * @param at when
     * @param state the submission's afterwards; left out where the decision is about the task alone
     * @param revision the submission's afterwards; left out where the decision is about the task alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EntryBody(
            String action,
            String reviewer,
            String comment,
            Instant at,
            @Nullable String state,
            @Nullable Long revision) {
        static EntryBody of(ReviewEntry entry) {
            return new EntryBody(
                    Words.of(entry.action()),
                    entry.reviewer(),
                    entry.comment(),
                    entry.at(),
                    entry.outcome().map(outcome -> Words.of(outcome.state())).orElse(null),
                    entry.outcome().map(ReviewEntry.Outcome::revision).orElse(null));
        }
    }

    static HistoryBody of(History history) {
        return new HistoryBody(
                history.submission().id(),
                history.submission().task(),
                history.labeler().pseudonym(),
                Words.of(history.submission().state()),
                history.submission().revision(),
                history.versions().stream().map(VersionBody::of).toList(),
                history.trail().stream().map(EntryBody::of).toList());
    }
}
