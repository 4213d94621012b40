package macaw.labeling.review;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.Terms;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.submissions.Content;
import macaw.labeling.submissions.ExclusionCause;
import macaw.labeling.submissions.RevisionStore.Whole;
import macaw.labeling.submissions.Submission;
import macaw.labeling.submissions.SubmissionState;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import macaw.labeling.tasks.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReviewPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final UUID ID = new UUID(1, 1);
    private static final UUID TASK = new UUID(1, 2);
    private static final UUID ANNA = new UUID(2, 1);
    private static final UUID BEN = new UUID(2, 2);
    private static final Terms TERMS = new Terms(1, null);
    private static final Content CONTENT = new Content.Demonstration("An answer.");
    private static final Project PROJECT = Project.open("default", "write", 1, "", new Project.Work.Demonstrations());

    private static Submission submission(SubmissionState state, @Nullable ExclusionCause cause, boolean adjudication) {
        return new Submission(
                "default",
                ID,
                TASK,
                ANNA,
                new UUID(3, 1),
                "k",
                CONTENT.fingerprint(),
                List.of(),
                1_000,
                NOW,
                TERMS,
                "",
                adjudication,
                state,
                cause,
                4);
    }

    private static Submission in(SubmissionState state) {
        return submission(state, null, false);
    }

    private static Submission excluded(ExclusionCause cause) {
        return submission(SubmissionState.EXCLUDED, cause, false);
    }

    private static Whole whole(Submission submission, boolean closed, Optional<String> said) {
        var prompt = NewPrompt.plain("p", "Write.").settled("default", "write", "g", Optional.empty());
        return new Whole(
                submission,
                new Task(TASK, PROJECT, prompt, List.of(), Optional.empty(), closed),
                closed,
                new Labeler("default", ANNA, "anna", "Anna", "labeler-1", false, false),
                CONTENT,
                said);
    }

    /** Of one place. */
    private static Occupancy places(int counting, Set<UUID> kept, Lease... leases) {
        return new Occupancy(TASK, 1, counting, Set.of(ANNA), kept, TERMS, List.of(leases), false);
    }

    private static final Occupancy FREE = places(0, Set.of());

    private static Reviewing decide(Submission submission, Occupancy occupancy, Verdict verdict) {
        return ReviewPolicy.decide(whole(submission, false, Optional.empty()), occupancy, verdict, "Why.", NOW);
    }

    private static Reviewing.Changed changed(Submission submission, Occupancy occupancy, Verdict verdict) {
        return (Reviewing.Changed) decide(submission, occupancy, verdict);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void aVerdictIsTheNextStateOneRevisionLater(Verdict verdict) {
        Submission surplus = in(SubmissionState.SURPLUS);
        Submission after = changed(surplus, FREE, verdict).change().after();
        assertThat(after.revision()).isEqualTo(5);
        assertThat(after.state())
                .isEqualTo(
                        switch (verdict) {
                            case SEND_BACK -> SubmissionState.SENT_BACK;
                            case EXCLUDE -> SubmissionState.EXCLUDED;
                            case COUNT -> SubmissionState.COUNTING;
                        });
        assertThat(after.cause()).isEqualTo(verdict == Verdict.EXCLUDE ? ExclusionCause.REVIEW : null);
    }

    @Test
    void theTopicHearsOfWhatBeginsOrCeasesToCountAndOfNothingElse() {
        Occupancy own = places(1, Set.of());
        assertThat(changed(in(SubmissionState.COUNTING), own, Verdict.SEND_BACK).announcement())
                .hasValueSatisfying(news -> {
                    assertThat(news.label()).isEmpty();
                    assertThat(news.revision()).isEqualTo(5);
                });
        assertThat(changed(excluded(ExclusionCause.REVIEW), FREE, Verdict.COUNT).announcement())
                .hasValueSatisfying(news -> assertThat(news.label()).isPresent());
        assertThat(changed(in(SubmissionState.SURPLUS), FREE, Verdict.EXCLUDE).announcement())
                .isEmpty();
    }

    @Test
    void workThatTakesNoPlaceNeedsOneToCountOrToBeDoneAgainAndNoneToBeExcluded() {
        var bens = new Lease(new UUID(3, 2), TASK, BEN, TERMS, NOW.plus(Duration.ofMinutes(1)), Lease.State.HELD);
        for (Occupancy full : List.of(places(1, Set.of()), places(0, Set.of(BEN)), places(0, Set.of(), bens))) {
            for (Submission waiting : List.of(in(SubmissionState.SURPLUS), excluded(ExclusionCause.SCREENING))) {
                assertRefused(ErrorCode.TASK_FULL, () -> decide(waiting, full, Verdict.COUNT));
                assertRefused(ErrorCode.TASK_FULL, () -> decide(waiting, full, Verdict.SEND_BACK));
                assertThat(decide(waiting, full, Verdict.EXCLUDE)).isInstanceOf(Reviewing.Changed.class);
            }
        }
    }

    @Test
    void countingWorkGivesItsOwnPlaceUpAndSentBackWorkHasOne() {
        assertThat(changed(in(SubmissionState.COUNTING), places(1, Set.of()), Verdict.SEND_BACK)
                        .change()
                        .after()
                        .state())
                .isEqualTo(SubmissionState.SENT_BACK);
        assertThat(changed(in(SubmissionState.SENT_BACK), places(0, Set.of(ANNA)), Verdict.COUNT)
                        .change()
                        .after()
                        .state())
                .isEqualTo(SubmissionState.COUNTING);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void answersToGoldConflictingAndWithdrawnWorkStayWhatTheyAre(Verdict verdict) {
        for (Submission settled : List.of(
                excluded(ExclusionCause.GOLD), excluded(ExclusionCause.CONFLICT), in(SubmissionState.WITHDRAWN))) {
            assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> decide(settled, FREE, verdict));
        }
    }

    @Test
    void anAdjudicationCanOnlyBeExcluded() {
        Submission adjudication = submission(SubmissionState.COUNTING, null, true);
        assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> decide(adjudication, FREE, Verdict.SEND_BACK));
        assertRefused(ErrorCode.SUBMISSION_STATE_CONFLICT, () -> decide(adjudication, FREE, Verdict.COUNT));
        assertThat(decide(adjudication, FREE, Verdict.EXCLUDE)).isInstanceOf(Reviewing.Changed.class);
    }

    @Test
    void theSameVerdictIsNothingNewAndWithOtherWordsANote() {
        Submission back = in(SubmissionState.SENT_BACK);
        assertThat(decide(back, FREE, Verdict.SEND_BACK)).isEqualTo(new Reviewing.Noted(back));
        assertThat(ReviewPolicy.decide(whole(back, false, Optional.of("Why.")), FREE, Verdict.SEND_BACK, "Why.", NOW))
                .isEqualTo(new Reviewing.AlreadyThere(back));
        Submission counting = in(SubmissionState.COUNTING);
        // no place is asked for where nothing changes
        assertThat(ReviewPolicy.decide(
                        whole(counting, false, Optional.empty()), places(1, Set.of(BEN)), Verdict.COUNT, "", NOW))
                .isEqualTo(new Reviewing.AlreadyThere(counting));
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void nothingOfAClosedTaskIsReviewed(Verdict verdict) {
        Whole closed = whole(in(SubmissionState.SURPLUS), true, Optional.empty());
        assertRefused(ErrorCode.TASK_CLOSED, () -> ReviewPolicy.decide(closed, FREE, verdict, "Why.", NOW));
    }
}
