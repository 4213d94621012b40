package macaw.trainer.learning;

/** After which steps the held-out rows are measured: evenly through each epoch, at its end, and after the last step. */
public record EvaluationSteps(long stepsPerEpoch, int perEpoch, long totalSteps) {

    /** Whether to measure after step {@code index}, from 0. */
    public boolean after(long index) {
        long inEpoch = index % stepsPerEpoch + 1; // steps of this epoch that are done
        boolean crossed = inEpoch * perEpoch / stepsPerEpoch > (inEpoch - 1) * perEpoch / stepsPerEpoch;
        return crossed || index + 1 == totalSteps;
    }
}
