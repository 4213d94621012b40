package macaw.labeling.tasks;

import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Terms;
import macaw.labeling.submissions.SubmissionState;
import org.junit.jupiter.api.Test;

class LeasePolicyTest {
    private static final Duration LENGTH = Duration.ofMinutes(15);
    private static final LeasePolicy POLICY = new LeasePolicy(LENGTH);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Terms TERMS = new Terms(1, null);
    private static final UUID TASK = new UUID(1, 1);
    private static final UUID ANNA = new UUID(2, 1);
    private static final UUID BEN = new UUID(2, 2);
    private static final UUID NEW = new UUID(3, 9);

    private static Occupancy task(int overlap, int counting, Set<UUID> submitters, Lease... leases) {
        return new Occupancy(TASK, overlap, counting, submitters, Set.of(), TERMS, List.of(leases), false);
    }

    private static Lease lease(int id, UUID labeler, Duration left, Lease.State state) {
        return new Lease(new UUID(3, id), TASK, labeler, TERMS, NOW.plus(left), state);
    }

    private static Lease held(int id, UUID labeler, Duration left) {
        return lease(id, labeler, left, Lease.State.HELD);
    }

    private static Candidate unbarred(Occupancy task) {
        return new Candidate(task, Set.of());
    }

    private static Handout handOut(Occupancy task, UUID labeler, UUID newLease, Instant now) {
        return POLICY.handOut(new Candidate(task, Set.of()), labeler, newLease, now);
    }

    @Test
    void nobodyIsGivenWhatIsKeptFromThemNotEvenWhatTheyHold() {
        var barred = Set.of(Candidate.Bar.OWN_DEMONSTRATION);
        assertThat(POLICY.handOut(new Candidate(task(1, 0, Set.of()), barred), ANNA, NEW, NOW))
                .isEqualTo(new Handout.Refused());
        var own = task(1, 0, Set.of(), held(1, ANNA, Duration.ofMinutes(2)));
        assertThat(POLICY.handOut(new Candidate(own, barred), ANNA, NEW, NOW)).isEqualTo(new Handout.Refused());
    }

    @Test
    void aFreePlaceIsHandedOutForTheLeasesLength() {
        var handout = handOut(task(1, 0, Set.of()), ANNA, NEW, NOW);
        var lease = new Lease(NEW, TASK, ANNA, TERMS, NOW.plus(LENGTH), Lease.State.HELD);
        assertThat(handout).isEqualTo(new Handout.Granted(lease, List.of()));
    }

    @Test
    void heldPlacesAndCountingSubmissionsTogetherNeverExceedTheOverlap() {
        var full = task(2, 1, Set.of(UUID.randomUUID()), held(1, BEN, Duration.ofMinutes(1)));
        assertThat(handOut(full, ANNA, NEW, NOW)).isEqualTo(new Handout.Refused());
    }

    @Test
    void nobodyGetsATaskAgainAfterSubmittingIt() {
        var withdrawn = task(3, 0, Set.of(ANNA), lease(1, ANNA, Duration.ZERO, Lease.State.USED));
        assertThat(handOut(withdrawn, ANNA, NEW, NOW)).isEqualTo(new Handout.Refused());
    }

    @Test
    void anExpiredLeaseComesBackAndIsReportedAsEnded() {
        var expired = held(1, BEN, Duration.ofSeconds(-1));
        var handout = handOut(task(1, 0, Set.of(), expired), ANNA, NEW, NOW);
        assertThat(handout).isInstanceOfSatisfying(Handout.Granted.class, granted -> {
            assertThat(granted.lease().labeler()).isEqualTo(ANNA);
            assertThat(granted.ended()).containsExactly(expired.expired());
        });
    }

    @Test
    void whoeverStillHoldsATaskGetsTheSameLeaseWithANewEnd() {
        var own = held(1, ANNA, Duration.ofMinutes(2));
        var handout = handOut(task(1, 0, Set.of(), own), ANNA, NEW, NOW);
        assertThat(handout).isEqualTo(new Handout.Granted(own.until(NOW.plus(LENGTH)), List.of()));
    }

