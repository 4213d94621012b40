package macaw.trainer.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.MetricsLog;
import macaw.trainer.runs.RunRecord;

/**
 * Event files in {@code DIRECTORY/NAMESPACE/RUN/}, a tag {@code KIND/FIGURE} for each figure. Each time a run is taken up it gets a
 * file of its own, which begins by telling TensorBoard to drop what the ones before have of steps that are done again.
 */
public final class TensorBoardLog implements MetricsLog {
    private final Path directory;
    private final InstantSource clock;

    /** Logs in that directory, which is made where it is missing. */
    public TensorBoardLog(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public OfRun open(RunRecord run, List<StepFigures> steps) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(run.namespace()).resolve(run.id()));
        long before = files(folder);
        // TensorBoard reads the files of a folder in the order of their names
        Path file = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%06d.macaw", before + 1));
        List<StepFigures> missing = before == 0 ? steps : List.of();
        long first = before == 0 || steps.isEmpty() ? 1 : steps.getLast().step() + 1;
        Events events = new Events(
                new EventFile(file, clock.instant(), first), run.kind().name().toLowerCase(Locale.ROOT) + "/");
        try {
            for (StepFigures step : missing) {
                events.add(step);
            }
            return events;
        } catch (IOException e) {
            events.close();
            throw e;
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private record Events(EventFile file, String prefix) implements OfRun {
        @Override
        public void add(StepFigures step) throws IOException {
            Map<String, Double> tagged = new TreeMap<>();
            step.figures().forEach((figure, value) -> tagged.put(prefix + figure, value));
            file.scalars(step.time(), step.step(), tagged);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
