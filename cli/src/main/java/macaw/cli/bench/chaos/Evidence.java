package macaw.cli.bench.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run's last checkpoint was made of, counted: the chain of its iterations in the store, held against the topics, which the services wrote.
 *
 * @param rollouts that were trained, each counted once
 * @param trainedTwice times that one was trained again
 * @param lost that were asked for and never trained
 * @param tokens trained, as the checkpoint counts them
 * @param wrong what contradicts: a rollout that the topic does not hold where it was read, or of another version than the iteration trains on
 */
public record Evidence(int rollouts, int trainedTwice, int lost, long tokens, List<String> wrong) {
    private static final int MOST_NAMED = 10;

    public Evidence {
        wrong = List.copyOf(wrong);
    }

    /**
     * A rollout as an iteration names it.
     *
     * @param partition of scored-rollouts
     */
    public record Trained(int iteration, String id, int partition, long offset) {}

    /**
     * A record of scored-rollouts.
     *
     * @param policy the version that wrote the rollout, {@code name@number}
     * @param scored whether it holds scores and not a failure
     */
    public record Scored(String id, int iteration, String policy, int partition, long offset, boolean scored) {}

    /** Which version the rollouts of an iteration have to be of, {@code name@number}. */
    public interface Schedule {
        String policy(int iteration);
    }

    /**
     * Counts.
     *
     * @param asked ids of the run's prompts
     * @param trained of all iterations along the chain
     * @param scored records of the run, in the order of their offsets
     */
    public static Evidence of(
            Set<String> asked, List<Trained> trained, List<Scored> scored, Schedule schedule, long tokens) {
        Map<String, Scored> first = new HashMap<>();
        scored.stream().filter(Scored::scored).forEach(record -> first.putIfAbsent(record.id(), record));
        Set<String> ids = new HashSet<>();
        int twice = 0;
        List<String> wrong = new ArrayList<>();
        for (Trained each : trained) {
            if (!ids.add(each.id())) {
                twice++;
            }
            Scored record = first.get(each.id());
            if (record == null || record.partition() != each.partition() || record.offset() != each.offset()) {
                wrong.add(each.id() + " was read at " + each.partition() + "@" + each.offset()
                        + ", where the topic does not hold the first of its scored records");
            } else if (record.iteration() != each.iteration()
                    || !record.policy().equals(schedule.policy(each.iteration()))) {
                wrong.add(each.id() + " of iteration " + record.iteration() + " and " + record.policy()
                        + " was trained in iteration " + each.iteration() + ", which trains on "
                        + schedule.policy(each.iteration()));
            }
        }
        int lost = (int) asked.stream().filter(id -> !ids.contains(id)).count();
        return new Evidence(ids.size(), twice, lost, tokens, wrong);
    }

    /** What is not as it should be. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (trainedTwice > 0) {
            complaints.add(trainedTwice + " times a rollout was trained again");
        }
        if (lost > 0) {
            complaints.add(lost + " rollouts were asked for and never trained");
        }
        complaints.addAll(wrong.subList(0, Math.min(MOST_NAMED, wrong.size())));
        if (wrong.size() > MOST_NAMED) {
            complaints.add("and " + (wrong.size() - MOST_NAMED) + " more of these");
        }
        return complaints;
    }
}
