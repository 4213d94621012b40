package macaw.cli.bench.figures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import macaw.localstack.StackException;

/**
 * Where the time of a PPO iteration went, seconds. The trainer's stages follow each other and fill the iteration. The two engines work while
 * it asks and waits, for a part of that time both at once; that part counts once.
 *
 * @param prompts stage: making the prompts and writing them to the topic
 * @param waiting stage: waiting for scored rollouts
 * @param training stage: in the learner
 * @param checkpoint stage: writing it
 * @param publish stage: publishing the version and telling of it
 * @param generating the generator's engine was at work
 * @param scoring the reward service's engine was at work
 * @param bothAtOnce at most; a reading tells how long each worked since the reading before, not when, so what both did between two readings
 *     counts as done at once, to the disadvantage of the result
 * @param tokens drawn
 */
public record IterationTimes(
        double prompts,
        double waiting,
        double training,
        double checkpoint,
        double publish,
        double generating,
        double scoring,
        double bothAtOnce,
        double tokens) {
    /** A reading is not of one moment: what an engine did at the edge of an iteration may count for the next. Seconds. */
    private static final double SKEW = 0.25;

    /** Refuses times that cannot be: engines at work for longer than the trainer asked and waited. */
    public IterationTimes {
        if (generating + scoring - bothAtOnce > prompts + waiting + SKEW) {
            throw new StackException(String.format(
                    Locale.ROOT,
                    "the times do not add up: the engines were at work for %.2f s (generator %.2f, reward service %.2f,"
                            + " both at once %.2f) of the %.2f s in which the trainer asked and waited;"
                            + " does anything else use this stack?",
                    generating + scoring - bothAtOnce,
                    generating,
                    scoring,
                    bothAtOnce,
                    prompts + waiting));
        }
    }

    /** The iterations that ended while the readings were taken, without the first: it loads the models and warms up. */
    public static List<IterationTimes> of(List<Reading> readings) {
        List<IterationTimes> ended = new ArrayList<>();
        int begin = -1;
        for (int i = 1; i < readings.size(); i++) {
            if (readings.get(i).iterations() > readings.get(i - 1).iterations()) {
                if (begin >= 0) {
                    ended.add(between(readings.subList(begin, i + 1)));
                }
                begin = i;
            }
        }
        return ended;
    }

    private static IterationTimes between(List<Reading> readings) {
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        double bothAtOnce = 0;
        for (int i = 1; i < readings.size(); i++) {
            Reading before = readings.get(i - 1);
            Reading after = readings.get(i);
            bothAtOnce += Math.min(after.generating() - before.generating(), after.scoring() - before.scoring());
        }
        double times = last.iterations() - first.iterations();
        return new IterationTimes(
                stage("prompts", first, last) / times,
                stage("waiting", first, last) / times,
                stage("training", first, last) / times,
                stage("checkpoint", first, last) / times,
                stage("publish", first, last) / times,
                (last.generating() - first.generating()) / times,
                (last.scoring() - first.scoring()) / times,
                bothAtOnce / times,
                (last.tokens() - first.tokens()) / times);
    }

    private static double stage(String name, Reading first, Reading last) {
        return last.stages().getOrDefault(name, 0.0) - first.stages().getOrDefault(name, 0.0);
    }

    /** The whole iteration. */
    @JsonProperty
    public double whole() {
        return prompts + waiting + training + checkpoint + publish;
    }

    /** While the trainer asks and waits and neither engine works: the broker, encoding, decoding, loading a version. */
    @JsonProperty
    public double handingOver() {
        return Math.max(0, prompts + waiting - (generating + scoring - bothAtOnce));
    }

    /** Everything that is not tensor work; at most. */
    @JsonProperty
    public double everythingElse() {
        return handingOver() + checkpoint + publish;
    }
}
