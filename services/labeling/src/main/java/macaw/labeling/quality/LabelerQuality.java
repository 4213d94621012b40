package macaw.labeling.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One labeler's work as a lead judges it.
 *
 * @param labeler who
 * @param submissions counting ones
 * @param time what they took; none without a submission
 * @param habits what the comparisons have in common
 * @param gold agreement with gold tasks, whichever time they were done at
 * @param signals reasons to look closer
 * @param oddTimes submissions that took unusually short or long for the project, by {@link RobustScore} of the logarithm, oddest first
 */
public record LabelerQuality(
        JudgingLabeler labeler,
        int submissions,
        Optional<WorkTime> time,
        Habits habits,
        GoldAgreement gold,
        Set<Signal> signals,
        List<OddTime> oddTimes) {
    /** Ratings from which {@link Signal#SAME_RATING} is said. */
    static final int LEAST_RATINGS = 30;
    /** Comparisons from which habits are a signal. */
    static final int LEAST_COMPARISONS = 10;
    /** Pairs of gold from which {@link Signal#BELOW_GOLD} is said. */
    static final int LEAST_GOLD_PAIRS = 10;

    private static final double SAME_RATING = 0.9;
    private static final double STRAIGHT_LINES = 0.5;
    private static final double TIMES_THE_OTHERS = 2;
    private static final double POSITION = 3;
    private static final int MOST_ODD_TIMES = 20;

    /**
     * A submission that took unusually short or long.
     *
     * @param submission which
     * @param task its task
     * @param durationMillis what it took
     * @param score how unusual; negative is short
     */
    public record OddTime(UUID submission, UUID task, int durationMillis, double score) {}

    /** Agreement with gold of a labeler. */
    public record Tried(JudgingLabeler labeler, GoldAgreement agreement) {}

    /**
     * Of everybody who has submitted or was tried with gold, by pseudonym.
     *
     * @param judgements counting submissions
     * @param agreement measured of the same
     * @param gold each labeler's agreement with gold
     * @param threshold the project's for agreement with gold
     */
    public static List<LabelerQuality> of(
            Iterable<Judgement> judgements, AgreementReport agreement, Collection<Tried> gold, double threshold) {
        SortedMap<String, Work> work = work(judgements, gold);
        List<Judgement> all =
                work.values().stream().flatMap(own -> own.judgements.stream()).toList();
        var usual = new Usual(
                RobustScore.among(all.stream()
                        .mapToDouble(judgement -> log(judgement.durationMillis()))
                        .toArray()),
                RobustScore.among(work.values().stream()
                        .flatMap(own -> own.time().stream())
                        .mapToDouble(LabelerQuality::logMedian)
                        .toArray()),
                Habits.of(all),
                agreement,
                threshold);
        return work.values().stream().map(own -> of(own, usual)).toList();
    }

    /** One labeler's. */
    private record Work(JudgingLabeler labeler, List<Judgement> judgements, GoldAgreement gold) {
        Optional<WorkTime> time() {
            return judgements.isEmpty() ? Optional.empty() : Optional.of(WorkTime.of(judgements));
        }
    }

    /** What a labeler is measured by. */
    private record Usual(
            RobustScore submissions, RobustScore medians, Habits habits, AgreementReport agreement, double threshold) {}

    private static SortedMap<String, Work> work(Iterable<Judgement> judgements, Collection<Tried> gold) {
        SortedMap<String, Work> work = new TreeMap<>();
        for (Judgement judgement : judgements) {
            work.computeIfAbsent(
                            judgement.labeler().pseudonym(),
                            pseudonym -> new Work(judgement.labeler(), new ArrayList<>(), GoldAgreement.NONE))
                    .judgements
                    .add(judgement);
        }
        for (Tried tried : gold) {
            work.merge(
                    tried.labeler().pseudonym(),
                    new Work(tried.labeler(), List.of(), tried.agreement()),
                    (own, trial) -> new Work(own.labeler, own.judgements, trial.gold));
        }
        return work;
    }

    private static LabelerQuality of(Work own, Usual usual) {
        Optional<WorkTime> time = own.time();
        Habits habits = Habits.of(own.judgements);
        Set<Signal> signals = EnumSet.noneOf(Signal.class);
        time.ifPresent(known -> usual.medians.of(logMedian(known)).ifPresent(score -> signals.addAll(ofTime(score))));
        signals.addAll(ofHabits(habits, usual.habits));
        if (disagrees(usual.agreement, own.labeler.pseudonym())) {
            signals.add(Signal.DISAGREES);
        }
        if (own.gold.pairs() >= LEAST_GOLD_PAIRS && !own.gold.reaches(usual.threshold)) {
            signals.add(Signal.BELOW_GOLD);
        }
        return new LabelerQuality(
                own.labeler,
                own.judgements.size(),
                time,
                habits,
                own.gold,
                signals,
                oddTimes(own.judgements, usual.submissions));
    }

    private static double logMedian(WorkTime time) {
        return log(time.medianMillis());
    }

    /** Times spread by factors, not by seconds. */
    private static double log(long millis) {
        return Math.log1p(millis);
    }

    private static Set<Signal> ofTime(double score) {
        if (score < -RobustScore.LIMIT) {
            return Set.of(Signal.FAST);
        }
        return score > RobustScore.LIMIT ? Set.of(Signal.SLOW) : Set.of();
    }

    private static Set<Signal> ofHabits(Habits habits, Habits everybodys) {
        Set<Signal> signals = EnumSet.noneOf(Signal.class);
        if (habits.ratings() >= LEAST_RATINGS && habits.commonestShare().orElse(0) >= SAME_RATING) {
            signals.add(Signal.SAME_RATING);
        }
        if (habits.comparisons() >= LEAST_COMPARISONS) {
            int others = everybodys.comparisons() - habits.comparisons();
            double othersShare = others == 0 ? 0 : (double) (everybodys.flat() - habits.flat()) / others;
            double share = habits.flatShare().orElse(0);
            if (share >= STRAIGHT_LINES && share >= TIMES_THE_OTHERS * othersShare) {
                signals.add(Signal.STRAIGHT_LINES);
            }
            if (Math.abs(habits.firstShownScore().orElse(0)) > POSITION) {
                signals.add(Signal.POSITION);
            }
        }
        return signals;
    }

    private static boolean disagrees(AgreementReport agreement, String pseudonym) {
        var project = agreement.overall().get(Measure.PAIRWISE);
        return project != null
                && project.value().isPresent()
                && agreement.labelers().stream()
                        .filter(of -> of.labeler().pseudonym().equals(pseudonym))
                        .map(of -> of.figures().get(Measure.PAIRWISE))
                        .flatMap(figure -> figure.interval().stream())
                        .anyMatch(interval -> interval.high() < project.value().getAsDouble());
    }

    private static List<OddTime> oddTimes(List<Judgement> own, RobustScore usual) {
        return own.stream()
                .flatMap(judgement -> usual.of(log(judgement.durationMillis())).stream()
                        .filter(score -> Math.abs(score) > RobustScore.LIMIT)
                        .mapToObj(score -> new OddTime(
                                judgement.submission(), judgement.task(), judgement.durationMillis(), score)))
                .sorted(Comparator.comparingDouble((OddTime odd) -> -Math.abs(odd.score()))
                        .thenComparing(OddTime::submission))
                .limit(MOST_ODD_TIMES)
                .toList();
    }
}
