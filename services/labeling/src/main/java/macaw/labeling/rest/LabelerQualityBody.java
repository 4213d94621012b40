package macaw.labeling.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import macaw.labeling.quality.GoldAgreement;
import macaw.labeling.quality.Habits;
import macaw.labeling.quality.LabelerQuality;
import macaw.labeling.quality.WorkTime;
import org.jspecify.annotations.Nullable;

/**
 * One labeler's work, as JSON.
 *
 * @param pseudonym stands for the labeler in exports
 * @param name for leads only
 * @param simulated whether a program plays the labeler
 * @param submissions counting ones
 * @param time what they took, milliseconds; absent without one
 * @param habits what the comparisons have in common
 * @param gold agreement with gold tasks
 * @param signals reasons to look closer
 * @param oddTimes submissions that took unusually short or long
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelerQualityBody(
        String pseudonym,
        String name,
        boolean simulated,
        int submissions,
        @Nullable WorkTime time,
        HabitsBody habits,
        GoldBody gold,
        List<String> signals,
        List<OddTimeBody> oddTimes) {

    /** What comparisons have in common; shares are absent without any. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HabitsBody(
            int comparisons,
            @Nullable Double flatShare,
            int commonestRating,
            @Nullable Double commonestShare,
            @Nullable Double firstShownShare,
            @Nullable Double firstShownChance,
            @Nullable Double firstShownScore) {
        private static HabitsBody of(Habits habits) {
            return new HabitsBody(
                    habits.comparisons(),
                    AgreementBody.orNull(habits.flatShare()),
                    habits.commonestRating(),
                    AgreementBody.orNull(habits.commonestShare()),
                    AgreementBody.orNull(habits.firstShownShare()),
                    AgreementBody.orNull(habits.firstShownChance()),
                    AgreementBody.orNull(habits.firstShownScore()));
        }
    }

    /** Agreement with gold; the share is absent without a pair. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GoldBody(
            long agreeing, long pairs, @Nullable Double share) {
        private static GoldBody of(GoldAgreement gold) {
            return new GoldBody(gold.agreeing(), gold.pairs(), AgreementBody.orNull(gold.share()));
        }
    }

    /** A submission that took unusually short or long. */
    public record OddTimeBody(UUID submission, UUID task, int durationMillis, double score) {
        private static OddTimeBody of(LabelerQuality.OddTime odd) {
            return new OddTimeBody(odd.submission(), odd.task(), odd.durationMillis(), odd.score());
        }
    }

    static LabelerQualityBody of(LabelerQuality quality) {
        return new LabelerQualityBody(
                quality.labeler().pseudonym(),
                quality.labeler().name(),
                quality.labeler().simulated(),
                quality.submissions(),
                quality.time().orElse(null),
                HabitsBody.of(quality.habits()),
                GoldBody.of(quality.gold()),
                quality.signals().stream().map(Words::of).sorted().toList(),
                quality.oddTimes().stream().map(OddTimeBody::of).toList());
    }
}