    @Test
    void aLeaseThatEndsNowHoldsNothing() {
        var ending = held(1, BEN, Duration.ZERO);
        assertThat(task(1, 0, Set.of(), ending).availability(NOW)).isEqualTo(new Occupancy.Availability.Free());
    }

    @Test
    void aFullTaskIsFreeAgainWhenItsFirstLeaseEnds() {
        var task = task(2, 0, Set.of(), held(1, ANNA, Duration.ofMinutes(9)), held(2, BEN, Duration.ofMinutes(3)));
        assertThat(task.availability(NOW))
                .isEqualTo(new Occupancy.Availability.HeldUntil(NOW.plus(Duration.ofMinutes(3))));
        assertThat(task(2, 2, Set.of(ANNA, BEN)).availability(NOW)).isEqualTo(new Occupancy.Availability.Done());
    }

    @Test
    void renewingExtendsEvenAnExpiredLeaseWhosePlaceIsStillFree() {
        var expired = held(1, ANNA, Duration.ofMinutes(-5));
        assertThat(POLICY.renew(unbarred(task(1, 0, Set.of(), expired)), expired.id(), ANNA, NOW)
                        .expiresAt())
                .isEqualTo(NOW.plus(LENGTH));
    }

    @Test
    void aLeaseWhosePlaceWentToSomebodyElseIsLost() {
        var expired = lease(1, ANNA, Duration.ofMinutes(-5), Lease.State.EXPIRED);
        var taken = task(1, 0, Set.of(), expired, held(2, BEN, Duration.ofMinutes(5)));
        assertRefused(ErrorCode.LEASE_LOST, () -> POLICY.renew(unbarred(taken), expired.id(), ANNA, NOW));
    }

    @Test
    void whoPassedATaskOverHoldsItNoLonger() {
        var ended = lease(1, ANNA, Duration.ofMinutes(5), Lease.State.EXPIRED);
        var skipped = new Candidate(task(1, 0, Set.of(), ended), Set.of(Candidate.Bar.SKIPPED));
        assertRefused(ErrorCode.LEASE_LOST, () -> POLICY.renew(skipped, ended.id(), ANNA, NOW));
    }

    @Test
    void somebodyElsesLeaseCanNeitherBeRenewedNorSubmittedUnder() {
        var bens = held(2, BEN, Duration.ofMinutes(5));
        var task = task(2, 0, Set.of(), bens);
        assertRefused(ErrorCode.LEASE_LOST, () -> POLICY.renew(unbarred(task), bens.id(), ANNA, NOW));
        assertRefused(ErrorCode.LEASE_LOST, () -> POLICY.admit(task, bens.id(), ANNA, NOW));
    }

    @Test
    void workUnderARunningLeaseCounts() {
        var own = held(1, ANNA, Duration.ofMinutes(1));
        assertThat(POLICY.admit(task(1, 0, Set.of(), own), own.id(), ANNA, NOW)).isEqualTo(SubmissionState.COUNTING);
    }

    @Test
    void lateWorkCountsWhereAPlaceIsFreeAndIsSurplusOtherwise() {
        var late = lease(1, ANNA, Duration.ofMinutes(-5), Lease.State.EXPIRED);
        assertThat(POLICY.admit(task(1, 0, Set.of(), late), late.id(), ANNA, NOW))
                .isEqualTo(SubmissionState.COUNTING);
        var taken = task(1, 0, Set.of(), late, held(2, BEN, Duration.ofMinutes(5)));
        assertThat(POLICY.admit(taken, late.id(), ANNA, NOW)).isEqualTo(SubmissionState.SURPLUS);
        var done = task(1, 1, Set.of(BEN), late);
        assertThat(POLICY.admit(done, late.id(), ANNA, NOW)).isEqualTo(SubmissionState.SURPLUS);
    }

    @Test
    void aSecondSubmissionOfTheSameLabelerIsAConflict() {
        var used = lease(1, ANNA, Duration.ofMinutes(5), Lease.State.USED);
        var task = task(3, 1, Set.of(ANNA), used);
        assertRefused(ErrorCode.SUBMISSION_CONFLICT, () -> POLICY.admit(task, used.id(), ANNA, NOW));
    }
}
