package macaw.chassis.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the file systems that a service writes to, as gauges, read when somebody asks. */
final class DiskSpace {
    private DiskSpace() {}

    /** Shows the directory under that name for as long as the process lives; it need not be there yet. */
    static void show(MeterRegistry meters, String name, Path directory) {
        Metric.DISK_FREE.gauge(meters, directory, path -> bytes(path, FileStore::getUsableSpace), name);
        Metric.DISK_SIZE.gauge(meters, directory, path -> bytes(path, FileStore::getTotalSpace), name);
    }

    /** What is asked of a file system. */
    private interface Question {
        long bytes(FileStore files) throws IOException;
    }

    private static double bytes(Path directory, Question question) {
        try {
            return question.bytes(Files.getFileStore(directory));
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
