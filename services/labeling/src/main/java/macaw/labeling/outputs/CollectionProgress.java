package macaw.labeling.outputs;

/**
 * How far the collecting of a project's outputs is.
 *
 * @param promptsDone prompts with all the outputs that they will get
 * @param promptsTotal prompts of the project
 * @param outputs distinct outputs
 * @param promptsShort prompts with fewer than K distinct outputs
 * @param failed prompts that this collection could not get outputs for; they wait for the next
 */
public record CollectionProgress(int promptsDone, int promptsTotal, int outputs, int promptsShort, int failed) {
    /** After one more prompt got its outputs. */
    CollectionProgress plusDone(int distinct, boolean isShort) {
        return new CollectionProgress(
                promptsDone + 1, promptsTotal, outputs + distinct, promptsShort + (isShort ? 1 : 0), failed);
    }

    /** After one more prompt failed. */
    CollectionProgress plusFailed() {
        return new CollectionProgress(promptsDone, promptsTotal, outputs, promptsShort, failed + 1);
    }

    /** The same with another number of failures. */
    CollectionProgress withFailed(int others) {
        return new CollectionProgress(promptsDone, promptsTotal, outputs, promptsShort, others);
    }
}
