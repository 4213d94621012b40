package macaw.cli.bench.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import macaw.v1.RunKind;

/**
 * Something that befalls a run.
 *
 * @param kind what
 * @param step it comes when the run is seen to have done so many steps or iterations,
 * @param delay and this share of the calm time between two troubles has passed since: anywhere within an iteration, not at its borders
 */
public record Trouble(Kind kind, long step, double delay) {
    /** What can befall it. */
    public enum Kind {
        /** SIGKILL to the trainer. */
        TRAINER,
        /** SIGKILL to the generator. */
        GENERATOR,
        /** SIGKILL to the reward service. */
        REWARD,
        /** SIGKILL to the broker. */
        BROKER,
        /** SIGSTOP to the trainer; a second one starts and takes the run over; then the first goes on, as if nothing had been. */
        OVERTAKEN_TRAINER
    }

    /** One of these comes beside so many kills. */
    private static final int KILLS_AN_OVERTAKING = 5;

    private static final double HURRIED = 0.25;

    private static final List<Kind> OF_PPO = List.of(Kind.TRAINER, Kind.GENERATOR, Kind.REWARD, Kind.BROKER);
    /** Nobody else works on a run of these kinds, and the broker is told of it. */
    private static final List<Kind> OF_OTHERS = List.of(Kind.TRAINER, Kind.TRAINER, Kind.TRAINER, Kind.BROKER);

    /** Whether it does not wait until the run has recovered from the one before: a start is hit as well. */
    boolean hurried() {
        return delay < HURRIED;
    }

    /** Whether it is a kill −9 of something. */
    boolean kill() {
        return kind != Kind.OVERTAKEN_TRAINER;
    }

    /** How many troubles so many kills come with. */
    public static int count(int kills) {
        return kills + overtakings(kills);
    }

    private static int overtakings(int kills) {
        return Math.ceilDiv(kills, KILLS_AN_OVERTAKING);
    }

    /**
     * The troubles of a run, in order. The victims take turns, in an order that is drawn for each turn; each trouble comes in a stretch of the run of its
     * own, all of them before the last stretch, and where in it is drawn.
     *
     * @param steps of the whole run
     */
    public static List<Trouble> drawn(RunKind run, int kills, long steps, RandomGenerator draws) {
        List<Kind> kinds = kinds(run == RunKind.RUN_KIND_PPO ? OF_PPO : OF_OTHERS, kills, draws);
        double stretch = (double) steps / (kinds.size() + 1);
        List<Trouble> troubles = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            troubles.add(new Trouble(kinds.get(i), (long) (stretch * (i + draws.nextDouble())), draws.nextDouble()));
        }
        return troubles;
    }

    private static List<Kind> kinds(List<Kind> victims, int kills, RandomGenerator draws) {
        List<Kind> kinds = new ArrayList<>();
        while (kinds.size() < kills) {
            List<Kind> turn = new ArrayList<>(victims);
            Collections.shuffle(turn, draws);
            kinds.addAll(turn.subList(0, Math.min(turn.size(), kills - kinds.size())));
        }
        for (int i = 0; i < overtakings(kills); i++) {
            kinds.add(draws.nextInt(kinds.size() + 1), Kind.OVERTAKEN_TRAINER);
        }
        return kinds;
    }
}
