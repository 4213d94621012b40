package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Something to learn. */
sealed interface Task permits RandomWalks, Stories, Preferences {
    /**
     * Learns it; a peer's results come behind the product's.
     *
     * @param work an empty folder for what the run writes
     */
    List<Result> run(LearnRun run, long seed, Path work) throws IOException, InterruptedException;

    /** What the runs so far came to together, where that is more than their list. */
    default List<Result> together() {
        return List.of();
    }

    /** All results in one picture. */
    LinePlot plot(List<Result> results);
}
