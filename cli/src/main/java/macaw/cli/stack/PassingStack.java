package macaw.cli.stack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import macaw.cli.display.StageDisplay;
import macaw.localstack.LocalStack;
import macaw.localstack.StackEvent;
import macaw.localstack.StackException;
import macaw.localstack.StackOptions;
import org.jspecify.annotations.Nullable;

/**
 * A stack that lives as long as one piece of work. A part that dies ends the work, as nothing restarts it.
 *
 * @param removed whether the state directory goes with the stack, at the end and on Ctrl-C; after a failure it stays for its logs
 */
public record PassingStack(StackOptions options, boolean removed, StageDisplay display) {
    private static final int INTERRUPTED = 130;
    /** How long a Ctrl-C waits for the end of the stack and its directory. */
    private static final int SECONDS_TO_END = 40;

    /** What is done with the stack. */
    public interface Work {
        void on(LocalStack stack) throws IOException, InterruptedException;
    }

    /** Starts the stack, does the work and ends the stack; returns the command's exit status. */
    public int during(Work work) throws IOException, InterruptedException {
        var interrupted = new AtomicBoolean();
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endsByHand(interrupted, over), "macaw-ctrl-c"));
        boolean whole = false;
        try {
            startAndWork(work);
            whole = true;
            return 0;
        } catch (RuntimeException | IOException | InterruptedException e) {
            if (interrupted.get()) {
                return INTERRUPTED;
            }
            display.say("not finished; the logs are in " + options.logs());
            throw e;
        } finally {
            if (removed && (whole || interrupted.get())) {
                delete(options.state());
            }
            over.countDown();
        }
    }

    /** Ctrl-C ends the services, which ends the work; the process stays until its directory is removed. */
    private static void endsByHand(AtomicBoolean interrupted, CountDownLatch over) {
        interrupted.set(true);
        try {
            boolean ignored = over.await(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAndWork(Work work) throws IOException, InterruptedException {
        Thread worker = Thread.currentThread();
        var working = new AtomicBoolean();
        var dead = new AtomicReference<@Nullable String>();
        var start = new StartDisplay(display, options.instances().size() + 2);
        try (LocalStack stack = LocalStack.start(options, event -> {
            if (!working.get()) {
                start.accept(event);
            } else if (event instanceof StackEvent.Died died) {
                start.accept(event);
                dead.set(died.part());
                worker.interrupt();
            }
        })) {
            display.end("ready");
            working.set(true);
            try {
                work.on(stack);
            } finally {
                working.set(false);
                // an interruption is meant for the work, not for the orderly end of the stack
                Thread.interrupted();
            }
        } catch (RuntimeException | IOException | InterruptedException e) {
            if (dead.get() != null) {
                throw new StackException(dead.get() + " died", e);
            }
            throw e;
        }
    }

    /** Removes a directory and all that is in it. */
    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
