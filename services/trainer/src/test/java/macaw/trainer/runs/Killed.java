package macaw.trainer.runs;

/** The process dies here: nothing catches it, nothing is written after it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
