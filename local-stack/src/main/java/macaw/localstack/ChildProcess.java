package macaw.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A process of the stack: started in a session of its own (a Ctrl-C reaches it only through us), guarded, and writing to its log. */
final class ChildProcess {
    private static final int LAST_LINES_BYTES = 4000;

    private final String name;
    private final Process process;
    private final ProcessIdentity identity;
    private final Path log;
    private final long logStart;
    private volatile boolean told;

    private ChildProcess(String name, Process process, ProcessIdentity identity, Path log, long logStart) {
        this.name = name;
        this.process = process;
        this.identity = identity;
        this.log = log;
        this.logStart = logStart;
    }

    static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path log, Guard guard) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            List<String> whole = new ArrayList<>(command.size() + 1);
            whole.add("setsid");
            whole.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(whole)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            ProcessIdentity identity = ProcessIdentity.of(process.pid())
                    .orElseThrow(() -> new StackException(name + " ended at once" + tail(log, logStart)));
            guard.watch(identity);
            return new ChildProcess(name, process, identity, log, logStart);
        } catch (IOException e) {
            throw new StackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    /** Calls back when the process ends without having been told to. */
    void whenItDies(Consumer<ChildProcess> report) {
        process.onExit().thenRun(() -> {
            if (!told) {
                report.accept(this);
            }
        });
    }

    ProcessIdentity identity() {
        return identity;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits until the condition holds; fails with the last lines of the log when the process ends before or time runs out. */
    void awaitReady(BooleanSupplier ready, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new StackException(obituary());
            }
            if (System.nanoTime() > deadline) {
                throw new StackException(
                        name + " is not ready after " + limit.toSeconds() + " s" + tail(log, logStart));
            }
            pause();
        }
    }

    /** What to tell of a process that ended: its exit status and the last lines of its log. */
    String obituary() {
        return name + " ended with status " + process.exitValue() + tail(log, logStart);
    }

    /** Asks the process to end, and kills it when it has not within the limit. */
    void stop(Duration limit) {
        terminate();
        if (!awaitEnd(limit)) {
            kill();
        }
    }

    /** Asks the process to end, without waiting. */
    void terminate() {
        told = true;
        process.destroy();
    }

    /** The process is about to be ended by other means than these. */
    void expectEnd() {
        told = true;
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        told = true;
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return false;
        }
    }

    private static String tail(Path log, long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(from, file.length() - LAST_LINES_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            return text.isEmpty()
                    ? " (it wrote nothing to " + log + ")"
                    : "; the end of " + log + ":\n" + text.indent(2).stripTrailing();
        } catch (IOException unreadable) {
            return " (its log " + log + " cannot be read)";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while a process starts", e);
        }
    }
}
