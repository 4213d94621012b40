package macaw.cli.runs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import macaw.cli.display.StageDisplay;
import macaw.v1.Run;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.TrainingServiceGrpc.TrainingServiceBlockingStub;

/** Follows a run on the display until it ends, across restarts of the trainer. */
public final class RunWatch {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long RETRY_MILLIS = 1000;

    private RunWatch() {}

    /** 0 when the run finished, 1 when it failed or was cancelled. */
    public static int follow(TrainingServiceBlockingStub training, RunRef run, StageDisplay display) {
        display.begin(run.getRunId());
        String said = "";
        long lastSeen = System.nanoTime();
        while (true) {
            try {
                Iterator<Run> states = training.watchRun(run);
                while (states.hasNext()) {
                    Run now = states.next();
                    lastSeen = System.nanoTime();
                    said = sayWhyItWaits(now, said, display);
                    show(now, display);
                    if (RunText.ended(now)) {
                        return end(now, display);
                    }
                }
            } catch (StatusRuntimeException e) {
                boolean away = e.getStatus().getCode() == Status.Code.UNAVAILABLE;
                if (!away || System.nanoTime() - lastSeen > PATIENCE.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** A pause is worth a line of its own, and so is its end: nothing else may be heard for long. Returns the code that was said. */
    private static String sayWhyItWaits(Run run, String said, StageDisplay display) {
        String code =
                run.getState() == RunState.RUN_STATE_PAUSED ? run.getFailure().getCode() : "";
        if (!code.equals(said)) {
            display.say(run.getRunId() + (code.isEmpty() ? " goes on" : " waits: " + RunText.activity(run)));
        }
        return code;
    }

    private static void show(Run run, StageDisplay display) {
        long total = run.getProgress().getTotalSteps();
        double fraction = total == 0 ? 0 : (double) run.getProgress().getStep() / total;
        display.progress(fraction, RunText.progress(run) + " " + RunText.activity(run) + "  " + RunText.metrics(run));
    }

    private static int end(Run run, StageDisplay display) {
        display.end(RunText.state(run) + (run.hasFailure() ? " " + RunText.activity(run) : ""));
        display.say(RunText.metrics(run));
        run.getPublishedList().forEach(version -> display.say("published " + Versions.name(version)));
        return run.getState() == RunState.RUN_STATE_FINISHED ? 0 : 1;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while following a run", e);
        }
    }
}
