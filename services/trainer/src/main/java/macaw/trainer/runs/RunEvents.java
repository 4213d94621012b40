package macaw.trainer.runs;

/** Tells everybody how a run stands. Sent in the background: a later state replaces an earlier one. */
@FunctionalInterface
public interface RunEvents {
    void changed(RunView run);
}
