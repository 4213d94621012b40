package macaw.trainer.jsonl;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import macaw.trainer.history.HistoryFiles;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.MetricsLog;
import macaw.trainer.runs.RunRecord;

/**
 * {@code DIRECTORY/NAMESPACE/RUN/metrics.jsonl}: a line a step, every step. What a trainer wrote after its last checkpoint before
 * it died, and half a line, are cut off when the run is taken up again.
 */
public final class JsonlLog implements MetricsLog {
    private final Path directory;

    /** Logs in that directory, which is made where it is missing. */
    public JsonlLog(Path directory) {
        this.directory = directory;
    }

    @Override
    public OfRun open(RunRecord run, List<StepFigures> steps) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(run.namespace()).resolve(run.id()));
        FileChannel file = FileChannel.open(
                folder.resolve(HistoryFiles.METRICS), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            long last = steps.isEmpty() ? 0 : steps.getLast().step();
            Kept kept = kept(folder.resolve(HistoryFiles.METRICS), last);
            file.truncate(kept.bytes());
            file.position(kept.bytes());
            Lines lines = new Lines(file);
            for (StepFigures step : steps) {
                if (step.step() > kept.step()) {
                    lines.add(step);
                }
            }
            return lines;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** How much of a file stays. */
    private record Kept(long bytes, long step) {}

    /** The whole lines up to that step; from one that cannot be read on everything is written again. */
    private static Kept kept(Path file, long last) throws IOException {
        Kept kept = new Kept(0, 0);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int read = in.read(); read >= 0; read = in.read()) {
                if (read != '\n') {
                    line.write(read);
                    continue;
                }
                OptionalLong step = step(line.toString(StandardCharsets.UTF_8));
                if (step.isEmpty() || step.getAsLong() > last) {
                    break;
                }
                kept = new Kept(kept.bytes() + line.size() + 1, step.getAsLong());
                line.reset();
            }
        }
        return kept;
    }

    private static OptionalLong step(String line) {
        try {
            return OptionalLong.of(HistoryFiles.step(line).step());
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private record Lines(FileChannel file) implements OfRun {
        @Override
        public void add(StepFigures step) throws IOException {
            ByteBuffer line = StandardCharsets.UTF_8.encode(HistoryFiles.line(step) + "\n");
            while (line.hasRemaining()) {
                file.write(line);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
