package macaw.trainer.runs;

/** Unwinds the work on a run that somebody paused or cancelled, or whose trainer shuts down. */
final class RunStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunStopped() {
        super("the run was stopped", null, false, false);
    }
}
