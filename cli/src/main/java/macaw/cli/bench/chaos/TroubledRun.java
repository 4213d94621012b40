package macaw.cli.bench.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import macaw.cli.display.StageDisplay;
import macaw.cli.runs.RunText;
import macaw.localstack.Instance;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackException;
import macaw.v1.Progress;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.RunState;

/** A run that was started, followed to its end while trouble comes. At the end the stack is as it was. */
final class TroubledRun implements AutoCloseable {
    private static final Instance TRAINER = Instance.first(Service.TRAINER);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 50;

    private final LocalStack stack;
    private final RunRef reference;
    private final StageDisplay display;
    private final TrainerDoor trainer;
    private final List<String> happened = new ArrayList<>();
    private int kills;

    TroubledRun(LocalStack stack, RunRef reference, StageDisplay display) {
        this.stack = stack;
        this.reference = reference;
        this.display = display;
        this.trainer = new TrainerDoor(stack, TRAINER, reference);
    }

    /**
     * Returns the finished run.
     *
     * @param between calm time between two troubles
     */
    Run follow(List<Trouble> troubles, Duration between) throws IOException, InterruptedException {
        long last = -1;
        for (Trouble trouble : troubles) {
            long before = last;
            Run run = await(trainer, seen -> {
                long step = seen.getProgress().getStep();
                return step >= trouble.step() && (trouble.hurried() || step > before);
            });
            last = run.getProgress().getStep();
            if (!RunText.ended(run)) {
                Thread.sleep(Duration.ofNanos((long) (between.toNanos() * trouble.delay())));
                befall(trouble);
            }
        }
        Run run = await(trainer, RunText::ended);
        if (run.getState() != RunState.RUN_STATE_FINISHED) {
            throw new StackException(
                    "run " + run.getRunId() + " ended as " + RunText.state(run) + ": " + RunText.activity(run));
        }
        return run;
    }

    /** Kills that struck while the run was carried out. */
    int kills() {
        return kills;
    }

    /** What befell it, a line each. */
    List<String> happened() {
        return happened;
    }

    private void befall(Trouble trouble) throws IOException, InterruptedException {
        Optional<Run> before = trainer.ask();
        if (before.isEmpty() || RunText.ended(before.get())) {
            return;
        }
        Progress progress = before.get().getProgress();
        String when = "at %d, %s".formatted(progress.getStep(), progress.getActivity());
        switch (trouble.kind()) {
            case TRAINER -> kill(Service.TRAINER);
            case GENERATOR -> kill(Service.GENERATOR);
            case REWARD -> kill(Service.REWARD);
            case BROKER -> {
                stack.killBroker();
                stack.restartBroker();
            }
            case OVERTAKEN_TRAINER -> overtake(progress.getStep());
        }
        kills += trouble.kill() ? 1 : 0;
        String what = "%-17s %s"
                .formatted(trouble.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), when);
        happened.add(what);
        display.say(what);
    }

    private void kill(Service service) {
        stack.kill(service);
        stack.restart(service);
    }

    /** The trainer stands still while a second one takes the run over and commits something; when it goes on it has to find out. */
    private void overtake(long step) throws IOException, InterruptedException {
        Path log = stack.logs().resolve(TRAINER.title() + ".log");
        stack.freeze(TRAINER);
        long said = Files.size(log);
        Instance second;
        try {
            second = stack.startSuccessor(Service.TRAINER);
            try (var door = new TrainerDoor(stack, second, reference)) {
                await(door, run -> run.getProgress().getStep() > step);
            }
        } finally {
            stack.wake(TRAINER);
        }
        until(
                "trainer does not find out that it was overtaken",
                () -> tail(log, said).contains("run " + reference.getRunId() + " has been taken over"));
        stack.stop(second);
        stack.restart(TRAINER);
    }

    private static String tail(Path log, long from) {
        try (var channel = Files.newInputStream(log)) {
            channel.skipNBytes(from);
            return new String(channel.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StackException(log + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Until the run is as wanted or has ended; one that waits for a person ends this, and so does one of which nothing new is heard for long. */
    private Run await(TrainerDoor door, Predicate<Run> wanted) throws InterruptedException {
        Progress heard = Progress.getDefaultInstance();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Run> seen = door.ask();
            if (seen.isPresent()) {
                Run run = seen.get();
                requireGoesOn(run);
                if (RunText.ended(run) || wanted.test(run)) {
                    return run;
                }
                if (!run.getProgress().equals(heard)) {
                    heard = run.getProgress();
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                    display.progress(fraction(run), RunText.activity(run));
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new StackException(
                "of run " + reference.getRunId() + " nothing new was heard in " + PATIENCE.toMinutes() + " minutes");
    }

    private static double fraction(Run run) {
        long total = run.getProgress().getTotalSteps();
        return total == 0 ? 0 : (double) run.getProgress().getStep() / total;
    }

    private static void requireGoesOn(Run run) {
        if (run.getState() == RunState.RUN_STATE_PAUSED && !run.getFailure().getRetryable()) {
            throw new StackException("run " + run.getRunId() + " waits for a person: " + RunText.activity(run));
        }
    }

    private static void until(String otherwise, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new StackException(otherwise + " after " + PATIENCE.toMinutes() + " minutes");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void close() {
        trainer.close();
    }
}
