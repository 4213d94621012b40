package macaw.generator.answering;

import macaw.errors.CodedException;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.SequenceListener;
import macaw.records.FinishReason;

/** Hands on what it is told, and takes note of the stages. */
final class StagedListener implements SequenceListener {
    private final SequenceListener listener;
    private final StageSpans stages;
    private boolean writing;

    StagedListener(SequenceListener listener, StageSpans stages) {
        this.listener = listener;
        this.stages = stages;
        stages.accept(Stage.QUEUE);
    }

    @Override
    public void begun() {
        stages.accept(Stage.PREFILL);
        listener.begun();
    }

    @Override
    public boolean drawn(Drawn drawn) {
        if (!writing) {
            writing = true;
            stages.accept(Stage.DECODE);
        }
        return listener.drawn(drawn);
    }

    @Override
    public void finished(FinishReason reason) {
        stages.close();
        listener.finished(reason);
    }

    @Override
    public void failed(CodedException failure) {
        stages.close();
        listener.failed(failure);
    }
}
